import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { logsIn } from "../../../lib/ports/logs/aws.ts";
import { reached } from "../../fixtures/reached.ts";

const logs = mockClient(CloudWatchLogsClient);
afterAll(() => logs.restore());

const hourMs = 3_600_000;
const pageSize = 1_000;

/** A group with an event at each of these times: CloudWatch Logs answers the oldest first, in pages. */
function group(times: readonly number[]) {
  logs.reset();
  logs.on(FilterLogEventsCommand).callsFake(({ startTime, endTime, nextToken = "0" }) => {
    const found = times.filter((at) => at >= startTime && at <= endTime);
    const from = Number(nextToken);
    const events = found.slice(from, from + pageSize);
    return {
      events: events.map((timestamp) => ({ timestamp, logStreamName: "one", message: `${timestamp}` })),
      ...(from + pageSize < found.length ? { nextToken: String(from + pageSize) } : {}),
    };
  });
}

test("the events of a quiet group are all read, oldest first", async () => {
  const times = [1, hourMs, 70 * hourMs];
  group(times);
  const read = await logsIn(reached("production")).read("production", "group", 0, 72 * hourMs);

  expect(read).toMatchObject({ complete: true });
  expect(read?.events.map(({ atMs }) => atMs)).toEqual(times);
  expect(logs.calls().length).toBeLessThan(15);
});

test("of a busy group the newest events are read, and it is said that older ones are missing", async () => {
  const times = Array.from({ length: 30_000 }, (_, index) => 10 * hourMs + index * 100);
  group(times);
  const read = await logsIn(reached("production")).read("production", "group", 0, 11 * hourMs);

  expect(read?.complete).toBe(false);
  expect(read?.events.at(-1)?.atMs).toBe(times.at(-1));
  expect(read?.events.length).toBeGreaterThan(9_000);
  expect(read?.events.map(({ atMs }) => atMs)).toEqual(
    read?.events.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
  );
});

test("a group that is gone is null", async () => {
  logs.reset();
  logs
    .on(FilterLogEventsCommand)
    .rejects(Object.assign(new Error("gone"), { name: "ResourceNotFoundException" }));

  expect(await logsIn(reached("production")).read("production", "group", 0, hourMs)).toBeNull();
});

test("the groups that services made are found by their names, and nobody else's that only begin alike", async () => {
  logs.reset();
  const all = ["/aws/lambda/worker", "/aws/lambda/worker-of-others", "/aws/rds/instance/db/error"];
  logs.on(DescribeLogGroupsCommand).callsFake(({ logGroupNamePrefix = "" }) => ({
    logGroups: all
      .filter((name) => name.startsWith(logGroupNamePrefix))
      .map((logGroupName) => ({ logGroupName, creationTime: 1 })),
  }));

  expect(
    await logsIn(reached("staging")).named("staging", ["/aws/lambda/worker", "/aws/rds/instance/db/"]),
  ).toEqual([
    { name: "/aws/lambda/worker", createdAtMs: 1 },
    { name: "/aws/rds/instance/db/error", createdAtMs: 1 },
  ]);
});
