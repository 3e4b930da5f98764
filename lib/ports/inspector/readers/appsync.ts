import { AppSyncClient, GetGraphqlApiCommand } from "@aws-sdk/client-appsync";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A GraphQL API, by its ARN: whether only networks with an endpoint of it reach it. */
const graphqlApi: Describe<"AWS::AppSync::GraphQLApi"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(AppSyncClient).send(new GetGraphqlApiCommand({ apiId: id.split("/").at(-1) })),
    "NotFound",
  );
  return seen === null ? null : { visibility: seen.graphqlApi?.visibility ?? "unknown" };
};

/** The readers of the service. */
export const readers: Readers<"appsync"> = { "AWS::AppSync::GraphQLApi": graphqlApi };
