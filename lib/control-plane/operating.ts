import { type Environment, environments } from "../domain/environment.ts";
import { accesses } from "../ports/accesses.ts";
import type { Ports } from "../ports/ports.ts";
import type { Allowed, Deployment, User } from "../ports/shared/access.ts";
import { tasksForPeople } from "../tasks/for-people.ts";
import type { Task } from "../tasks/row.ts";
import { tasks } from "../tasks/tasks.ts";
import { findsInstallation } from "./submitting.ts";

/** What the commands of operators read by themselves. Each port has no more rights here than where a function only reads. */
const ports = ["records", "changes", "signer", "verifyingKeys"] as const satisfies readonly (keyof Ports)[];
const reader: User = { environments: [], writes: false, items: {} };

/** Whoever exports a run asks for a checkpoint first. */
const invoked = { ...tasksForPeople, "watch-records": tasks["watch-records"] };

/**
 * What an operator's commands may do: look, and invoke the functions that people call. These functions ask for codes that are
 * mailed to two people, or record who called them. It opens no gate, passes none, and writes no record.
 */
export const operating = (deployment: Deployment): readonly Allowed[] => {
  const { settings, bucket, stateMachineArn, arnOf } = deployment;
  const { application } = settings;
  const named = (task: string, place?: Environment) =>
    arnOf("lambda", `function:${[application, task, place].filter(Boolean).join("-")}`);
  return [
    findsInstallation(deployment),
    ...ports.flatMap((port) => accesses[port].allow(deployment, reader)),
    {
      why: "stops and resumes work, lifts a freeze window, resolves a quarantine, adopts a commit, opens the operators' page",
      actions: ["lambda:InvokeFunction"],
      resources: Object.entries<Task>(invoked).flatMap(([task, { deployed }]) =>
        deployed === "once" ? [named(task)] : environments.map((environment) => named(task, environment)),
      ),
    },
    {
      why: "finds the logs of the functions",
      actions: ["logs:DescribeLogGroups"],
      resources: ["*"],
      pattern: "a list of log groups has no ARN",
    },
    {
      why: "reads what the functions logged",
      actions: ["logs:FilterLogEvents"],
      resources: [arnOf("logs", `log-group:/aws/lambda/${application}-*`)],
      pattern: "every function has a log group of its own",
    },
    {
      ...findsInstallation(deployment),
      why: "reads what the template demands of the bucket's lock",
      actions: ["cloudformation:GetTemplate"],
    },
    {
      why: "reads the bucket's lock",
      actions: ["s3:GetBucketObjectLockConfiguration"],
      resources: [bucket.arn],
    },
    {
      why: "sees that the plan's state machine is there",
      actions: ["states:DescribeStateMachine"],
      resources: [stateMachineArn],
    },
    {
      why: "sees how mail reaches each approver, and confirms a subscription with the token of its mail",
      actions: ["sns:ListSubscriptionsByTopic", "sns:GetSubscriptionAttributes", "sns:ConfirmSubscription"],
      resources: [arnOf("sns", `${application}-mails-to-*`)],
      pattern: "every approver has a topic of their own",
    },
  ];
};
