import { readFileSync } from "node:fs";
import { canonicalJson, type Digest, sha256 } from "../../lib/domain/canonical.ts";
import { type Change, changeDigest, parseChange, type Step } from "../../lib/domain/change/manifest.ts";
import type { Environment, Part, Scope } from "../../lib/domain/environment.ts";
import { digestMismatch, notFound } from "../../lib/domain/errors.ts";
import { type DossierStep, dossierDigest } from "../../lib/domain/gate/dossier.ts";
import type { Gate, NeededReceipt } from "../../lib/domain/gates.ts";
import { receiptPayload } from "../../lib/domain/records/dsse.ts";
import { type Fact, isFact } from "../../lib/domain/records/facts.ts";
import { prerequisitesOf } from "../../lib/domain/run/prerequisites.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { type Plan, parsePlan, planDigest } from "../../lib/plan/schema.ts";
import type { Changes } from "../../lib/ports/changes/port.ts";
import type { Clock } from "../../lib/ports/clock/port.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import type { TaskPorts } from "../../lib/tasks.ts";
import * as facts from "./facts.ts";
import { FakeRecords } from "./fake-records.ts";
import { FakeStacks } from "./fake-stacks.ts";
import { sampleChange, sampleStep } from "./sample-change.ts";
import { sampleDossier } from "./sample-dossier.ts";
import { Signing } from "./signing.ts";

const signing = new Signing();
const planText = readFileSync(new URL("../../lib/plan/21.03.json", import.meta.url), "utf8");
const { someDigest } = facts;

/** The run that has the lease, in its first epoch. */
export const runId = "shop-0123456789ab-1";

/** The text of a template with these resources; without any it is told apart from others by its name alone. */
export const templateOf = (name: string, resources?: object): string =>
  JSON.stringify({ Description: name, ...(resources === undefined ? {} : { Resources: resources }) });

/** A step on the page of a gate: wanted as it is, where nothing stands. */
export const shownOf = (step: Step, more: Partial<DossierStep> = {}): DossierStep => ({
  step: step.step,
  part: step.part,
  stackName: step.stackName,
  templateDigest: step.templateDigest,
  parametersDigest: someDigest,
  tagsDigest: someDigest,
  wantedDigest: deployedDigest(step),
  baselineDigest: null,
  done: null,
  effects: [],
  widening: [],
  undo: "deleted",
  ...more,
});

/** Steps of the same environment by their parts, each named after its part unless it says otherwise. */
type Wanted = Partial<Omit<Step, "part">> & { readonly part: Part; readonly template?: string | undefined };
type Steps = Partial<Readonly<Record<Environment, readonly Wanted[]>>>;

const oneStep: readonly Wanted[] = [{ part: "network" }];

/** What a run that provisions works with, in memory: its records, its change and plan, CloudFormation, and a clock. */
export class Provisioning {
  nowMs = Date.parse("2026-11-24T10:00:00Z");
  readonly clock: Clock = {
    nowMs: () => this.nowMs,
    pause: async (ms) => {
      this.nowMs += ms;
      for (const [atMs, event] of [...this.later]) if (atMs <= this.nowMs && this.later.delete(atMs)) event();
    },
  };
  private readonly later = new Map<number, () => void>();
  readonly records = new FakeRecords(this.clock);
  readonly stacks = new FakeStacks();
  readonly objects = new Map<Digest, string>();
  readonly changes: Changes = {
    bytes: async (name) => {
      const bytes = this.objects.get(name);
      if (bytes === undefined) throw notFound(`nothing is kept as ${name}`);
      if (sha256(bytes) !== name) throw digestMismatch(`what is kept as ${name} was edited`);
      return bytes;
    },
    change: async (name) => parseChange(JSON.parse(await this.changes.bytes(name))),
    plan: async (name) => parsePlan(await this.changes.bytes(name)),
    keep: async (bytes) => this.keep(bytes),
  };
  readonly ports: TaskPorts<"provision-step"> = {
    records: this.records,
    changes: this.changes,
    stacks: this.stacks,
    clock: this.clock,
    signer: {
      sign: () => Promise.reject(new Error("what provisions signs nothing")),
      publicKeyPem: () => signing.publicKeyPem(),
    },
  };
  readonly work = { runId, epoch: 1, actor: "provision-step" } as const;
  readonly change: Change;
  readonly plan: Plan;

