import { specOf } from "../../../lib/domain/change/prediction/service-spec.ts";
import type { ResourceChange } from "../../../lib/domain/records/resource-change.ts";
import {
  type ChangeSetStanding,
  changeSetName,
  changeSetStandingOf,
  judged,
  losesResource,
} from "../../../lib/domain/step/change-set.ts";

describe("a change set", () => {
  test.each<[ChangeSetStanding, string, string, string]>([
    ["making", "CREATE_PENDING", "UNAVAILABLE", ""],
    ["making", "CREATE_COMPLETE", "UNAVAILABLE", ""],
    ["ready", "CREATE_COMPLETE", "AVAILABLE", ""],
    ["taken", "CREATE_COMPLETE", "EXECUTE_FAILED", ""],
    ["obsolete", "CREATE_COMPLETE", "OBSOLETE", ""],
    ["absent", "DELETE_COMPLETE", "AVAILABLE", ""],
    ["refused", "FAILED", "UNAVAILABLE", "No export named vpc found"],
    ["empty", "FAILED", "UNAVAILABLE", "The submitted information didn't contain changes."],
    ["empty", "FAILED", "UNAVAILABLE", "No updates are to be performed."],
    ["ready", "CREATE_COMPLETE", "AVAILABLE", "No updates are to be performed."],
    ["unknown", "FROZEN", "AVAILABLE", ""],
    ["unknown", "toString", "AVAILABLE", ""],
    ["unknown", "CREATE_COMPLETE", "FROZEN", ""],
    ["unknown", "CREATE_COMPLETE", "toString", ""],
  ])("is %s when it is %s, %s and its reason is %j", (standing, status, executionStatus, reason) => {
    expect(changeSetStandingOf({ status, executionStatus, reason, changes: [] })).toBe(standing);
  });

  test("is absent when it was not found", () => {
    expect(changeSetStandingOf(null)).toBe("absent");
  });

  test("has the same name for every request of one attempt, and another name for every other attempt", () => {
    const token = "0123456789abcdef".repeat(4);

    expect(changeSetName(token)).toBe("interlock-0123456789abcdef0123456789abcdef");
    expect(changeSetName(`f${token}`)).not.toBe(changeSetName(token));
  });
});

describe("a resource", () => {
  test.each<[boolean, ResourceChange["action"], ResourceChange["replacement"]]>([
    [false, "Add", "False"],
    [false, "Modify", "False"],
    [true, "Modify", "True"],
    [true, "Modify", "Conditional"],
    [true, "Remove", "False"],
    [true, "Dynamic", "False"],
  ])("is lost: %s, when the action is %s and the replacement %s", (lost, action, replacement) => {
    const about = { logicalId: "Bucket", type: "AWS::S3::Bucket", policy: null, properties: [] };

    expect(losesResource({ ...about, action, replacement })).toBe(lost);
  });
});

describe("a replacement that CloudFormation cannot rule out", () => {
  const service: ResourceChange = {
    logicalId: "Service",
    type: "AWS::ECS::Service",
    action: "Modify",
    replacement: "Conditional",
    policy: null,
    properties: ["TaskDefinition"],
  };
  const judge = (more: Partial<ResourceChange>) =>
    judged({ ...service, ...more }, specOf(more.type ?? service.type));

  test("is none if AWS's specification says that none of the properties can replace the resource", () => {
    expect(judge({})).toEqual({ ...service, inPlace: true });
    expect(losesResource(judge({}))).toBe(false);
    expect(judge({ properties: ["DesiredCount", "TaskDefinition"] }).inPlace).toBe(true);
  });

  test.each<[string, Partial<ResourceChange>]>([
    ["one of the properties replaces", { properties: ["TaskDefinition", "ServiceName"] }],
    ["one of the properties may replace", { type: "AWS::EC2::Instance", properties: ["UserData"] }],
    [
      "the specification does not describe one of the properties",
      { properties: ["TaskDefinition", "Unheard"] },
    ],
    ["nobody describes the type", { type: "Custom::Thing", properties: ["Value"] }],
    ["CloudFormation names no property", { properties: [] }],
  ])("stays one if %s", (_why, more) => {
    expect(judge(more)).toEqual({ ...service, ...more });
    expect(losesResource(judge(more))).toBe(true);
  });

  test.each<Partial<ResourceChange>>([{ replacement: "True" }, { action: "Remove" }, { action: "Dynamic" }])(
    "is not asked about in a row that says %j",
    (more) => {
      expect(judge(more)).toEqual({ ...service, ...more });
    },
  );
});
