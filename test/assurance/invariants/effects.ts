import type { Change } from "../../../lib/domain/change/manifest.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { closedBy } from "../../../lib/domain/freeze/closed.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import type { Call } from "../../simulator/account.ts";
import { orders } from "../prove/rules/order.ts";
import { deployedBy, isSettled, wantedBy } from "./deployed.ts";
import type { Known, Watched } from "./invariants.ts";
import { isSealed, isTouched, lastChecks, sinceAsked, verdictIn, type Written } from "./ledger.ts";

/** How long after its intent an effect may be asked for. */
const onItsWayMs = 100;

type Input = {
  readonly StackName: string;
  readonly ChangeSetName?: string;
  readonly ClientRequestToken?: string;
  readonly ClientToken?: string;
};

/** What a process works on: its input says. */
type Working = { readonly runId?: string; readonly epoch?: number };

/** Asks everything that must hold the moment a stack is changed. */
export function checkEffect(watch: Watched, call: Call): void {
  const { world, ledger } = watch;
  const { StackName, ChangeSetName, ...tokens } = call.input as Input;
  const stack = world.cloudFormation.find(StackName);
  const name = stack?.name ?? StackName;
  const { runId = "", epoch = 0 } = (call.process.input ?? {}) as Working;
  const entries = ledger.of(runId);
  const about = () => `${call.operation} of ${name} by ${call.process.name} for ${runId} in epoch ${epoch}`;
  const known = watch.of(runId);
  const environment = environments.find((one) => name.startsWith(`${world.application}-${one}-`));
  const aside = known?.aside.find(({ stackName }) => stackName === name);
  const own =
    environment && known?.change.environments[environment].find(({ stackName }) => stackName === name);
  const step = own ?? aside;
  watch.expect("place", step !== undefined && call.process.name.endsWith(`-${environment}`), about);

  const token = tokens.ClientRequestToken ?? tokens.ClientToken ?? ChangeSetName ?? "";
  const intent = entries.find(
    ({ kind, detail }) => kind === "intent" && Object.values(detail).includes(token),
  );
  watch.expect("intent", token !== "" && intent !== undefined, about);
  watch.expect("sealed", !isSealed(entries), about);
  const lease = world.dynamodb.find({ pk: `LEASE#${world.application}`, sk: "LEASE" });
  watch.expect("fence", lease?.["runId"] === runId && lease["epoch"] === epoch, about);
  // Requests from before the stop are carried out; later requests are not.
  const isHeld = lease?.["stoppedAt"] !== undefined && world.haltedAtMs !== null;
  watch.expect(
    "fence",
    !isHeld || call.atMs < (world.haltedAtMs ?? 0) + onItsWayMs,
    () => `${about()} while work is stopped`,
  );
  if (environment === undefined || known === undefined || intent === undefined || step === undefined) return;

  const isIngress = step.part === "ingress";
  const ingressIsThere = [...known.change.environments.production, ...known.aside].some(
    ({ part, stackName }) => part === "ingress" && world.cloudFormation.named(stackName) !== undefined,
  );
  if (intent.action === "roll-back-step") {
    watch.expect("rollback", isIngress || isTouched(entries, environment), about);
    if (environment === "production" && !isIngress)
      watch.expect(
        "rollback",
        !ingressIsThere || isGivenUp(entries) || !hasChanged(entries),
        () => `${about()} while ingress is there`,
      );
    return;
  }
  if (intent.action === "reopen-ingress") {
    watch.expect("reopening", isIngress && environment === "production", about);
    watch.expect("reopening", isRolledBack(entries), () => `${about()} before its rollback is proved`);
    const { change = null } = lastSuccess(watch, runId) ?? {};
    watch.expect(
      "reopening",
      intent.detail.operation === "delete" || (change !== null && standsAs(watch, change)),
      () => `${about()} although production does not stand as it was released`,
    );
    return;
  }
  const isRemoval = intent.detail.operation === "remove";
  watch.expect("place", isRemoval ? aside !== undefined : own !== undefined || isIngress, about);
  // What the change no longer has goes behind the release, when ingress is open again.
  const isLast = isRemoval
    ? environment === "production"
    : isIngress && intent.detail.operation !== "close-ingress";
  const missing = needed(environment, isLast).filter((need) => !isEstablished(watch, runId, entries, need));
  watch.expect("order", missing.length === 0, () => `${about()} without ${missing.join(", ")}`);
  const scope = isLast ? "ingress" : environment === "production" ? "all-but-ingress" : "everything";
  watch.expect("freeze", mayChange(watch, entries, environment, scope), about);
  if (environment !== "production") return;
  // A change set changes nothing until it is executed.
  const allowed =
    call.operation === "CreateChangeSet" ||
    call.operation === "DeleteChangeSet" ||
    isIngress ||
    isRemoval ||
    known.plan.ingressDuringUpdate === "hold" ||
    !ingressIsThere;
  watch.expect("ingress", allowed, () => `${about()} while ingress is there`);
}

