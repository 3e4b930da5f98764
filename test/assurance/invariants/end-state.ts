import type { Step } from "../../../lib/domain/change/manifest.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import type { Stack } from "../../simulator/services/stack.ts";
import { tokenPrefix } from "../../simulator/step-functions/task-tokens.ts";
import type { World } from "../../simulator/world.ts";
import { deployedBy, isSettled, wantedBy } from "./deployed.ts";
import { hasChanged } from "./effects.ts";
import type { Snapshot, Watched } from "./invariants.ts";
import { isTouched, verdictIn, type Written } from "./ledger.ts";

const mostEvents = 5_000;
const mostBytes = 64 * 1024;

/** The deployed state of every stack now. */
export const snapshotOf = ({ cloudFormation }: World): Snapshot =>
  new Map(
    [...cloudFormation.stacks.values()]
      .filter(({ status }) => status !== "DELETE_COMPLETE")
      .map((stack) => [stack.name, deployedBy(stack)]),
  );

/** Asks what must hold when nothing more happens. */
export function checkEnd(watch: Watched): void {
  const { world, ledger } = watch;
  const claims = [...(world.dynamodb.items.get("RUNS")?.values() ?? [])].map(
    (item) => (item["claim"] as { runId: string }).runId,
  );
  const lease = world.dynamodb.find({ pk: `LEASE#${world.application}`, sk: "LEASE" });
  const quarantines = world.dynamodb.items.get(`QUARANTINE#${world.application}`)?.size ?? 0;
  for (const runId of claims) {
    // One change waits, the newest: the one that it replaced never becomes a run.
    if (ledger.superseded.has(runId)) continue;
    // A quarantine that nobody has resolved delays every later change.
    if (quarantines > 0 && ledger.of(runId).length === 0) continue;
    const sealed = verdictIn(ledger.of(runId)) !== null;
    watch.expect(
      "ends",
      sealed,
      () => `${runId} has no seal: ${ledger.of(runId).at(-1)?.action ?? "no entry"} is its last`,
    );
    const started = [...world.states.executions.values()].filter(({ name }) => name === runId).length;
    watch.expect("once", started <= 1, () => `${runId} was started ${started} times`);
  }
  watch.expect(
    "ends",
    (lease?.["runId"] ?? null) === null,
    () => `the lease is still held by ${lease?.["runId"]}`,
  );
  // Each was looked at when it was sealed; nothing may have come after the last one.
  const last = ledger.runIds.at(-1);
  if (last !== undefined) checkLeft(watch, last);
  checkSecrets(watch);
  for (const { name, history, data } of world.states.executions.values()) {
    const bytes = JSON.stringify(data).length;
    watch.expect(
      "small",
      history.length < mostEvents && bytes < mostBytes,
      () => `${name} has ${history.length} events, ${bytes} bytes`,
    );
  }
}

/** Looks at what is left of every environment, and compares it with what the run's verdict says. */
export function checkLeft(watch: Watched, runId: string): void {
  const entries = watch.ledger.of(runId);
  const verdict = verdictIn(entries);
  const known = watch.of(runId);
  if (verdict === null || known === undefined) return;
  const { change, plan, before } = known;
  for (const environment of environments) {
    const expected =
      isQuarantined(watch, runId) && !isTouched(entries, environment)
        ? "anything"
        : expectedOf(entries, verdict, environment);
    const keep = plan.environments.find(({ name }) => name === environment)?.rollback.keep ?? [];
    for (const step of change.environments[environment]) {
      const stack = watch.world.cloudFormation.named(step.stackName);
      const stood = before.get(step.stackName);
      const problem = problemOf(stack, step, stood, expected, keep.includes(step.part));
      watch.expect("end state", problem === null, () => `${runId} ${verdict}: ${step.stackName} ${problem}`);
    }
  }
  for (const { environment, stackName, part } of known.aside) {
    const expected =
      isQuarantined(watch, runId) && !isTouched(entries, environment)
        ? "anything"
        : expectedOf(entries, verdict, environment);
    const stack = watch.world.cloudFormation.named(stackName);
    const stands = stack !== undefined && isSettled(stack) && deployedBy(stack) === before.get(stackName);
    // A rollback of production closes all of its ingress, and may open it again as it was released.
    const mayBeClosed = expected === "undone" && part === "ingress" && stack === undefined;
    const holds =
      expected === "anything" || mayBeClosed || (expected === "wanted" ? stack === undefined : stands);
    watch.expect(
      "end state",
      holds,
      () => `${runId} ${verdict}: ${stackName} is ${stack?.status ?? "not there"}, ${expected}`,
    );
  }
  const own = new Set([
    ...environments.flatMap((environment) =>
      change.environments[environment].map(({ stackName }) => stackName),
    ),
    ...known.aside.map(({ stackName }) => stackName),
  ]);
  for (const [name, stood] of before) {
    const stack = watch.world.cloudFormation.named(name);
    if (!own.has(name))
      watch.expect(
        "place",
        stack !== undefined && deployedBy(stack) === stood,
        () => `${name} is nobody's of the run, and changed`,
      );
  }
}

