import { APIGatewayClient, GetRestApiCommand } from "@aws-sdk/client-api-gateway";
import { orAbsent } from "../../shared/or-absent.ts";
import { patientClient } from "../../shared/passing-errors.ts";
import type { Describe, Readers } from "../describe.ts";

const apiGateway = patientClient(new APIGatewayClient());

/** A REST API: whether only networks with an endpoint of it reach it. */
const restApi: Describe<"AWS::ApiGateway::RestApi"> = async (id) => {
  const seen = await orAbsent(apiGateway.send(new GetRestApiCommand({ restApiId: id })), "NotFound");
  if (seen === null) return null;
  const types = seen.endpointConfiguration?.types ?? [];
  return { isPrivate: types.length > 0 && types.every((type) => type === "PRIVATE") };
};

/** The readers of the service. */
export const readers: Readers<"api-gateway"> = {
  "AWS::ApiGateway::RestApi": restApi,
};
