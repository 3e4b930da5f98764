import { type RealStep, realStateDigest, settledFacts } from "../../../lib/domain/gate/real-state.ts";

describe("what a resource is", () => {
  test("leaves out the facts that change by themselves", () => {
    const facts = { status: "ACTIVE", desired: 3, running: 2, assignsPublicIp: false, subnets: 2 };
    expect(settledFacts({ type: "AWS::ECS::Service", facts })).toEqual({
      assignsPublicIp: false,
      subnets: 2,
    });
  });

  test("has every fact of a type whose facts don't change by themselves", () => {
    const facts = { status: "ACTIVE", logged: true };
    expect(settledFacts({ type: "AWS::ECS::TaskDefinition", facts })).toEqual(facts);
  });
});

describe("the digest of an environment's real state", () => {
  const storage: RealStep = {
    step: "storage",
    stack: { status: "CREATE_COMPLETE", stackId: "arn:one", deployedDigest: "a".repeat(64) },
    resources: { Bucket: "b".repeat(64) },
  };
  const before = realStateDigest([storage]);

  test("stays while nothing changes", () => {
    expect(realStateDigest([{ ...storage, resources: { ...storage.resources } }])).toBe(before);
  });

  test.each<[string, readonly RealStep[]]>([
    ["a step is another one", [{ ...storage, step: "database" }]],
    ["a step is gone", []],
    ["a stack's status changes", [{ ...storage, stack: { ...storage.stack, status: "UPDATE_COMPLETE" } }]],
    ["a stack is created again", [{ ...storage, stack: { ...storage.stack, stackId: "arn:two" } }]],
    ["a stack is deployed again", [{ ...storage, stack: { ...storage.stack, deployedDigest: null } }]],
    ["a resource drifts below its stack", [{ ...storage, resources: { Bucket: "c".repeat(64) } }]],
    ["a resource isn't found any more", [{ ...storage, resources: { Bucket: null } }]],
    ["a resource is added", [{ ...storage, resources: { ...storage.resources, Other: null } }]],
  ])("changes when %s", (_, steps) => {
    expect(realStateDigest(steps)).not.toBe(before);
  });
});
