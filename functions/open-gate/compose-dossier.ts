import { digestOf } from "../../lib/domain/canonical.ts";
import { assetChanges } from "../../lib/domain/change/assets.ts";
import { assetsOf, type Change, type Step, stepsInOrder } from "../../lib/domain/change/manifest.ts";
import type { Prediction, StackSource } from "../../lib/domain/change/prediction/predict-effects.ts";
import { type Environment, environments } from "../../lib/domain/environment.ts";
import type { Dossier, DossierStep } from "../../lib/domain/gate/dossier.ts";
import { identityDigest } from "../../lib/domain/gate/may-decide.ts";
import { opensIn } from "../../lib/domain/gate/opens.ts";
import { type Gate, gateRows, gates } from "../../lib/domain/gates.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { undoOf } from "../../lib/domain/rollback/preview.ts";
import { lastAnswers } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { provisioned, provisionIntents } from "../../lib/domain/step/attempts.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { standingOf } from "../../lib/domain/step/stack-status.ts";
import { questionInWords } from "../../lib/domain/team-question.ts";
import { gateRule } from "../../lib/plan/gate-rule.ts";
import { environmentOf, type Plan } from "../../lib/plan/schema.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import type { Baseline } from "../../lib/ports/stack-reader/port.ts";
import { baselineDeployedDigest, readBaseline } from "../../lib/shared-use-cases/baseline.ts";
import type { Contributors } from "../../lib/shared-use-cases/contributors.ts";
import type { ObservedStep } from "../../lib/shared-use-cases/look-at-environment.ts";
import { lookAtRealState } from "../../lib/shared-use-cases/look-at-real-state.ts";
import { usualTimes } from "../../lib/shared-use-cases/usual-times.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import { removedShown } from "./removed-shown.ts";

type Ports = TaskPorts<"open-gate">;

/** What the caller has found out already. */
type About = {
  readonly contributors: Contributors;
  readonly expiresAtMs: number;
  readonly again: string | null;
};

/** What is asked at a gate about this run, now: from plan, change and entries, and from a look at the environment itself. */
export async function composeDossier(
  ports: Ports,
  gate: Gate,
  { plan, change, run }: { readonly plan: Plan; readonly change: Change; readonly run: RunRecords },
  { contributors, expiresAtMs, again }: About,
): Promise<Dossier> {
  const { settings } = ports;
  const opened = openedWith(run.runId, run.entries);
  const { documentId, planDigest, changeDigest, waivers, references, decisionKeyFingerprint } = opened;
  const { environment, showsParity, showsPlan } = gateRows[gate];
  const { clause, question, approvers, quorum, identity } = gateRule(plan, gate, settings.platformOwner);
  const {
    observedSteps,
    observedRemoved,
    digest: realState,
  } = await lookAtRealState(ports, change, environment, opened);
  const { keep } = environmentOf(plan, environment).rollback;
  const [steps, ...removed] = await Promise.all([
    stepsShown(ports, observedSteps, environment, run.entries, keep),
    ...observedRemoved.map((one) => removedShown(ports, one, run.entries)),
  ]);
  const bound = references?.filter((one) => one.environment === environment) ?? [];
  const assets = await assetsShown(ports, change, environment);
  const exposure =
    plan.exposure === "announced" && environment === "production" ? await exposureShown(ports, change) : null;
  const { parents: _, ancestors: _order, ...commit } = change.commit;
  return {
    ...(decisionKeyFingerprint === undefined ? {} : { decisionKeyFingerprint }),
    gate,
    environment,
    clause,
    question,
    runId: run.runId,
    application: change.application,
    documentId,
    planDigest,
    changeDigest,
    repository: change.repository,
    commit,
    people: [...contributors.people],
    ...(contributors.adopted === null ? {} : { adopted: contributors.adopted }),
    approvers: [...approvers],
    quorum,
    identity,
    directory: directoryOf(settings, approvers),
    steps: [...steps, ...removed.flat()],
    ...(assets.length === 0 ? {} : { assets: [...assets] }),
    ...(exposure === null ? {} : { exposure: [...exposure] }),
    realState,
    readings: lastAnswers(run.entries, environment)?.readings ?? [],
    parity: showsParity ? [...(await parityShown(ports, plan, change))] : [],
    plan: showsPlan ? planShown(plan, settings.platformOwner) : null,
    waivers,
    ...(bound.length > 0 ? { references: bound.map(({ step, seen, is }) => ({ step, seen, is })) } : {}),
    ...(environment === "production" ? { service: await serviceShown(ports, plan, observedSteps, run) } : {}),
    ...decidedBefore(run.entries, gate),
    again,
    expiresAtMs,
  };
}

