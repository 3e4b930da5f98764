import { grantsOf } from "../../lib/control-plane/grants.ts";
import type { Deployment } from "../../lib/ports/shared/access.ts";
import type { TaskRow } from "../../lib/tasks/row.ts";
import { sampleDeployment } from "../fixtures/sample-deployment.ts";

const actionsOf = (row: TaskRow) =>
  grantsOf(row, sampleDeployment, null).allowed.flatMap(({ actions }) => actions);

test("a task gets the rights that its ports need, and the variables that their wiring reads", () => {
  const { allowed, variables } = grantsOf({ ports: ["callbacks", "executions"] }, sampleDeployment, null);

  expect(allowed.flatMap(({ actions }) => actions)).toEqual([
    "states:SendTaskSuccess",
    "kms:Decrypt",
    "states:StartExecution",
    "states:DescribeExecution",
  ]);
  expect(variables).toEqual({ STATE_MACHINE_ARN: sampleDeployment.stateMachineArn });
});

test.each([
  ["records", "dynamodb:PutItem"],
  ["changes", "s3:PutObject"],
  ["browsers", "dynamodb:UpdateItem"],
] as const)("%s may only be read by a task whose row does not say that it writes them", (port, action) => {
  expect(actionsOf({ ports: [port] })).not.toContain(action);
  expect(actionsOf({ ports: [port], writes: [port] })).toContain(action);
});

test("the write rights of one port do not widen another", () => {
  expect(actionsOf({ ports: ["records", "changes"], writes: ["changes"] })).not.toContain("dynamodb:PutItem");
});

test.each(["stacks", "buckets"] as const)("a function of all environments gets no %s", (port) => {
  expect(() => grantsOf({ ports: [port] }, sampleDeployment, null)).toThrow("deploy it per environment");
  expect(() => grantsOf({ ports: [port] }, sampleDeployment, "staging")).not.toThrow();
});

test("two ports that want different values under one name are refused", () => {
  const names = ["first", "second"];
  const shifting: Deployment = {
    ...sampleDeployment,
    table: {
      arn: "table",
      get name() {
        return names.shift() ?? "";
      },
    },
  };
  expect(() => grantsOf({ ports: ["records", "browsers"] }, shifting, null)).toThrow(
    "browsers sets TABLE_NAME to second, but another port sets it to first",
  );
});