  private constructor(steps: Steps, edit: (plan: Plan) => void) {
    const of = (environment: Environment) =>
      (steps[environment] ?? oneStep).map((wanted) => this.stepOf(environment, wanted));
    this.change = sampleChange({
      environments: {
        development: of("development"),
        staging: of("staging"),
        production: of("production"),
      },
    });
    this.plan = parsePlan(planText);
    edit(this.plan);
  }

  /** A run that was opened and may do everything that receipts allow. */
  static async begun(steps: Steps = {}, edit: (plan: Plan) => void = () => undefined): Promise<Provisioning> {
    const provisioning = new Provisioning(steps, edit);
    await provisioning.open();
    return provisioning;
  }

  private stepOf(environment: Environment, { part, template, ...more }: Wanted): Step {
    const step = more.step ?? part;
    return sampleStep(environment, part, {
      stackName: `shop-${environment}-${step}`,
      templateDigest: this.keep(template ?? templateOf(`${environment} ${step}`)),
      ...more,
    });
  }

  private async open(): Promise<void> {
    const { repository, attempt, commit } = this.change;
    this.keep(canonicalJson(this.change));
    this.keep(canonicalJson(this.plan));
    const bound = { changeDigest: changeDigest(this.change), planDigest: planDigest(this.plan) };
    const claim = { runId, repository, commit: commit.sha, attempt, ...bound, claimedAtMs: this.nowMs };
    await this.records.claim(claim, "arn:execution");
    await this.write(facts.opened({ ...bound, publicKeyFingerprint: signing.fingerprint }));
  }

  /** Everything is signed that must be before the first effect there. */
  async allow(environment: Environment, scope: Scope = "everything"): Promise<void> {
    for (const needed of prerequisitesOf(environment, scope)) {
      if (needed.statement === "validated") await this.write(facts.validated(needed.about as Environment));
      await this.write(this.receipt(needed));
    }
  }

  /** People were shown these steps at a gate of production, and said yes. */
  async approve(gate: Gate, steps: readonly DossierStep[]): Promise<void> {
    const dossier = sampleDossier({ gate, runId, steps: [...steps] });
    this.keep(canonicalJson(dossier));
    const shown = dossierDigest(dossier);
    await this.write(
      facts.asked(gate, { dossierDigest: shown, approvers: ["change-manager"], expiresAtMs: this.nowMs }),
      facts.decided(gate, { dossierDigest: shown, approver: "change-manager" }),
    );
  }

  /** Nothing of production was to change, so nobody was asked at that gate. */
  async pass(gate: Gate): Promise<void> {
    await this.write(facts.passed(gate));
  }

  /** Something happens in the world once so much time has passed. */
  after(ms: number, event: () => void): void {
    this.later.set(this.nowMs + ms, event);
  }

  /** Appends what others say: people, the clock, other tasks. */
  async write(...facts: readonly Fact[]): Promise<void> {
    this.records.write(await this.run(), "others", facts);
  }

  run(): Promise<RunRecords> {
    return this.records.read(runId);
  }

  /** What the records say of a step: its intents by their operations, its outcomes by what came of them. */
  async told(subject: string): Promise<readonly string[]> {
    const { entries } = await this.run();
    return entries.flatMap((fact) => {
      if (fact.subject !== subject) return [];
      if (isFact("provision-step", "intent")(fact)) return [`intent ${fact.detail.operation}`];
      return isFact("provision-step", "outcome")(fact) ? [fact.detail.result] : [];
    });
  }

  /** Why the last outcome of a step is what it is. */
  async reason(subject: string): Promise<string | undefined> {
    const { entries } = await this.run();
    return entries.filter(isFact("provision-step", "outcome")).findLast((fact) => fact.subject === subject)
      ?.detail.reason;
  }

  step(environment: Environment, name: string): Step {
    const found = this.change.environments[environment].find(({ step }) => step === name);
    if (found === undefined) throw new Error(`${environment} has no step ${name}`);
    return found;
  }

  /** A stack of that step stands already, deployed by somebody before this run; as the change wants it unless told otherwise. */
  stands({ stackName, templateDigest }: Step, template = this.objects.get(templateDigest) ?? ""): void {
    this.stacks.plant(stackName, template);
  }

  private keep(bytes: string): Digest {
    const name = sha256(bytes);
    this.objects.set(name, bytes);
    return name;
  }

  private receipt({ statement, about }: NeededReceipt): Fact {
    const bound = { changeDigest: changeDigest(this.change), planDigest: planDigest(this.plan) };
    const said = { statement, about, runId, ...bound, count: 1, head: someDigest, detail: {} };
    return facts.receipt(about, { statement, envelope: signing.envelope(receiptPayload(said)) });
  }
}
