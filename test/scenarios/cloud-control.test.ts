import { isFact } from "../../lib/domain/records/facts.ts";
import { readTwice } from "../../lib/resources/tables.ts";
import { whenEntering } from "../simulator/execution-hooks.ts";
import { install, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";
import { bucket, destroying, idOf, leftBehind, rolledBack, template } from "./rolled-back.ts";

describe("what only Cloud Control reads", () => {
  const ofType = (Type: string, more: object = {}) => ({ Thing: { Type, ...more } });
  const seenBy = (entries: Awaited<ReturnType<typeof rolledBack>>["entries"]) =>
    entries
      .filter(isFact("see-standing", "observation"))
      .flatMap(({ detail }) => detail.seen.items ?? [])
      .map(({ identifier }) => identifier);

  test("is gone when an identifier is not found that was read while it stood", async () => {
    const run = await rolledBack(install(), { network: ofType("AWS::Glue::Crawler") });

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(seenBy(run.entries)).toEqual([idOf("network", "thing")]);
    expect(run.looked).toContainEqual(
      expect.objectContaining({
        type: "AWS::Glue::Crawler",
        is: "gone",
        how: expect.stringMatching(/^cloudformation:GetResource .*: not found; it was read while it stood$/),
      }),
    );
  });

  test("is read by an identifier of several parts, as the events of its stack tell them", async () => {
    const properties = { Properties: { UserPoolId: "pool-1" } };
    const run = await rolledBack(install(), {
      network: ofType("AWS::Cognito::UserPoolClient", properties),
    });

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(seenBy(run.entries)).toEqual([expect.stringMatching(/^pool-1\|.*-network-thing-\d+$/)]);
  });

  test("is left when it is found", async () => {
    const world = install();
    leftBehind(world, "network", "Thing");
    const run = await rolledBack(world, { network: ofType("AWS::Glue::Crawler") });

    expect(run.proof.residual).toEqual([
      { type: "AWS::Glue::Crawler", id: idOf("network", "thing"), state: "present" },
    ]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("is unproven where its identifier needs a part that nothing tells", async () => {
    const run = await rolledBack(install(), { network: ofType("AWS::Cognito::UserPoolClient") });

    expect(run.proof.residual).toEqual([
      { type: "AWS::Cognito::UserPoolClient", id: idOf("network", "thing"), state: "unproven" },
    ]);
  });

  // A wrong identifier, another region and an emulator's own empty store all answer like this, also while the resource stands.
  test("is unproven when it is not found and was never read while it stood", async () => {
    const world = install();
    leftBehind(world, "network", "Thing");
    const run = await rolledBack(world, {
      network: ofType("AWS::Glue::Crawler", { Metadata: { Generally: "ResourceNotFoundException" } }),
    });

    expect(run.proof.residual).toEqual([
      { type: "AWS::Glue::Crawler", id: idOf("network", "thing"), state: "unproven" },
    ]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test.each([
    "UnsupportedActionException",
    "TypeNotFoundException",
    "InvalidRequestException",
    "GeneralServiceException",
    "AccessDeniedException",
  ])("is unproven when it is left and reading it answers %s", async (Generally) => {
    const world = install();
    leftBehind(world, "network", "Thing");
    const run = await rolledBack(world, {
      network: ofType("AWS::Glue::Crawler", { Metadata: { Generally } }),
    });

    expect(run.proof.residual.map(({ state }) => state)).toEqual(["unproven"]);
    expect(run.looked.find(({ is }) => is === "unproven")?.how).toContain(`: ${Generally}: `);
  });

  test("is waited for while its service asks for patience", async () => {
    const world = install();
    let asked = 0;
    world.account.faultAt = ({ operation, atMs }) => {
      if (operation !== "GetResource" || atMs < 0) return undefined;
      asked += 1;
      return asked % 3 === 0
        ? {
            kind: "refused",
            error: () =>
              Object.assign(new Error("busy"), {
                name: "HandlerInternalFailureException",
                $metadata: { httpStatusCode: 502 },
              }),
          }
        : undefined;
    };
    const run = await rolledBack(world, { network: ofType("AWS::Glue::Crawler") });

    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test("is seen too if CloudFormation itself takes it away, because its stack fails", async () => {
    const world = install();
    const failing = (environment: string, part: string) =>
      environment === "development" && part === "compute"
        ? JSON.stringify({
            Resources: { Thing: { Type: "AWS::Glue::Crawler" }, Bucket: bucket },
            Metadata: { World: { fails: ["create"], seconds: 20 } },
          })
        : template({ Bucket: bucket });
    const { verdict } = await take(world, { templateOf: failing });

    expect(verdict).toBe("ROLLED_BACK");
  });
});

describe("what belongs to a resource of somebody else", () => {
  const theirs = "arn:aws:sns:eu-central-1:222222222222:theirs";
  const subscribed = (more: object = {}) => ({
    Thing: { Type: "AWS::SNS::Subscription", Properties: { TopicArn: theirs }, ...more },
    // A topic of its own decides nothing about what belongs to another one.
    Own: { Type: "AWS::SNS::Topic" },
  });

  test("is gone when Cloud Control does not find it any more", async () => {
    const run = await rolledBack(install(), { network: subscribed() });

    expect(run.looked).toContainEqual(
      expect.objectContaining({
        type: "AWS::SNS::Subscription",
        is: "gone",
        how: expect.stringMatching(/^cloudformation:GetResource .*: not found; it was read while it stood$/),
      }),
    );
    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test("is left when it is found", async () => {
    const world = install();
    leftBehind(world, "network", "Thing");
    const run = await rolledBack(world, { network: subscribed() });

    expect(run.proof.residual).toEqual([
      { type: "AWS::SNS::Subscription", id: idOf("network", "thing"), state: "present" },
    ]);
  });

  test("is seen too if CloudFormation itself takes it away, because its stack fails", async () => {
    const { verdict } = await take(install(), {
      templateOf: (environment, part) =>
        environment === "development" && part === "compute"
          ? JSON.stringify({
              Resources: { Thing: subscribed().Thing, Bucket: bucket },
              Metadata: { World: { fails: ["create"], seconds: 20 } },
            })
          : template({ Bucket: bucket }),
    });

    expect(verdict).toBe("ROLLED_BACK");
  });

  test("is unproven when Cloud Control never found it", async () => {
    const run = await rolledBack(install(), {
      network: subscribed({ Metadata: { Generally: "ResourceNotFoundException" } }),
    });

    expect(run.proof.residual).toEqual([
      { type: "AWS::SNS::Subscription", id: idOf("network", "thing"), state: "unproven" },
    ]);
  });

  test("is unproven when nothing reads its type", async () => {
    const run = await rolledBack(install(), {
      network: { Thing: { Type: "AWS::AppSync::GraphQLSchema", Properties: { ApiId: "theirs" } } },
    });

    expect(run.looked.find(({ is }) => is === "unproven")?.how).toBe(
      "no AWS::AppSync::GraphQLApi of its stack tells whether it is gone: it belongs to theirs",
    );
  });
});

describe("a record of a name that has others", () => {
  const text = { HostedZoneId: "Z1", Name: "shop.example", Type: "TXT" };
  const leaving = async (records: readonly string[], Properties: object = text) => {
    const world = install();
    leftBehind(world, "network", "Thing");
    const Thing = { Type: "AWS::Route53::RecordSet", Properties, Metadata: { Facts: { records } } };
    return (await rolledBack(world, { network: { Thing } })).verdict;
  };

  test.each([
    ["of another type", ["Z1 shop.example. MX", "Z1 shop.example. A"], text],
    ["in another zone", ["Z2 shop.example. TXT"], text],
    [
      "in another zone, which is named",
      ["Z2 example. TXT"],
      { ...text, HostedZoneId: undefined, HostedZoneName: "shop.example." },
    ],
    ["for another set", ["Z1 shop.example. TXT second set"], { ...text, SetIdentifier: "first set" }],
  ])("is gone while one %s stays", async (_where, records, properties) => {
    expect(await leaving(records, properties)).toBe("ROLLED_BACK");
  });

  test.each([
    ["one of its type stays in its zone", ["Z1 shop.example. MX", "Z1 shop.example. TXT"], text],
    ["nothing tells its type", ["Z1 shop.example. MX"], { HostedZoneId: "Z1" }],
    ["nothing is told of what was found", [], text],
  ])("is left if %s", async (_why, records, properties) => {
    expect(await leaving(records, properties)).toBe("QUARANTINED");
  });
});

describe("what holds data, and is asked of two readers", () => {
  const database = { Store: { Type: "AWS::DynamoDB::Table" } };
  /** Its own service answers that there is no table. */
  const hidden = (world: World, type: string) =>
    whenEntering(world, destroying, () => {
      const service = world.account.services.get("describe") ?? {};
      world.account.services.set("describe", {
        ...service,
        Describe: (asked: { type: string }) => (asked.type === type ? null : service["Describe"]?.(asked)),
      });
    });

  test("is gone when neither finds it", async () => {
    const run = await rolledBack(install(), { database });

    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test.each([
    ["AWS::DynamoDB::Table", "dynamodb:DescribeTable"],
    ["AWS::SNS::Topic", "sns:GetTopicAttributes"],
  ])("is unproven when they do not agree about %s", async (type, call) => {
    const world = install();
    leftBehind(world, "database", "Store");
    hidden(world, type);
    const run = await rolledBack(world, { database: { Store: { Type: type, DeletionPolicy: "Delete" } } });

    expect(run.proof.residual).toEqual([{ type, id: idOf("database", "store"), state: "unproven" }]);
    expect(run.looked.find(({ is }) => is === "unproven")?.how).toMatch(
      new RegExp(`^${call}: not found; cloudformation:GetResource .*: found$`),
    );
  });

  test("is not asked of Cloud Control where nothing is lost and nothing reached", () => {
    expect(readTwice).not.toContain("AWS::IAM::InstanceProfile");
    expect(readTwice).toEqual(expect.arrayContaining(["AWS::EC2::SecurityGroup", "AWS::RDS::DBInstance"]));
  });
});
