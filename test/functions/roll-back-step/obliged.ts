import { lookAtObligation } from "../../../functions/roll-back-step/look-at-obligation.ts";
import { canonicalJson, sha256 } from "../../../lib/domain/canonical.ts";
import { runIdOf } from "../../../lib/domain/change/manifest.ts";
import type { Part } from "../../../lib/domain/environment.ts";
import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import type { Obligation } from "../../../lib/domain/rollback/steps-to-undo.ts";
import { requestToken } from "../../../lib/domain/step/token.ts";
import type { Baseline } from "../../../lib/ports/stack-reader/port.ts";
import type { TaskPorts } from "../../../lib/tasks/tasks.ts";
import { sampleChange } from "../../fixtures/sample-change.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";

export const stackName = "shop-production-storage";
const runId = runIdOf(sampleChange());
const secret = "Password";
const parameters = { Size: { Type: "String" }, [secret]: { Type: "String", NoEcho: true } };

/** A template with one bucket, of these properties. */
const bucketOf = (name: string, Properties: object) =>
  templateOf(name, { parameters, resources: { Data: { Type: "AWS::S3::Bucket", Properties } } });

/** What this run deployed; and the same with a bucket that stays behind when its stack is deleted. */
const forward = bucketOf("forward", { Version: 2 });
const retaining = templateOf("forward", {
  parameters,
  resources: { Data: { Type: "AWS::S3::Bucket", DeletionPolicy: "Retain", Properties: { Version: 2 } } },
});
/**
 * What was deployed before this run: to put it back modifies the bucket, replaces it, or changes none of its resources.
 */
const templatesBefore = {
  modifies: bucketOf("before", { Version: 1 }),
  replaces: bucketOf("before", { Version: 2, Name: "orders" }),
  "changes nothing": bucketOf("before", { Version: 2 }),
} as const;

/** How a test wants to meet the stack, and what is owed of it. */
export type Arranged = {
  /** The stack's status; null: it does not exist. */
  readonly status?: string | null;
  /** The operations that brought it there, newest first, by their tokens. */
  readonly tokens?: readonly string[];
  /** Whether it is deployed as before this run. */
  readonly isAsBefore?: boolean;
  /** What putting it back does. */
  readonly restoring?: keyof typeof templatesBefore;
  /** The change sets that are prepared: to what was deployed before. */
  readonly changeSets?: readonly string[];
  /** How many objects its bucket has. */
  readonly objects?: number;
  readonly owes?: "deletion" | "restoration";
  /** How long ago the last of the facts is. */
  readonly restedMs?: number;
  /** The change set that this run prepared going forward. */
  readonly changeSet?: string;
  readonly facts?: readonly Fact[];
  readonly part?: Part;
  /** Whether the template says that the bucket stays behind when its stack is deleted. */
  readonly retains?: boolean;
  /** Whether the step may have been made by anybody. */
  readonly isAnyones?: boolean;
  /** What another port answers. */
  readonly other?: (ports: TaskPorts<"roll-back-step">) => Partial<TaskPorts<"roll-back-step">>;
};

/** The token of an attempt to undo the step. */
export const tokenOf = (operation: string, attempt = 1) =>
  requestToken(runId, "production", "storage", `undo-${operation}`, attempt);

/** The intent of an attempt to undo the step. */
export const undone = (about: Partial<FactOf<"roll-back-step", "intent">["detail"]>): Fact => ({
  action: "roll-back-step",
  kind: "intent",
  subject: "production/storage",
  detail: {
    environment: "production",
    step: "storage",
    operation: "delete",
    attempt: 1,
    stackName,
    stackId: null,
    token: tokenOf(about.operation ?? "delete", about.attempt),
    baselineDigest: null,
    ...about,
  },
});

/** Looks at a step whose stack is as the test arranges it. */
export async function look(arranged: Arranged = {}) {
  const { status = "UPDATE_COMPLETE", tokens = ["forward"], facts = [], owes = "deletion" } = arranged;
  const { isAsBefore = false, restoring = "modifies", changeSets = [], part = "storage" } = arranged;
  const deployed = arranged.retains === true ? retaining : forward;
  const run = await OpenedRun.begin({
    steps: { production: [{ part, step: "storage", template: deployed }] },
  });
  const { installation } = run;
  const baseline: Baseline = {
    template: templatesBefore[restoring],
    parameters: { Size: "1" },
    tags: { owner: "shop" },
    previous: [secret],
  };
  const stack = run.cloudFormation.place(stackName, isAsBefore ? baseline.template : deployed, {
    parameters: { ...baseline.parameters, [secret]: "a secret" },
    tags: baseline.tags,
  });
  run.cloudFormation.alter(stackName, "Data", { objects: arranged.objects ?? 0 });
  const ports = installation.ports("roll-back-step", "production");
  for (const changeSet of changeSets)
    await ports.stacks.prepare({ ...baseline, stackName, token: changeSet }, changeSet);
  await installation.pass(1_000);
  for (const token of tokens.toReversed()) stack.move("UPDATE_COMPLETE", token);
  stack.move(status ?? "DELETE_COMPLETE", tokens[0]);
  await run.say(...facts);
  await installation.pass(arranged.restedMs ?? 0);
  const baselineDigest = run.keep(canonicalJson(baseline));
  const obligation: Obligation = {
    step: "storage",
    part,
    stackName,
    deployed: { templateDigest: sha256(deployed), parameters: {}, tags: {} },
    owners: arranged.isAnyones === true ? null : ["forward"],
    isKept: false,
    changeSet: arranged.changeSet,
    undo: owes === "deletion" ? { to: "absent" } : { to: "baseline", baselineDigest },
  };
  const seen = run.watch();
  /** The change sets that CloudFormation was asked about. */
  const described: unknown[] = [];
  installation.account.watchers.push({
    acts: ({ operation, input }) => {
      if (operation === "DescribeChangeSet")
        described.push((input as { ChangeSetName: string }).ChangeSetName);
    },
  });
  const looked = await lookAtObligation(
    { ...ports, ...arranged.other?.(ports) },
    await run.written(),
    "production",
    obligation,
    { destroys: true, stepMinutes: 30 },
  );
  return {
    run,
    stack,
    baseline,
    baselineDigest,
    seen,
    described,
    move: looked.move,
    intent: looked.intent?.detail ?? null,
    fact: looked.intent,
    act: looked.act,
  };
}
