import {
  APIGatewayClient,
  GetApiKeyCommand,
  GetRestApiCommand,
  GetUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { ApiGatewayV2Client, GetApiCommand } from "@aws-sdk/client-apigatewayv2";
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

/** A plan that says how much a key may ask. */
const usagePlan: Describe<"AWS::ApiGateway::UsagePlan"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(APIGatewayClient).send(new GetUsagePlanCommand({ usagePlanId: id })),
    "NotFound",
  );
  return seen === null ? null : { name: seen.name ?? "" };
};

/** A key, without its value. */
const apiKey: Describe<"AWS::ApiGateway::ApiKey"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(APIGatewayClient).send(new GetApiKeyCommand({ apiKey: id, includeValue: false })),
    "NotFound",
  );
  return seen === null ? null : { enabled: seen.enabled === true };
};

/** An HTTP or WebSocket API: whether the endpoint that API Gateway gives it is switched off. */
const httpApi: Describe<"AWS::ApiGatewayV2::Api"> = async (id, clients) => {
  const seen = await orAbsent(clients(ApiGatewayV2Client).send(new GetApiCommand({ ApiId: id })), "NotFound");
  return seen === null ? null : { endpointDisabled: seen.DisableExecuteApiEndpoint === true };
};

/** The readers of the service. */
export const readers: Readers<"api-gateway"> = {
  "AWS::ApiGateway::RestApi": restApi,
  "AWS::ApiGateway::UsagePlan": usagePlan,
  "AWS::ApiGateway::ApiKey": apiKey,
  "AWS::ApiGatewayV2::Api": httpApi,
};
