import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { runIdOf } from "../../../lib/domain/change/manifest.ts";
import type { Environment } from "../../../lib/domain/environment.ts";
import { recordsIn } from "../../../lib/ports/records/aws.ts";
import { executionRoleArnOf } from "../../../lib/ports/shared/environments/roles.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { changeOf } from "../../simulator/changes.ts";
import { calling, Process } from "../../simulator/process.ts";
import { readBlueprint, type World } from "../../simulator/world.ts";
import { play, type Scenario, scenarios } from "../faults/scenarios.ts";
import { type Invariant, invariants } from "../invariants/invariants.ts";

/** A template that CloudFormation takes. */
const oneTopic = JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } });
const blueprint = await readBlueprint();
/** The first world loads what tells the effects of a change apart, and that takes its time. */
const patienceMs = 60_000;
const plain = scenarios[0] as Scenario;
const { change } = changeOf(blueprint.installed.application);
const runId = runIdOf(change);

/** Something that must never happen, made to happen when the run enters a state. */
type Sabotage = {
  readonly what: string;
  readonly invariant: Invariant;
  readonly at: string;
  readonly act: (world: World) => unknown;
};

const inProcess = (world: World, name: string, input: object, act: () => Promise<unknown>) =>
  calling.run(
    { account: world.account, process: new Process(`${world.application}-${name}`, "sabotage", input) },
    act,
  );
/** A call of a function under the deploy-role of an environment, whichever environment the function belongs to. */
async function stackCall(
  world: World,
  {
    name,
    input,
    environment,
  }: { readonly name: string; readonly input: object; readonly environment: Environment },
  operation: string,
  request: object,
): Promise<unknown> {
  const reached = world.reach([environment]);
  const hand = new Process(`${world.application}-provision-step-${environment}`, "sabotage", input);
  const { accessKeyId } = await calling.run({ account: world.account, process: hand }, () =>
    reached.clients("deploy", environment)(CloudFormationClient).config.credentials(),
  );
  return world.account.send(
    "cloudformation",
    operation,
    { ...request, RoleARN: executionRoleArnOf(reached.place(environment)) },
    new Process(`${world.application}-${name}`, "sabotage", input),
    accessKeyId,
  );
}
const records = ({ application, clock }: World) =>
  recordsIn({ tableName: "t", bucketName: "b", application, clock });
const stackOf = (world: World, environment: string, part: string) =>
  `${world.application}-${environment}-${part}`;
const now = { runId, epoch: 1 };