/** The files whose bytes differ from those of the last successful run. */
async function assetsShown({ records, changes }: Ports, change: Change, environment: Environment) {
  const last = (await records.successes()).at(-1);
  const before = last === undefined ? [] : assetsOf(await changes.change(last.changeDigest), environment);
  return assetChanges(before, assetsOf(change, environment));
}

/** Everything of production that the change's templates make reachable. */
async function exposureShown({ changes }: Ports, change: Change) {
  const { announcedBy } = await import("../../lib/domain/change/announced-exposure.ts");
  const shown = await Promise.all(
    stepsInOrder(change, "production", "everything").map(async (step) =>
      announcedBy({ ...step, template: await changes.bytes(step.templateDigest) }),
    ),
  );
  return shown.flat();
}

/** Whether customers reach production, and under which release it would open again. */
async function serviceShown(
  { records }: Ports,
  plan: Plan,
  observedSteps: readonly ObservedStep[],
  { entries }: RunRecords,
): Promise<NonNullable<Dossier["service"]>> {
  const closed = entries
    .filter(isFact("provision-step", "outcome"))
    .findLast(({ detail }) => detail.result === "ingress-closed");
  return {
    isOpen: observedSteps.some(
      ({ step, observed }) => step.part === "ingress" && standingOf(observed.status) !== "absent",
    ),
    closedAt: closed?.at ?? null,
    during: plan.ingressDuringUpdate,
    releaseHours: plan.gates["production-release"].expiresAfterHours,
    standingRelease: (await records.successes()).at(-1)?.runId ?? null,
    usuallyMs: usualTimes(await records.newestRuns(mostPast)).production ?? null,
  };
}

/** Among how many past runs those are looked for that tell how long this one may take. */
const mostPast = 20;

/** What was decided at the gates before, and why; nothing at the first gate. */
function decidedBefore(
  entries: readonly Entry[],
  gate: Gate,
): { readonly earlier?: NonNullable<Dossier["earlier"]> } {
  const decisions = entries
    .filter(isFact("decide-gate", "decision"))
    .filter(({ detail }) => detail.gate !== gate);
  return decisions.length === 0
    ? {}
    : {
        earlier: decisions.map(({ at, detail }) => ({
          gate: detail.gate,
          approver: detail.approver,
          decision: detail.decision,
          reason: detail.reason,
          at,
        })),
      };
}

/** The addresses of those who are asked, as they can be compared and not be read. */
const directoryOf = ({ approvers }: Settings, asked: readonly string[]): Dossier["directory"] =>
  approvers.flatMap(({ id, address, identities }) =>
    asked.includes(id) ? [{ approver: id, identities: [address, ...identities].map(identityDigest) }] : [],
  );

/** Every step, each after the steps it depends on: what it imports from them changes with them. */
async function stepsShown(
  ports: Ports,
  stands: readonly ObservedStep[],
  environment: Environment,
  entries: readonly Entry[],
  keep: DossierStep["part"][],
): Promise<DossierStep[]> {
  const exports: Exports = { changing: new Set(), new: new Set() };
  const shown: DossierStep[] = [];
  for (const standing of stands) {
    const { step, changedExports, newExports } = await stepShown(
      ports,
      standing,
      environment,
      entries,
      keep,
      exports,
    );
    for (const name of changedExports) exports.changing.add(name);
    for (const name of newExports) exports.new.add(name);
    shown.push(step);
  }
  return shown;
}

/** What the steps so far will export otherwise, or for the first time; each name as JSON. */
type Exports = { readonly changing: Set<string>; readonly new: Set<string> };

