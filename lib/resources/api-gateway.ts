import { neverPublic } from "./checks.ts";
import { flag } from "./fact.ts";
import { described, ownedBy, type Service } from "./row.ts";

/** Source: API Gateway API reference, DeleteRestApi: what belongs to an API goes with it. */
const ofApi = ownedBy("AWS::ApiGateway::RestApi", "RestApiId");

/** API Gateway, REST APIs. */
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
    "AWS::ApiGateway::Deployment": ofApi,
    "AWS::ApiGateway::Stage": ofApi,
    "AWS::ApiGateway::Resource": ofApi,
    "AWS::ApiGateway::Method": ofApi,
    "AWS::ApiGateway::Model": ofApi,
    "AWS::ApiGateway::RequestValidator": ofApi,
    "AWS::ApiGateway::Authorizer": ofApi,
    "AWS::ApiGateway::GatewayResponse": ofApi,
  },
} satisfies Service;
