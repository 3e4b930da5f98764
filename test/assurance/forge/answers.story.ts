import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { gateState } from "../../../lib/domain/gate/gate-state.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { isSealed } from "../../../lib/domain/run/status.ts";
import { verdictOf } from "../../../lib/domain/run/verdict.ts";
import { boundTo } from "../../../lib/ports/shared/sealed-token.ts";
import { mailsIn } from "../../../lib/sandbox/mailbox.ts";
import { send } from "../../stories/http.ts";
import { begin, type Story } from "../../stories/waiting-run.ts";

let story: Story;
const pages: string[] = [];
const tokens = new Set<string>();
beforeAll(async () => {
  story = await begin("forge");
});
afterAll(async () => {
  await story?.end();
});

const executionArn = () =>
  `${story.installation.stateMachineArn.replace(":stateMachine:", ":execution:")}:${story.runId}`;
const entries = async () => (await story.records.read(story.runId)).entries;
const state = async (gate: Gate) => gateState(await entries(), gate);

/**
 * The token that the execution waits with. On AWS only the answering functions may decrypt it; this machine lets
 * anyone.
 */
async function waitingToken(gate: Gate): Promise<string> {
  const item = await story.records.gate(story.runId, gate);
  if (item === null) return "";
  const { Plaintext } = await new KMSClient().send(
    new DecryptCommand({
      CiphertextBlob: Buffer.from(item.sealedToken, "base64"),
      EncryptionContext: boundTo(item),
    }),
  );
  const token = Buffer.from(Plaintext ?? []).toString("utf8");
  tokens.add(token);
  return token;
}

/** The token of the next waiting, once the execution waits again after it was woken. */
async function nextToken(gate: Gate, before: string): Promise<string> {
  for (let look = 0; look < 300; look += 1) {
    const token = await waitingToken(gate);
    if (token !== before && token !== "") return token;
    await setTimeout(100);
  }
  throw new Error("the execution does not wait again");
}

const forgeries: readonly (readonly [string, (taskToken: string) => Promise<unknown>])[] = [
  ["an empty success", (taskToken) => success(taskToken, {})],
  ["a success that says approved", (taskToken) => success(taskToken, { decision: "approved" })],
  [
    "a success that looks like the reading state's answer",
    (taskToken) => success(taskToken, { Payload: { decision: "approved" }, gate: { decision: "approved" } }),
  ],
  ["a success that names another run", (taskToken) => success(taskToken, { runId: "another", epoch: 99 })],
  ["a failure", (taskToken) => failure(taskToken, "Rejected")],
  ["a failure that looks like a time-out", (taskToken) => failure(taskToken, "States.Timeout")],
  ["a failure that looks like a denial", (taskToken) => failure(taskToken, "States.Permissions")],
];
const success = (taskToken: string, output: object) =>
  new SFNClient().send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
const failure = (taskToken: string, error: string) =>
  new SFNClient().send(new SendTaskFailureCommand({ taskToken, error, cause: "forged" }));

test.each<Gate>(["plan-approval", "staging-sign-off", "change-record"])(
  "no forged answer at %s ends, passes or rolls back anything, and no second mail leaves",
  async (gate) => {
    const { link } = await story.mailAbout(gate);
    const mails = (await mailsIn(story.inbox)).length;
    let token = await waitingToken(gate);
    for (const [, forge] of forgeries) {
      await forge(token);
      token = await nextToken(gate, token);
      expect(await state(gate)).toBe("open");
    }
    expect((await mailsIn(story.inbox)).length).toBe(mails);
    const { status } = await new SFNClient().send(
      new DescribeExecutionCommand({ executionArn: executionArn() }),
    );
    expect(status).toBe("RUNNING");
    expect((await entries()).some(({ action }) => action === "begin-rollback")).toBe(false);
    pages.push((await send("GET", link)).body, (await send("GET", `${link}x`)).body);
    await story.approve(gate);
  },
);

test("neither an old token nor an invented one wakes anything", async () => {
  await story.mailAbout("production-release");
  const before = (await entries()).length;
  const current = await waitingToken("production-release");
  for (const token of [...tokens, "nobody's token"])
    if (token !== current) await success(token, {}).catch(() => undefined);
  await setTimeout(1_000);
  expect((await entries()).length).toBe(before);
});

test("and the run that was woken so often succeeds by its people's decisions", async () => {
  await story.approve("production-release");
  for (let look = 0; look < 600 && !isSealed(await entries()); look += 1) await setTimeout(100);
  expect(verdictOf(await entries())).toBe("SUCCEEDED");
  for (const gate of ["plan-approval", "staging-sign-off", "change-record", "production-release"] as const)
    expect(await state(gate)).toBe("approved");
});

test("no task token of the run is in any byte of mails, pages, logs, records, objects or metrics", async () => {
  await setTimeout(1_000);
  const seen = new Map<string, string>([
    ["pages", pages.join("\n")],
    ["mails", JSON.stringify(await mailsIn(story.inbox))],
    ["mail files", filesUnder(story.place.path("mails"))],
    ["logs of the sandbox", filesUnder(story.place.path("logs"))],
    ["the table", await wholeTable()],
    ["the buckets", await allObjects()],
    ["the functions' logs", await allLogs()],
    ["metrics", JSON.stringify(await new CloudWatchClient().send(new ListMetricsCommand({})))],
  ]);
  expect(tokens.size).toBeGreaterThan(20);
  for (const [where, bytes] of seen) {
    console.log(`${where}: ${bytes.length} bytes`);
    for (const token of tokens)
      for (const form of [token, Buffer.from(token).toString("base64"), encodeURIComponent(token)])
        expect({ where, found: bytes.includes(form) }).toEqual({ where, found: false });
  }
  for (const where of ["pages", "mails", "the table", "the buckets", "the functions' logs"])
    expect({ where, isEmpty: seen.get(where) === "" }).toEqual({ where, isEmpty: false });
});

function filesUnder(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}

async function wholeTable(): Promise<string> {
  const items: unknown[] = [];
  let start: Record<string, never> | undefined;
  do {
    const page = await new DynamoDBClient().send(
      new ScanCommand({
        TableName: story.installation.tableName,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (start !== undefined);
  return JSON.stringify(items);
}

async function allObjects(): Promise<string> {
  const s3 = new S3Client({ forcePathStyle: true });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const bodies: string[] = [];
  for (const { Name: Bucket } of Buckets) {
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    for (const { Key, VersionId } of Versions) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      bodies.push(`${Key} ${await Body?.transformToString("latin1")}`);
    }
  }
  return bodies.join("\n");
}

async function allLogs(): Promise<string> {
  const logs = new CloudWatchLogsClient();
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const lines: string[] = [];
  for (const { logGroupName } of logGroups) {
    let nextToken: string | undefined;
    do {
      const page = await logs.send(
        new FilterLogEventsCommand({ logGroupName, ...(nextToken === undefined ? {} : { nextToken }) }),
      );
      lines.push(...(page.events ?? []).map(({ message }) => message ?? ""));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
  return lines.join("\n");
}