const sabotages: readonly Sabotage[] = [
  {
    what: "an entry that is written over",
    invariant: "chain",
    at: "5.2 Provision staging",
    act: ({ dynamodb }) => {
      const item = dynamodb.find(keys.entry(runId, 1));
      dynamodb.service["Put"]?.({ TableName: "t", Item: { ...item, bytes: "{}" } });
    },
  },
  {
    what: "a stack that is made without an intent",
    invariant: "intent",
    at: "4.1 Provision development",
    act: (world) =>
      stackCall(
        world,
        { name: "provision-step-development", input: now, environment: "development" },
        "CreateStack",
        {
          StackName: stackOf(world, "development", "network"),
          TemplateBody: oneTopic,
          ClientRequestToken: "nobody's",
        },
      ),
  },
  {
    what: "an effect in production before its change record",
    invariant: "order",
    at: "6.1 Ask for change record",
    act: async (world) => {
      const { read, append } = records(world);
      const intent = {
        action: "provision-step",
        kind: "intent",
        subject: "production/network",
        detail: { environment: "production", step: "network", operation: "create", token: "early" },
      };
      await inProcess(world, "provision-step-production", now, async () =>
        append(await read(runId), { ...now, actor: "provision-step" }, [intent as never]),
      );
      await stackCall(
        world,
        { name: "provision-step-production", input: now, environment: "production" },
        "CreateStack",
        {
          StackName: stackOf(world, "production", "network"),
          TemplateBody: oneTopic,
          ClientRequestToken: "early",
        },
      );
    },
  },
  {
    what: "a decision that no person made",
    invariant: "people",
    at: "5.2 Provision staging",
    act: (world) =>
      inProcess(world, "decide", {}, async () => {
        const { read, append } = records(world);
        const decided = {
          action: "decide-gate",
          kind: "decision",
          subject: "staging-sign-off",
          detail: { gate: "staging-sign-off", decision: "approve", approver: "staging-approver" },
        };
        await append(await read(runId), { ...now, actor: "somebody" }, [decided as never]);
      }),
  },
  {
    what: "a deleted stack of another owner",
    invariant: "place",
    at: "5.2 Provision staging",
    act: (world) => {
      world.cloudFormation.place(`${world.application}-staging-theirs`, "{}");
      return stackCall(
        world,
        { name: "roll-back-step-staging", input: now, environment: "staging" },
        "DeleteStack",
        {
          StackName: `${world.application}-staging-theirs`,
          ClientRequestToken: "t",
        },
      );
    },
  },
  {
    what: "another environment's function that changes a stack",
    invariant: "place",
    at: "5.2 Provision staging",
    act: (world) =>
      stackCall(
        world,
        { name: "roll-back-step-staging", input: now, environment: "development" },
        "DeleteStack",
        {
          StackName: stackOf(world, "development", "compute"),
          ClientRequestToken: "t",
        },
      ),
  },
  {
    what: "a worker of an earlier epoch",
    invariant: "fence",
    at: "5.2 Provision staging",
    act: (world) =>
      stackCall(
        world,
        { name: "provision-step-staging", input: { runId, epoch: 0 }, environment: "staging" },
        "CreateStack",
        {
          StackName: stackOf(world, "staging", "network"),
          TemplateBody: oneTopic,
          ClientRequestToken: "t",
        },
      ),
  },
  {
    what: "a stack that is gone although its run succeeded",
    invariant: "end state",
    at: "8 Close run",
    act: ({ cloudFormation, application }) => {
      const stack = cloudFormation.named(`${application}-development-compute`);
      if (stack !== undefined) stack.status = "DELETE_COMPLETE";
    },
  },
  {
    what: "a task token in an object",
    invariant: "secret",
    at: "8 Close run",
    act: ({ s3, states }) => s3.overwrite("somewhere", `the token is ${[...states.tokens.all][0]}`),
  },
  {
    what: "an entry behind the seal",
    invariant: "sealed",
    at: "8 Close run",
    act: (world) =>
      world.time.after(30_000, () => {
        const last = world.dynamodb.find(keys.head(runId));
        const bytes = JSON.stringify({
          runId,
          sequence: Number(last?.["count"]) + 1,
          action: "note",
          detail: {},
        });
        world.dynamodb.service["Put"]?.({
          TableName: "t",
          Item: { ...keys.entry(runId, Number(last?.["count"]) + 1), bytes, digest: "" },
        });
      }),
  },
  {
    what: "a run that is never closed",
    invariant: "ends",
    at: "6.1 Ask for staging sign-off",
    act: (world) => {
      world.functions.invoke = async () => ({ error: "Lambda.Unknown", cause: "everything is down" });
    },
  },
  {
    what: "an execution whose data grows",
    invariant: "small",
    at: "8 Close run",
    act: ({ states }) => {
      for (const execution of states.executions.values())
        execution.data = { runId, epoch: 1, grown: "x".repeat(70_000) };
    },
  },
];

test.each(sabotages)(
  "$what is seen: $invariant",
  async ({ invariant, at, act }) => {
    let done = false;
    const { watch } = await play(blueprint, plain, {
      disturb: (world) => {
        world.states.taskFault = (_, state) => {
          if (!done && state === at) {
            done = true;
            void act(world);
          }
          return undefined;
        };
      },
    });

    expect(watch.violations.map((one) => one.invariant)).toContain(invariant);
  },
  patienceMs,
);

test(
  "an undisturbed run violates nothing, and every invariant is checked",
  async () => {
    const asked = new Set<string>();
    for (const scenario of scenarios.filter(({ name }) =>
      /everybody|production fails to be created$|update of production is not valid$/.test(name),
    )) {
      const { watch } = await play(blueprint, scenario);
      for (const invariant of watch.asked.keys()) asked.add(invariant);
      expect(watch.violations).toEqual([]);
    }

    expect([...asked].sort()).toEqual(Object.keys(invariants).sort());
  },
  patienceMs,
);
