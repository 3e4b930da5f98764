import { APIGatewayClient, GetRestApiCommand } from "@aws-sdk/client-api-gateway";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A REST API: whether only networks with an endpoint of it reach it. */
const restApi: Describe<"AWS::ApiGateway::RestApi"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(APIGatewayClient).send(new GetRestApiCommand({ restApiId: id })),
    "NotFound",
  );
  if (seen === null) return null;
  const types = seen.endpointConfiguration?.types ?? [];
  return { isPrivate: types.length > 0 && types.every((type) => type === "PRIVATE") };
};

/** The readers of the service. */
export const readers: Readers<"api-gateway"> = {
  "AWS::ApiGateway::RestApi": restApi,
};
