import { readFileSync } from "node:fs";
import { proveClosed } from "../../../functions/prove-rollback/prove-closed.ts";
import { proveGone } from "../../../functions/prove-rollback/prove-gone.ts";
import { digestOf, sha256 } from "../../../lib/domain/canonical.ts";
import type { Change } from "../../../lib/domain/change/manifest.ts";
import { judge } from "../../../lib/domain/check/judge.ts";
import type { Environment } from "../../../lib/domain/environment.ts";
import { chainFacts, type Entry, emptyHead } from "../../../lib/domain/records/entry.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import type { StandingStack } from "../../../lib/domain/step/stack.ts";
import { type Plan, parsePlan } from "../../../lib/plan/schema.ts";
import { cloudControlIn } from "../../../lib/ports/cloud-control/aws.ts";
import { exposureIn } from "../../../lib/ports/exposure/aws.ts";
import { finderIn } from "../../../lib/ports/finder/aws.ts";
import { inspectorIn } from "../../../lib/ports/inspector/aws.ts";
import { policyAnalyzerOf } from "../../../lib/ports/policy-analyzer/aws.ts";
import type { ResourceId } from "../../../lib/ports/stack-reader/port.ts";
import { asAnnounced, neverPublic } from "../../../lib/resources/checks.ts";
import { askSteps } from "../../../lib/shared-use-cases/ask-steps.ts";
import { seeStanding } from "../../../lib/shared-use-cases/see-standing.ts";
import type { TaskPorts } from "../../../lib/tasks/tasks.ts";
import { sampleChange, sampleStep } from "../../fixtures/sample-change.ts";
import { intended, opened, provisioned, undone } from "../../fixtures/sample-facts.ts";
import { accountOf, type Standing } from "./account.ts";
import type { Analyzer } from "./analyzer.ts";

const planIn = (name: string): Plan =>
  parsePlan(readFileSync(new URL(`../../../lib/plan/${name}.json`, import.meta.url), "utf8"));
/** The plans that are built in. */
export const plans = { "21.03": planIn("21.03"), application: planIn("application") } as const;
/** The name of one. */
export type PlanName = keyof typeof plans;

/** A case: what stands in an environment, what its template says, and the plan. */
export type Site = {
  readonly plan: PlanName;
  readonly standing: readonly Standing[];
  /** What the stack's list and its events name; by default what stands. */
  readonly named?: readonly ResourceId[];
  /** The resources of the template, by logical id. */
  readonly template: object;
  /** How IAM Access Analyzer answers about policies; by default as it does. */
  readonly analyzer?: Analyzer;
};

type Ports = TaskPorts<"prove-rollback"> & TaskPorts<"validate-environment">;

/** Changes the ports that a decision is made through: a seeded defect. */
export type Defect = (ports: Ports) => Ports;

const beganAtMs = Date.parse("2026-11-24T10:00:00.000Z");
const quietSeconds = 60;
const secondMs = 1_000;
const mostCalls = 12;

/** The name of a site's resource in its step, for `named` and templates. */
export const logicalIdOf = (index: number): string => `R${index}`;

