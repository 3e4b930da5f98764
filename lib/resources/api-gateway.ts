import { neverPublic } from "./checks.ts";
import { flag, text } from "./fact.ts";
import { described, general, opening, ownedBy, type Service } from "./row.ts";

/** Source: API Gateway API reference, DeleteRestApi: what belongs to an API goes with it. */
const ofApi = ownedBy("AWS::ApiGateway::RestApi", "RestApiId");

/** Source: API Gateway API reference, version 2, DeleteApi. */
const ofHttpApi = ownedBy("AWS::ApiGatewayV2::Api", "ApiId");

/** API Gateway. */
export const apiGateway = {
  iam: "apigateway",
  types: {
    "AWS::ApiGateway::RestApi": described({
      arn: { kind: "/restapis", id: "name" },
      facts: { isPrivate: flag },
      probes: [
        {
          fact: "private-api",
          about: ["isPrivate"],
          checks: neverPublic,
          holds: ({ isPrivate }) => isPrivate,
          saw: ({ isPrivate }) => (isPrivate ? "private" : "public"),
        },
      ],
      state: null,
      actions: ["apigateway:GET"],
      look: "aws apigateway get-rest-api --rest-api-id {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: {
        what: "an endpoint that is not private",
        fact: "isPrivate",
        actions: [],
      },
      announced: ({ properties }) =>
        !JSON.stringify(properties["EndpointConfiguration"] ?? "").includes('"PRIVATE"'),
      rehearsed: null,
    }),
    "AWS::ApiGateway::UsagePlan": described({
      arn: { kind: "/usageplans", id: "name" },
      facts: { name: text() },
      probes: [],
      state: null,
      actions: ["apigateway:GET"],
      look: "aws apigateway get-usage-plan --usage-plan-id {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::ApiGateway::ApiKey": described({
      arn: { kind: "/apikeys", id: "name" },
      facts: { enabled: flag },
      probes: [],
      state: null,
      actions: ["apigateway:GET"],
      look: "aws apigateway get-api-key --api-key {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::ApiGateway::UsagePlanKey": ownedBy("AWS::ApiGateway::UsagePlan", "UsagePlanId"),
    // A setting of the account and its region: deleting the resource leaves it as it is (template reference, AWS::ApiGateway::Account).
    "AWS::ApiGateway::Account": { goneBy: "stack", oneWay: {}, holdsData: null },
    "AWS::ApiGateway::DomainName": general([
      {
        fact: "custom-domain",
        what: "a domain on the internet",
        isOpen: ({ EndpointConfiguration }) =>
          !JSON.stringify(EndpointConfiguration ?? "").includes('"PRIVATE"'),
      },
    ]),
    // HTTP and WebSocket APIs.
    "AWS::ApiGatewayV2::Api": described({
      // A domain of its own is read by itself.
      arn: { kind: "/apis", id: "name" },
      facts: { endpointDisabled: flag },
      probes: [
        {
          fact: "execute-api-disabled",
          about: ["endpointDisabled"],
          checks: neverPublic,
          holds: ({ endpointDisabled }) => endpointDisabled,
          saw: ({ endpointDisabled }) => (endpointDisabled ? "endpoint disabled" : "public"),
        },
      ],
      state: null,
      actions: ["apigateway:GET"],
      look: "aws apigatewayv2 get-api --api-id {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "an endpoint that everyone reaches", fact: "endpointDisabled", actions: [] },
      announced: ({ properties }) => String(properties["DisableExecuteApiEndpoint"]) !== "true",
      rehearsed: null,
    }),
    "AWS::ApiGatewayV2::Authorizer": ofHttpApi,
    "AWS::ApiGatewayV2::Deployment": opening(ofHttpApi),
    "AWS::ApiGatewayV2::Integration": ofHttpApi,
    "AWS::ApiGatewayV2::IntegrationResponse": ofHttpApi,
    "AWS::ApiGatewayV2::Model": ofHttpApi,
    "AWS::ApiGatewayV2::Route": opening(ofHttpApi),
    "AWS::ApiGatewayV2::RouteResponse": ofHttpApi,
    "AWS::ApiGatewayV2::Stage": opening(ofHttpApi),
    "AWS::ApiGatewayV2::DomainName": general([
      { fact: "custom-domain", what: "a domain on the internet", isOpen: () => true },
    ]),
    "AWS::ApiGatewayV2::ApiMapping": opening(ownedBy("AWS::ApiGatewayV2::DomainName", "DomainName")),
    "AWS::ApiGateway::Deployment": opening(ofApi),
    "AWS::ApiGateway::Stage": opening(ofApi),
    "AWS::ApiGateway::Resource": ofApi,
    "AWS::ApiGateway::Method": opening(ofApi),
    "AWS::ApiGateway::Model": ofApi,
    "AWS::ApiGateway::RequestValidator": ofApi,
    "AWS::ApiGateway::Authorizer": ofApi,
    "AWS::ApiGateway::GatewayResponse": ofApi,
  },
} satisfies Service;
