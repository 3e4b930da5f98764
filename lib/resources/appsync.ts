import { neverPublic } from "./checks.ts";
import { text } from "./fact.ts";
import { described, general, opening, ownedBy, type Service } from "./row.ts";

/** Source: AppSync API reference, DeleteGraphqlApi: what belongs to an API goes with it. */
const ofApi = ownedBy("AWS::AppSync::GraphQLApi", "ApiId");

/** AppSync. */
export const appSync = {
  iam: "appsync",
  types: {
    "AWS::AppSync::GraphQLApi": described({
      arn: { kind: "apis", id: "arn" },
      facts: { visibility: text("PRIVATE", "GLOBAL") },
      probes: [
        {
          fact: "api-visibility",
          about: ["visibility"],
          checks: neverPublic,
          holds: ({ visibility }) => visibility === "PRIVATE",
          saw: ({ visibility }) => visibility,
        },
      ],
      state: null,
      actions: ["appsync:GetGraphqlApi"],
      look: "aws appsync list-graphql-apis --query graphqlApis[?arn=='{id}']",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "an API that is not private", fact: "visibility", actions: [] },
      announced: ({ properties }) => properties["Visibility"] !== "PRIVATE",
      rehearsed: null,
    }),
    "AWS::AppSync::ApiKey": opening(ofApi),
    "AWS::AppSync::DataSource": ofApi,
    "AWS::AppSync::FunctionConfiguration": ofApi,
    "AWS::AppSync::GraphQLSchema": ofApi,
    "AWS::AppSync::Resolver": ofApi,
    "AWS::AppSync::Api": general([
      { fact: "event-api", what: "an endpoint that everyone reaches", isOpen: () => true },
    ]),
  },
} satisfies Service;
