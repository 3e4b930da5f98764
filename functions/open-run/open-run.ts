import type { Change } from "../../lib/domain/change/manifest.ts";
import { isRehearsal } from "../../lib/domain/change/rehearsal.ts";
import { environments } from "../../lib/domain/environment.ts";
import { isLasting, leaseLost, notFound } from "../../lib/domain/errors.ts";
import type { ChainHead } from "../../lib/domain/records/checkpoint.ts";
import { keyFingerprint } from "../../lib/domain/records/dsse.ts";
import type { Fact } from "../../lib/domain/records/facts.ts";
import { environmentToRollBack } from "../../lib/domain/run/environment-to-roll-back.ts";
import type { Claim, Lease } from "../../lib/domain/run/lease.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { askedOnce } from "../../lib/shared-use-cases/asked-once.ts";
import { type LastSeal, lastSeal } from "../../lib/shared-use-cases/last-seal.ts";
import { isLocked } from "../../lib/shared-use-cases/locked-plan.ts";
import { rehearsalMissing } from "../../lib/shared-use-cases/rehearsal-missing.ts";
import { signingKeyInUse } from "../../lib/shared-use-cases/signing-key-in-use.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { boundReferences, goneImages } from "./bound-references.ts";
import { broken } from "./broken-rules.ts";
import { type Removal, removedSteps } from "./removed-steps.ts";
import { unanswerable } from "./unanswerable.ts";

/**
 * Opens the run for the execution that has its lease: reads plan and change by digest, writes the first entry, and says
 * what is to be done. A second execution of a run can only roll back.
 * @throws LeaseLost if this execution does not have the lease, NotFound if nobody claimed the run.
 */
export const openRun =
  (allPorts: TaskPorts<"open-run">) =>
  async ({ runId, epoch, executionArn }: TaskInput<"open-run">): Promise<TaskAnswer<"open-run">> => {
    const ports = readingOnce(allPorts);
    const { records } = ports;
    const lease = await records.lease();
    confirmLease(lease, runId, epoch, executionArn);
    const claim = await records.claimOf(runId);
    if (claim === null) throw notFound(`nobody claimed the run ${runId}: submit its change`);
    const work: Work = { runId, epoch, actor: "open-run" };
    let run = await records.read(runId);
    if (run.entries.length === 0)
      run = await records.append(run, work, await opening(ports, claim, lease, executionArn));
    const opened = openedWith(runId, run.entries);
    // Sealed, and its execution ended before the lease was free: nothing is written behind a seal, and the run is closed again.
    if (isSealed(run.entries)) return { next: "recover-nothing" };
    if (opened.epoch < epoch) {
      if (!run.entries.some((entry) => entry.action === "recover-run" && entry.detail.epoch === epoch))
        run = await records.append(run, work, [
          {
            action: "recover-run",
            kind: "observation",
            subject: "run",
            detail: {
              execution: executionArn,
              epoch,
              cause: lease.cause ?? "its execution ended without a verdict",
            },
          },
        ]);
      // Confirmed with its ingress open, and killed before it was closed: there is nothing to undo.
      const isReleased = verdictOf(run.entries) === "SUCCEEDED";
      return {
        next: `recover-${isReleased ? "nothing" : (environmentToRollBack(run.entries) ?? "nothing")}`,
      };
    }
    if (run.entries.some(({ action }) => action === "refuse-run")) return { next: "refuse" };
    const keyring = await ports.signer.keyring();
    const locked = await isLocked(ports, keyring, opened.documentId, opened.planDigest);
    return { next: locked ? "go-on" : "ask" };
  };

/** The same ports: what they read of runs, and of the plan that is locked, one call asks once. */
function readingOnce(ports: TaskPorts<"open-run">): TaskPorts<"open-run"> {
  const { records } = ports;
  return {
    ...ports,
    records: {
      ...records,
      read: askedOnce(records.read, (run: string) => [run]),
      lockedPlan: askedOnce(records.lockedPlan, (documentId: string) => [documentId]),
    },
  };
}

function confirmLease(lease: Lease, runId: string, epoch: number, executionArn: string): void {
  if (lease.runId === runId && lease.epoch === epoch && lease.executionArn === executionArn) return;
  throw leaseLost(
    `the lease is held by ${lease.runId ?? "nobody"} in epoch ${lease.epoch}, not by ${runId} in epoch ${epoch}: runs start through their event`,
  );
}

