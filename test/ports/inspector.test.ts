import { existsSync } from "node:fs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { inspectorIn } from "../../lib/ports/inspector/aws.ts";
import { describedRows, services } from "../../lib/resources/resources.ts";
import type { Row, Service } from "../../lib/resources/row.ts";
import { reached } from "../fixtures/reached.ts";

/**
 * Actions that IAM calls otherwise than the SDK calls its command. Source: Service Authorization Reference, Amazon S3, Amazon API
 * Gateway Management and AWS Lambda.
 */
const actionNames: Readonly<Record<string, string>> = {
  GetBucketEncryption: "GetEncryptionConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  GetRestApi: "GET",
  GetUsagePlan: "GET",
  GetApiKey: "GET",
  GetApi: "GET",
  GetLayerVersionByArn: "GetLayerVersion",
};

// Every client inherits `send` from the one class of all clients.
const inspector = inspectorIn(reached("staging"));
const client = Object.getPrototypeOf(EC2Client.prototype);
const send = client.send;
const sent: string[] = [];

beforeEach(() => {
  sent.length = 0;
  client.send = async (command: object) => {
    const name = command.constructor.name.replace(/Command$/, "");
    sent.push(actionNames[name] ?? name);
    return {};
  };
});
afterAll(() => {
  client.send = send;
});

describe("the readers", () => {
  const described = Object.entries<Service>(services).map(([name, { types }]) => ({
    name,
    types: Object.entries<Row>(types).flatMap(([type, { goneBy }]) =>
      goneBy === "description" ? [type] : [],
    ),
  }));

  test.each(described)("of $name are those of its described types", async ({ name, types }) => {
    const file = new URL(`../../lib/ports/inspector/readers/${name}.ts`, import.meta.url);
    const read = existsSync(file) ? Object.keys((await import(file.href)).readers) : [];

    expect(read.sort()).toEqual(types.sort());
  });

  test.each(describedRows)(
    "ask about $type first by the call that its row names, and only by its actions",
    async ({ type, service, row: { actions } }) => {
      await inspector.inspect([{ type, id: "one", logicalId: "One", stack: "shop-staging-one" }]);
      const called = sent.map((name) => `${service.iam}:${name}`);

      expect(called[0]).toBe(actions[0]);
      expect(called.filter((action) => !actions.some((allowed) => allowed === action))).toEqual([]);
    },
  );

  test.each(["AWS::Braket::Thing", "AWS::EC2::Route", "constructor"])("know nothing of %s", async (type) => {
    expect(
      await inspector.inspect([{ type, id: "one", logicalId: "One", stack: "shop-staging-one" }]),
    ).toEqual(new Map());
    expect(sent).toEqual([]);
  });
});