/** Whether the windows of the settings left the environment open when the run asked them; a freeze that begins later holds nothing. */
function mayChange(
  { world }: Watched,
  entries: readonly Written[],
  environment: Environment,
  scope: string,
): boolean {
  const windows = world.settings.freezeWindows.filter(({ environments: names }) =>
    names.includes(environment),
  );
  const asked = entries.find(
    ({ action, detail }) =>
      action === "read-windows" &&
      detail.environment === environment &&
      detail.scope === scope &&
      detail.outcome === "open",
  );
  if (windows.length === 0) return true;
  return (
    asked !== undefined &&
    closedBy({ plan: [], settings: windows }, Date.parse(asked.detail.askedAt)).length === 0
  );
}

/**
 * Whether closing ingress was tried until CloudFormation refused. The stacks that it serves are taken down all the
 * same.
 */
const isGivenUp = (entries: readonly Written[]): boolean =>
  entries.some(
    ({ action, kind, detail }) =>
      action === "roll-back-step" &&
      kind === "outcome" &&
      detail.part === "ingress" &&
      ["failed", "unknown"].includes(detail.result),
  );

/** Whether production's rollback was proved, and read back as closed, without an effect since. */
const isRolledBack = (entries: readonly Written[]): boolean => {
  const proved = entries.findLastIndex(
    ({ action, detail }) =>
      action === "prove-rollback" && detail.environment === "production" && detail.proved,
  );
  const closed = entries.findLast(({ action }) => action === "confirm-closed");
  return (
    proved >= 0 &&
    closed?.detail.closed === true &&
    !entries.slice(proved).some(({ action, kind }) => kind === "intent" && action !== "reopen-ingress")
  );
};

/** What is known of the last run before this one that SUCCEEDED. */
export const lastSuccess = (watch: Watched, runId: string): Known | undefined => {
  const earlier = watch.ledger.runIds.filter((id) => id !== runId);
  const success = earlier.findLast((id) => verdictIn(watch.ledger.of(id)) === "SUCCEEDED");
  return success === undefined ? undefined : watch.of(success);
};

/** Whether every stack of production but ingress is what that change wanted. */
const standsAs = ({ world }: Watched, { environments: { production } }: Change): boolean =>
  production
    .filter(({ part }) => part !== "ingress")
    .every((step) => {
      const stack = world.cloudFormation.named(step.stackName);
      return stack !== undefined && isSettled(stack) && deployedBy(stack) === wantedBy(step);
    });

/** Whether the run changed anything of production: a change set that nobody executes changes nothing. */
export const hasChanged = (entries: readonly Written[]): boolean =>
  entries.some(
    ({ action, kind, detail }) =>
      action === "provision-step" &&
      kind === "intent" &&
      detail.environment === "production" &&
      detail.operation !== "prepare",
  );

type Need = `validated ${Environment}` | `passed ${Gate}`;

/** What 21.03 asks for before an effect: the prover's own list, which does not follow a wrong row of lib/domain/gates.ts. */
function needed(environment: Environment, isLast: boolean): readonly Need[] {
  const scope = environment !== "production" ? "everything" : isLast ? "ingress" : "all-but-ingress";
  return orders
    .filter(({ before }) => before({ is: "effect", environment, scope }))
    .flatMap(({ needs }) => needs)
    .filter((need): need is Need => /^(validated|passed) /.test(need));
}

function isEstablished(watch: Watched, runId: string, entries: readonly Written[], need: Need): boolean {
  const [kind, about = ""] = need.split(" ");
  if (kind === "validated") return lastChecks(entries, about)?.held === true;
  return isPassed(watch, runId, about) || (about === "plan-approval" && wasLocked(watch, runId));
}

/** Whether the quorum of people really approved at a gate of a run, and no person rejected. */
function isPassed(watch: Watched, runId: string, gate: string): boolean {
  const rule = watch.of(runId)?.plan.gates[gate as never] as
    | { approvers: string[]; quorum: number; escalation?: { to: string } | null }
    | undefined;
  const decided = sinceAsked(watch.ledger.of(runId), gate).filter(
    ({ action, detail }) => action === "decide-gate" && detail.gate === gate,
  );
  const said = new Set(
    watch.world.people.acts
      .filter((act) => act.runId === runId && act.gate === gate)
      .map(({ approver }) => approver),
  );
  const voices = new Set(
    decided
      .filter(({ detail }) => detail.decision === "approve")
      .map(({ detail }) => String(detail.approver)),
  );
  const isNo = decided.some(({ detail }) => detail.decision !== "approve");
  const asked = [...(rule?.approvers ?? []), rule?.escalation?.to];
  const yes = [...voices].filter((voice) => said.has(voice) && asked.includes(voice));
  return rule !== undefined && !isNo && yes.length >= rule.quorum;
}

/** Whether the Platform Owner locked this very plan in an earlier run. */
function wasLocked(watch: Watched, runId: string): boolean {
  const planOf = (id: string) =>
    watch.ledger.of(id).find(({ action }) => action === "open-run")?.detail.planDigest;
  return watch.ledger.runIds.some(
    (other) => other !== runId && planOf(other) === planOf(runId) && isPassed(watch, other, "plan-approval"),
  );
}
