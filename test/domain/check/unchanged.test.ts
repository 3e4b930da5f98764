import type { Reading } from "../../../lib/domain/check/probes.ts";
import {
  askAboutDrift,
  askAboutFacts,
  type Drifted,
  type StackDrift,
} from "../../../lib/domain/check/unchanged.ts";

const at = (...pointers: readonly string[]) => pointers.map((pointer) => ({ pointer, value: "3f2a90c1" }));
const drifted = (more: Partial<Drifted> = {}): Drifted => ({
  logicalId: "Bucket",
  type: "AWS::S3::Bucket",
  status: "MODIFIED",
  differences: at("/BucketName"),
  ...more,
});
const service = (...pointers: readonly string[]) =>
  drifted({ logicalId: "Service", type: "AWS::ECS::Service", differences: at(...pointers) });
const drift = (status: StackDrift["status"], ...resources: readonly Drifted[]): StackDrift => ({
  status,
  resources,
});
const name = "staging/storage";
const about = { check: "unchanged-since-validated", fact: "cloudformation-drift", settles: false };
const saw = (pointer: string) => `MODIFIED: ${pointer} (value 3f2a90c1)`;

describe("a validated step", () => {
  test.each<[string, StackDrift, Reading["answer"]]>([
    ["holds where CloudFormation finds it in sync", drift("IN_SYNC"), "held"],
    ["holds where only what moves by itself differs", drift("DRIFTED", service("/DesiredCount")), "held"],
    ["is unknown if CloudFormation does not know", drift("UNKNOWN"), "unobservable"],
    ["is unknown if CloudFormation did not look", drift("NOT_CHECKED"), "unobservable"],
  ])("%s", (_what, found, answer) => {
    expect(askAboutDrift(found, name, [])).toEqual([{ ...about, resource: name, answer, saw: found.status }]);
  });

  test.each<[string, Drifted, string, readonly string[]]>([
    ["where a property was changed", drifted(), "Bucket", [saw("/BucketName")]],
    [
      "where several properties were changed",
      drifted({ differences: at("/BucketName", "/Tags") }),
      "Bucket",
      [saw("/BucketName"), saw("/Tags")],
    ],
    ["where a resource was deleted", drifted({ status: "DELETED", differences: [] }), "Bucket", ["DELETED"]],
    [
      "where more differs than what moves by itself",
      service("/DesiredCount", "/TaskDefinition"),
      "Service",
      [saw("/TaskDefinition")],
    ],
    [
      "where what moves by itself elsewhere was changed",
      drifted({ differences: at("/DesiredCount") }),
      "Bucket",
      [saw("/DesiredCount")],
    ],
  ])("is broken %s", (_what, resource, logicalId, seen) => {
    expect(askAboutDrift(drift("DRIFTED", resource), name, [])).toEqual(
      seen.map((one) => ({ ...about, resource: `${name}/${logicalId}`, answer: "broken", saw: one })),
    );
  });

  test("is broken once for each resource that differs, and for no other", () => {
    const found = drift("DRIFTED", drifted(), service("/DesiredCount"), drifted({ logicalId: "Log" }));

    expect(askAboutDrift(found, name, []).map(({ resource }) => resource)).toEqual([
      `${name}/Bucket`,
      `${name}/Log`,
    ]);
  });
});

describe("what differs from the template right after a deployment", () => {
  const born = drift("DRIFTED", service("/DeploymentController"));
  const before = askAboutDrift(born, name, null);

  test("is no change, then and later", () => {
    expect(before.map(({ answer }) => answer)).toEqual(["held", "held"]);
    expect(askAboutDrift(born, name, before)).toEqual(before);
  });

  test.each<[string, StackDrift]>([
    ["when more differs later", drift("DRIFTED", service("/DeploymentController", "/TaskDefinition"))],
    [
      "when the same property has another value later",
      drift("DRIFTED", {
        ...service(),
        differences: [{ pointer: "/DeploymentController", value: "another" }],
      }),
    ],
    ["when it is deleted later", drift("DRIFTED", { ...service(), status: "DELETED" })],
  ])("does not hide a change: %s", (_what, later) => {
    expect(askAboutDrift(later, name, before).map(({ answer }) => answer)).toContain("broken");
  });

  test("does not excuse a resource that is deleted", () => {
    expect(askAboutDrift(drift("DRIFTED", { ...service(), status: "DELETED" }), name, null)).toEqual([
      { ...about, resource: `${name}/Service`, answer: "broken", saw: "DELETED" },
    ]);
  });
});

describe("a fact that was read when the environment was validated", () => {
  const reading = (saw: string, more: Partial<Reading> = {}): Reading => ({
    check: "logging-enabled",
    fact: "retention",
    resource: "staging/logging/Log",
    answer: "held",
    saw,
    settles: true,
    ...more,
  });

  test("is broken when it is read back otherwise, although it still answers the check", () => {
    expect(askAboutFacts([reading("kept 30 days")], [reading("kept 7 days")])).toEqual([
      {
        check: "unchanged-since-validated",
        fact: "retention",
        resource: "staging/logging/Log",
        answer: "broken",
        saw: "kept 7 days; when it was validated: kept 30 days",
        settles: false,
      },
    ]);
  });

  test("is broken once, however many checks ask for it", () => {
    const both = (saw: string) => [reading(saw), reading(saw, { check: "audit-logging-verified" })];

    expect(askAboutFacts(both("kept 30 days"), both("kept 7 days"))).toHaveLength(1);
  });

  test.each<[string, Reading, Reading]>([
    ["when it is read back the same", reading("kept 30 days"), reading("kept 30 days")],
    ["when it was not read before", reading("a", { fact: "task-logs" }), reading("kept 30 days")],
    [
      "when it was read of another resource",
      reading("a", { resource: "staging/logging/Other" }),
      reading("kept 30 days"),
    ],
    [
      "when it says how a resource is doing",
      reading("2 of 2 tasks are running", { fact: "running-tasks" }),
      reading("3 of 2 tasks are running", { fact: "running-tasks" }),
    ],
    [
      "when it moves by itself",
      reading("2 tasks are wanted in 2 subnets", { fact: "several-tasks" }),
      reading("3 tasks are wanted in 2 subnets", { fact: "several-tasks" }),
    ],
  ])("is no change %s", (_what, before, now) => {
    expect(askAboutFacts([before], [now])).toEqual([]);
  });
});