/** Whether an earlier run was quarantined: what it left may still be on its way out, and this run did not touch it. */
const isQuarantined = ({ ledger }: Watched, runId: string): boolean =>
  ledger.runIds
    .slice(0, ledger.runIds.indexOf(runId))
    .some((earlier) => verdictIn(ledger.of(earlier)) === "QUARANTINED");

type Expected = "wanted" | "before" | "undone" | "anything";

/** What must be left of an environment: 21.03 sections 4.3, 5.4 and 6.4, and what a rejection of each gate undoes. */
function expectedOf(entries: readonly Written[], verdict: string, environment: Environment): Expected {
  if (verdict === "SUCCEEDED") return "wanted";
  if (verdict === "QUARANTINED") return "anything";
  if (verdict === "REFUSED") return "before";
  const order = environments.indexOf(environment);
  // Every rollback that began must be complete; later environments were never begun.
  const begun = environments.findLastIndex((one) =>
    entries.some(({ action, detail }) => action === "begin-rollback" && detail.environment === one),
  );
  const reached = begun >= 0 ? begun : environments.findLastIndex((one) => isTouched(entries, one));
  if (order > reached) return "before";
  if (order < reached) return "wanted";
  if (environment === "production") return hasChanged(entries) && !isReopened(entries) ? "undone" : "before";
  return begun < 0 && isPast(entries, environment) ? "wanted" : "before";
}

/** Whether ingress was opened again after the rollback: then everything is as it was before. */
const isReopened = (entries: readonly Written[]): boolean =>
  entries.some(({ action, detail }) => action === "reopen-ingress" && detail.result === "open");

/** Whether an environment was validated and gone past, and so stays. */
function isPast(entries: readonly Written[], environment: Environment): boolean {
  // A run that changes nothing of production passes its gates without a decision.
  const signedOff = entries.some(
    ({ action, detail }) =>
      detail.gate === "staging-sign-off" &&
      (action === "pass-gate" || (action === "decide-gate" && detail.decision === "approve")),
  );
  // What is found to have changed since leaves the next phase, and not this one.
  const held = entries.some(
    ({ action, detail }) =>
      action === "validate-environment" && detail.environment === environment && detail.held,
  );
  return environment === "staging" ? signedOff : held;
}

function problemOf(
  stack: Stack | undefined,
  step: Step,
  before: string | undefined,
  expected: Expected,
  kept: boolean,
): string | null {
  const is = stack === undefined ? "is not there" : `is ${stack.status}`;
  const isDeployed = (deployed: string | undefined) =>
    stack === undefined
      ? deployed === undefined
      : deployed !== undefined && isSettled(stack) && deployedBy(stack) === deployed;
  switch (expected) {
    case "anything":
      return null;
    case "wanted":
      return isDeployed(wantedBy(step)) ? null : `${is} and does not stand as wanted`;
    case "before":
      return isDeployed(before) ? null : `${is} and does not stand as before`;
    case "undone": {
      if (step.part === "ingress")
        return stack === undefined ? null : `${is}: production's rollback closes ingress`;
      if (isDeployed(before)) return null;
      const mayStay = kept && before === undefined;
      return mayStay && isDeployed(wantedBy(step)) ? null : `${is} and is not undone`;
    }
  }
}

/** No task token may be in a readable place. */
function checkSecrets(watch: Watched): void {
  const { world } = watch;
  const readable = [
    ...world.people.mails.map(({ text, subject }) => subject + text),
    ...watch.ledger.runIds.flatMap((runId) => watch.ledger.of(runId).map((entry) => JSON.stringify(entry))),
    ...[...world.s3.versions.values()].flatMap((versions) => versions.map(({ body }) => body ?? "")),
    ...world.people.pages,
  ]
    .filter((text) => text.includes(tokenPrefix))
    .join("\n");
  for (const token of world.states.tokens.all)
    watch.expect("secret", !readable.includes(token), () => `a task token can be read`);
}
