import {
  childMachine,
  executionArn,
  machineBeside,
  parentMachine,
} from "../../../lib/domain/run/machines.ts";

const parentArn = `arn:aws-cn:states:cn-north-1:000000000000:stateMachine:${parentMachine("shop")}`;

test("an execution's ARN keeps partition, region and account of its state machine", () => {
  expect(executionArn(parentArn, "shop-1")).toBe(
    "arn:aws-cn:states:cn-north-1:000000000000:execution:shop-provisioning-plan:shop-1",
  );
});

test("a child machine is in the account and region of its parent", () => {
  const child = childMachine("shop", { machine: "roll-back", environment: "staging" });

  expect(machineBeside(parentArn, child)).toBe(
    "arn:aws-cn:states:cn-north-1:000000000000:stateMachine:shop-roll-back-staging",
  );
});