async function stepShown(
  ports: Ports,
  { step, observed }: ObservedStep,
  environment: Environment,
  entries: readonly Entry[],
  keep: DossierStep["part"][],
  exports: Exports,
): Promise<{ readonly step: DossierStep } & Pick<Prediction, "changedExports" | "newExports">> {
  const intent = provisionIntents(entries, environment).find(
    (one) => one.step === step.step && (one.operation === "create" || one.operation === "update"),
  );
  const done = provisioned(entries, environment, step.step)?.result ?? null;
  const before = await standingBefore(ports, step, observed.deployedDigest, intent);
  const wantedDigest = deployedDigest(step);
  const baselineDigest = before === null ? null : baselineDeployedDigest(before);
  const { templateDigest, parameters, tags, part, stackName } = step;
  const pseudo = pseudoParameters(stackName, observed.stackId);
  const prediction =
    baselineDigest === wantedDigest
      ? { effects: [], widening: [], changedExports: [], newExports: [], imports: [] }
      : await predict(
          before === null ? null : { ...before, pseudo },
          { template: await ports.changes.bytes(templateDigest), parameters, tags, pseudo },
          exports.changing,
        );
  const waitsFor = prediction.imports.filter((name) => exports.new.has(name));
  const shown: DossierStep = {
    step: step.step,
    part,
    stackName,
    templateDigest,
    parametersDigest: digestOf(parameters),
    tagsDigest: digestOf(tags),
    wantedDigest,
    baselineDigest,
    done,
    effects: [...prediction.effects],
    widening: [...prediction.widening],
    undo: undoOf(
      environment,
      { part, created: before === null, changed: baselineDigest !== wantedDigest },
      keep,
    ),
    ...(waitsFor.length === 0 || before === null ? {} : { waitsFor }),
    ...(part === "ingress" ? opened(await ports.changes.bytes(templateDigest)) : {}),
  };
  const { changedExports, newExports } = prediction;
  return { step: shown, changedExports, newExports };
}

/** What an ingress template opens, if anything is known of it. */
function opened(template: string): Pick<DossierStep, "opens"> {
  const opens = [...opensIn(template)];
  return opens.length === 0 ? {} : { opens };
}

/** The pseudo parameters that are known: of a stack that does not exist yet, only its name. */
function pseudoParameters(stackName: string, stackId: string | null): Readonly<Record<string, string>> {
  const name = { "AWS::StackName": stackName };
  if (stackId === null) return name;
  // arn:partition:cloudformation:region:account:stack/name/id
  const [, partition = "", , region = "", account = ""] = stackId.split(":");
  return {
    ...name,
    "AWS::StackId": stackId,
    "AWS::Partition": partition,
    "AWS::Region": region,
    "AWS::AccountId": account,
  };
}

/** The diff library is read only where something differs: a gate without a difference starts without it. */
async function predict(
  before: StackSource | null,
  wanted: StackSource,
  importsThatChange: ReadonlySet<string>,
): Promise<Prediction> {
  const { predictEffects } = await import("../../lib/domain/change/prediction/predict-effects.ts");
  return predictEffects(before, wanted, importsThatChange);
}

/** What stood before this run touched the step, or stands if it did not yet; null for nothing. */
async function standingBefore(
  ports: Ports,
  { stackName }: Step,
  deployed: string | null,
  intent: { readonly baselineDigest: string | null } | undefined,
): Promise<Baseline | null> {
  if (intent !== undefined)
    return intent.baselineDigest === null ? null : readBaseline(ports, intent.baselineDigest);
  return deployed === null ? null : ports.stackReader.baseline(stackName);
}

/** Reads the comparison only where it is shown, so that the function starts without it. */
async function parityShown({ changes }: Ports, plan: Plan, change: Change) {
  const { parityOf } = await import("../../lib/domain/change/parity.ts");
  const of = (environment: Environment) =>
    Promise.all(
      change.environments[environment].map(async ({ step, part, parameters, templateDigest }) => ({
        step,
        part,
        parameters,
        template: await changes.bytes(templateDigest),
      })),
    );
  const [staging, production] = await Promise.all([of("staging"), of("production")]);
  return parityOf(staging, production, plan.allowedDifferences);
}

const planShown = (plan: Plan, platformOwner: string): Dossier["plan"] => ({
  title: plan.title,
  environments: environments.map((name) => {
    const { checks, rollback } = environmentOf(plan, name);
    return {
      name,
      checks: checks.map(({ text, asks }) =>
        asks === undefined ? text : `${text} (${questionInWords(asks)})`,
      ),
      rollback:
        rollback.policy === "destroy"
          ? "everything created is destroyed"
          : `ingress is closed; ${rollback.keep.join(", ")} stay`,
    };
  }),
  gates: gates.map((gate) => {
    const { approvers, quorum, expiresAfterHours, identity } = gateRule(plan, gate, platformOwner);
    return { gate, approvers: [...approvers], quorum, hours: expiresAfterHours, identity };
  }),
});