/** The first entry, and behind it the refusal if plan or change cannot be carried out: a refused run is closed like any other. */
async function opening(
  ports: TaskPorts<"open-run">,
  claim: Claim,
  lease: Lease,
  execution: string,
): Promise<readonly Fact[]> {
  const { records, changes, signer, verifyingKeys, settings } = ports;
  const { planDigest, changeDigest, repository, commit, attempt } = claim;
  const plan = await orRefusal(() => changes.plan(planDigest));
  const change = await orRefusal(() => changes.change(changeDigest));
  const { last, lost } = await lastSeal(ports, claim.runId);
  const refusal =
    "refused" in plan
      ? plan.refused
      : "refused" in change
        ? change.refused
        : (shortened(lost) ??
          rewound(lease, last) ??
          (await quarantined(ports)) ??
          (await unprepared(ports)) ??
          ofAnother(change.read, settings.application) ??
          unbound(plan.read, settings.plan) ??
          (await frozen(plan.read)) ??
          (await broken(ports, plan.read, change.read)) ??
          (await unanswerable(ports, plan.read, change.read)) ??
          (await unrehearsed(ports, plan.read, change.read)));
  const removal: Removal =
    refusal !== null || "refused" in change ? { removed: [] } : await removedSteps(ports, change.read);
  const references =
    "refused" in plan || "refused" in change || refusal !== null
      ? []
      : await boundReferences(ports, plan.read, change.read);
  const removed = "removed" in removal ? removal.removed : [];
  const refused = refusal ?? ("refused" in removal ? removal.refused : null) ?? goneImages(references);
  const opened: Fact = {
    action: "open-run",
    kind: "observation",
    subject: "run",
    detail: {
      documentId: "read" in plan ? plan.read.documentId : "unreadable",
      planDigest,
      changeDigest,
      application: "read" in change ? change.read.application : settings.application,
      repository,
      commit,
      attempt,
      execution,
      epoch: lease.epoch,
      previousSeal: last?.digest ?? lease.previousSeal,
      ...("read" in change && isRehearsal(change.read) ? { rehearsal: true as const } : {}),
      waivers: [...settings.waivers],
      ...(removed.length > 0 ? { removed: [...removed] } : {}),
      ...(references.length > 0 ? { references } : {}),
      publicKeyFingerprint: (await signingKeyInUse(records, await signer.keyring())).fingerprint,
      decisionKeyFingerprint: keyFingerprint(await verifyingKeys.decisionPem()),
    },
  };
  if (refused === null) return [opened];
  return [
    opened,
    {
      action: "refuse-run",
      kind: "observation",
      subject: "run",
      detail: { reason: refused, verdict: "REFUSED" },
    },
  ];
}

/**
 * Why the lease cannot be believed; null if it can. This run is refused, and names the seal that its records have, so that
 * the chain of runs stays whole and the next run finds a lease that follows them.
 */
function rewound({ previousSeal, epoch }: Lease, last: LastSeal | null): string | null {
  if (last === null) return null;
  if (last.digest !== previousSeal)
    return `PrerequisiteMissing: the lease names ${previousSeal ?? "no seal"} as the last one, but ${last.runId} was sealed last, at ${last.at}, with ${last.digest}: somebody deleted the lease or put an older one back; find out who, then submit the change again`;
  return epoch > last.epoch
    ? null
    : `PrerequisiteMissing: the lease counts epoch ${epoch}, but the runs before it came to epoch ${last.epoch}: somebody deleted the lease or put an older one back; find out who, then submit the change again`;
}

/** Why the records of earlier runs cannot be believed; null if they can: they still have what signed checkpoints saw. */
const shortened = (lost: ChainHead | null): string | null =>
  lost === null
    ? null
    : `PrerequisiteMissing: a signed checkpoint saw ${lost.count} entries of ${lost.chain}, and the table no longer has them as they were: somebody deleted or replaced records; find out who, and put them back from their copies in the bucket`;

/** Nothing is built on an environment of which nobody can tell what is there. */
async function quarantined({ records }: TaskPorts<"open-run">): Promise<string | null> {
  const [first] = await records.quarantines();
  return first === undefined
    ? null
    : `PrerequisiteMissing: ${first.environment} is quarantined since the run ${first.runId}, whose rollback was not proved: look at what is left, then "interlock quarantine resolve ${first.runId} --reason ..."`;
}

/** Why an environment's account would not carry out the run: all accounts at once; null if each of them will. */
async function unprepared({ stackIndex }: TaskPorts<"open-run">): Promise<string | null> {
  const problems = await Promise.all(
    environments.map((environment) => stackIndex.bootstrapProblem(environment)),
  );
  const found = problems.flatMap((problem) => problem ?? []);
  return found.length === 0 ? null : `SettingMissing: ${found.join("; ")}`;
}

/** Told before anybody is asked, although production asks again: a rehearsal itself goes as far as staging. */
async function unrehearsed(ports: TaskPorts<"open-run">, plan: Plan, change: Change): Promise<string | null> {
  const missing = isRehearsal(change) ? null : await rehearsalMissing(ports, plan);
  return missing === null ? null : `PrerequisiteMissing: ${missing}`;
}

async function orRefusal<T>(read: () => Promise<T>): Promise<{ read: T } | { refused: string }> {
  try {
    return { read: await read() };
  } catch (error) {
    // What is not ours may pass: the state machine asks again, and then closes the run.
    if (!isLasting(error)) throw error;
    return { refused: `${error.name}: ${error.message}` };
  }
}

/** Why the plan is not the one that the settings bind the application to; null if it is. */
const unbound = ({ documentId }: Plan, bound: string): string | null =>
  documentId === bound
    ? null
    : `InvalidPlan: the change is submitted under plan ${documentId}, and the settings bind ${bound} to the application: submit it under that plan`;

/** Why the plan's freeze windows cannot be carried out; null if they can. */
async function frozen({ freezeWindows }: Plan): Promise<string | null> {
  if (freezeWindows.length === 0) return null;
  // The arithmetic of calendars is larger than all the rest that a start loads.
  const { findingsAboutWindows } = await import("../../lib/domain/freeze/findings.ts");
  const { refusals } = findingsAboutWindows(freezeWindows);
  return refusals.length === 0 ? null : `InvalidPlan: freezeWindows: ${refusals.join("; ")}`;
}

/** Why the change belongs to another installation; null if it does not. */
const ofAnother = (change: Change, application: string): string | null =>
  change.application === application
    ? null
    : `InvalidChange: the change is for ${change.application}, this installation is for ${application}; submit it to its own`;