/** A world of one environment around a case: the real adapters over the case's account, and a run's records. */
function worldOf(site: Site, environment: Environment, stackStands: boolean, defect: Defect) {
  let nowMs = beganAtMs;
  const stackName = `shop-${environment}-compute`;
  const stackId = `arn:aws:cloudformation:us-east-1:1:stack/${stackName}/1`;
  const texts = new Map<string, string>();
  const keep = (text: string) => {
    texts.set(sha256(text), text);
    return sha256(text);
  };
  const templateDigest = keep(JSON.stringify({ Resources: site.template }));
  const step = sampleStep(environment, "compute", { templateDigest });
  const plain = sampleChange();
  const change: Change = { ...plain, environments: { ...plain.environments, [environment]: [step] } };
  const plan = plans[site.plan];
  const environments = accountOf(site.standing, environment, () => nowMs, site.analyzer);
  const named =
    site.named ??
    site.standing.map(
      ({ type, id, properties }, index): ResourceId => ({
        type,
        id,
        logicalId: logicalIdOf(index),
        stack: stackId,
        properties,
      }),
    );
  let entries: readonly Entry[] = [];
  let head = emptyHead;
  const say = (facts: readonly Fact[]) => {
    const at = new Date(nowMs).toISOString();
    const added = chainFacts(head, facts, { runId: "shop-1", actor: "somebody", at });
    entries = [...entries, ...added.entries];
    head = added.head;
  };
  const signed: string[] = [];
  const run = () => ({ runId: "shop-1", entries, head });
  const stood = (): StandingStack =>
    stackStands
      ? { status: "CREATE_COMPLETE", stackId, deployedDigest: null }
      : { status: null, stackId: null, deployedDigest: null };
  const ports = {
    records: {
      append: async (_run: unknown, _work: unknown, facts: readonly Fact[]) => {
        say(facts);
        return run();
      },
    },
    changes: {
      change: async () => change,
      plan: async () => plan,
      bytes: async (digest: string) => texts.get(digest) ?? "{}",
      keep: async (text: string) => keep(text),
    },
    stackReader: {
      stands: async () => stood(),
      resources: async () => (stackStands ? named.map(({ properties: _, ...one }) => one) : []),
      resourcesEver: async (stack: string) => (stack === stackId || stack === stackName ? named : []),
    },
    inspector: inspectorIn(environments),
    cloudControl: cloudControlIn(environments),
    exposure: exposureIn(environments),
    finder: finderIn(environments),
    policyAnalyzer: policyAnalyzerOf({ nowMs: () => 0 }),
    signer: {
      sign: async (_work: unknown, { statement }: { statement: string }) => {
        signed.push(statement);
        return {};
      },
    },
    settings: { quietSeconds },
    clock: { nowMs: () => nowMs },
  } as unknown as Ports;
  say([opened({ documentId: plan.documentId, changeDigest: digestOf(change), planDigest: digestOf(plan) })]);
  return {
    ports: defect(ports),
    step,
    stackId,
    plan,
    say,
    signed,
    run,
    observed: stood(),
    entries: () => entries,
    pass: (seconds: number) => {
      nowMs += seconds * secondMs;
    },
  };
}

const work = { runId: "shop-1", epoch: 1, actor: "somebody" };
const sound: Defect = (ports) => ports;

/** Whether the checks of production about exposure hold. What throws does not. */
export async function isHeld(site: Site, defect = sound): Promise<boolean> {
  const { ports, step, observed, plan } = worldOf(site, "production", true, defect);
  const [, , production] = plan.environments;
  const checks = (production?.checks ?? []).filter(
    ({ id }) => id === asAnnounced || neverPublic.includes(id),
  );
  try {
    const readings = await askSteps(ports, [{ step, observed }], {
      environment: "production",
      checks: checks.map(({ id }) => id),
      released: false,
      assets: [],
      entries: [],
    });
    // Other resources of the environment answer each check too, and theirs hold.
    const others = checks.map(({ id }) => ({
      check: id,
      fact: "another",
      resource: "another",
      answer: "held" as const,
      saw: "",
      settles: false,
    }));
    return judge(checks, [...readings, ...others], []).held;
  } catch {
    return false;
  }
}

/** Whether the proof that production is closed is given. */
export async function isClosed(site: Site, defect = sound): Promise<boolean> {
  const { ports, say, run } = worldOf(site, "production", true, defect);
  say([intended("production/compute"), intended("production/ingress"), undone("production/ingress")]);
  return isProved(
    () => proveClosed(ports, { run: run(), work, environment: "production" }),
    () => undefined,
  );
}

/** Whether the proof that nothing of development is left is given: two looks, with the waits that the proof itself asks for. */
export async function isProvedGone(site: Site, defect = sound): Promise<boolean> {
  const { ports, step, stackId, say, run, pass, signed, entries } = worldOf(
    site,
    "development",
    false,
    defect,
  );
  say([intended("development/compute", { stackId }), provisioned("development/compute", { stackId })]);
  pass(madeForSeconds);
  try {
    say(await seeStanding(ports, { environment: "development", ...step }, entries()));
  } catch {
    // What cannot be read now stays unproven.
  }
  pass(standsForSeconds);
  say([undone("development/compute")]);
  await isProved(() => proveGone(ports, { run: run(), work, environment: "development" }), pass);
  return signed.includes("nothing-left");
}

/** How long a resource has been there when it is seen standing, and how long it stays then. */
const madeForSeconds = 20;
const standsForSeconds = 600;
/** When what a case deletes is deleted, or was tried to be. */
export const endsAtMs = beganAtMs + (madeForSeconds + standsForSeconds) * secondMs;
/** When everything was made. */
export const madeAtMs = beganAtMs;

async function isProved(
  prove: () => Promise<{ readonly outcome: string; readonly waitSeconds: number }>,
  pass: (seconds: number) => void,
): Promise<boolean> {
  for (let call = 0; call < mostCalls; call += 1) {
    try {
      const { outcome, waitSeconds } = await prove();
      if (outcome !== "waiting") return outcome === "done";
      pass(waitSeconds);
    } catch {
      return false;
    }
  }
  return false;
}
