import { topicArnsOf, topicsSchema } from "../../../lib/settings/topics.ts";
import type { Names } from "./authorised.ts";
import { type Deployed, ofType, regional } from "./template.ts";

/** The region of the accounts in memory. */
export const inMemoryRegion = "us-east-1";
const inMemory = { table: "infrastructure-records", records: "infrastructure-records", assets: "assets" };
const keyVariables = {
  signing: "SIGNING_KEY_ARNS",
  decision: "DECISION_KEY_ARN",
  operator: "OPERATOR_KEY_ARN",
  link: "LINK_KEY_ARN",
  token: "TOKEN_KEY_ARN",
} as const;

/** How the deployed template names what an installation in memory has. The functions' variables tell it. */
export function namesIn(deployed: Deployed): Omit<Names, "account"> {
  const variables = Object.assign(
    {},
    ...ofType(deployed, "AWS::Lambda::Function").map(
      ({ properties }) => properties["Environment"]?.Variables ?? {},
    ),
  ) as Readonly<Record<string, string>>;
  const arnOf = (type: string) => ofType(deployed, type)[0]?.arn ?? "";
  const notices = ofType(deployed, "AWS::KMS::Key").find(({ properties }) =>
    String(properties["Description"]).includes("mails"),
  );
  return {
    table: arnOf("AWS::DynamoDB::GlobalTable"),
    bus: arnOf("AWS::Events::EventBus"),
    buckets: {
      [inMemory.records]: variables["BUCKET_NAME"] ?? "",
      [inMemory.assets]: variables["ASSETS_BUCKET_NAME"] ?? "",
    },
    keys: {
      ...Object.fromEntries(
        Object.entries(keyVariables).map(([name, variable]) => [name, variables[variable] ?? ""]),
      ),
      notices: notices?.arn ?? "",
    },
    topics: topicsIn(deployed, variables["TOPICS"] ?? "{}"),
    parentMachine: variables["STATE_MACHINE_ARN"] ?? regional("states", "stateMachine:none"),
  };
}

/** The ARN of each topic by the name that it has in memory: the approver's id. */
function topicsIn(deployed: Deployed, variable: string): Readonly<Record<string, string>> {
  const topics = topicsSchema.parse(JSON.parse(variable));
  const arns = ofType(deployed, "AWS::SNS::Topic").map(({ arn }) => arn);
  const ids = arns.flatMap((arn) =>
    arn.startsWith(topics.prefix) ? [{ id: arn.slice(topics.prefix.length) }] : [],
  );
  return topicArnsOf(topics, ids);
}
