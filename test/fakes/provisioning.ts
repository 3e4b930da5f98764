import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { canonicalJson, type Digest, sha256 } from "../../lib/domain/canonical.ts";
import { type Change, changeDigest, parseChange, type Step } from "../../lib/domain/change/manifest.ts";
import type { Environment, Gate, Part, Scope } from "../../lib/domain/environment.ts";
import { digestMismatch, notFound } from "../../lib/domain/errors.ts";
import { type DossierStep, dossierDigest } from "../../lib/domain/gate/dossier.ts";
import { envelopeOf, keyFingerprint, receiptPayload, signedBytes } from "../../lib/domain/records/dsse.ts";
import { type Fact, isFact } from "../../lib/domain/records/facts.ts";
import { type NeededReceipt, prerequisitesOf } from "../../lib/domain/run/prerequisites.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { type Plan, parsePlan, planDigest } from "../../lib/plan/schema.ts";
import type { Changes, Clock, RunRecords } from "../../lib/ports.ts";
import type { TaskPorts } from "../../lib/tasks.ts";
import { FakeRecords } from "./fake-records.ts";
import { FakeStacks } from "./fake-stacks.ts";
import { sampleDossier } from "./sample-dossier.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
const planText = readFileSync(new URL("../../lib/plan/21.03.json", import.meta.url), "utf8");
const person = { name: "Dora", address: "dora@example.com" };
const digest = "a".repeat(64);

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
  parametersDigest: digest,
  tagsDigest: digest,
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
    template: async (name) => {
      const bytes = this.objects.get(name);
      if (bytes === undefined) throw notFound(`nothing is kept as ${name}`);
      if (sha256(bytes) !== name) throw digestMismatch(`what is kept as ${name} was edited`);
      return bytes;
    },
    change: async (name) => parseChange(JSON.parse(await this.changes.template(name))),
    plan: async (name) => parsePlan(await this.changes.template(name)),
    keep: async (bytes) => this.keep(bytes),
  };
  readonly ports: TaskPorts<"provision-step"> = {
    records: this.records,
    changes: this.changes,
    stacks: this.stacks,
    clock: this.clock,
    signer: {
      sign: () => Promise.reject(new Error("what provisions signs nothing")),
      publicKeyPem: async () => publicKeyPem,
    },
  };
  readonly work = { runId, epoch: 1, actor: "provision-step" } as const;
  readonly change: Change;
  readonly plan: Plan;

  private constructor(steps: Steps, edit: (plan: Plan) => void) {
    const of = (environment: Environment) =>
      (steps[environment] ?? oneStep).map((wanted) => this.stepOf(environment, wanted));
    this.change = {
      application: "shop",
      repository: "example/shop",
      attempt: 1,
      commit: {
        sha: "0123456789abcdef0123456789abcdef01234567",
        subject: "feat: a shop",
        author: person,
        committer: person,
        coAuthors: [],
        parents: [],
        committedAt: "2026-11-24T09:00:00.000Z",
      },
      contributors: { since: null, people: [person] },
      environments: {
        development: of("development"),
        staging: of("staging"),
        production: of("production"),
      },
    };
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
    return {
      step,
      part,
      stackName: `shop-${environment}-${step}`,
      templateDigest: this.keep(template ?? templateOf(`${environment} ${step}`)),
      parameters: {},
      tags: {},
      dependsOn: [],
      ...more,
    };
  }

  private async open(): Promise<void> {
    const { repository, attempt, commit } = this.change;
    this.keep(canonicalJson(this.change));
    this.keep(canonicalJson(this.plan));
    const bound = { changeDigest: changeDigest(this.change), planDigest: planDigest(this.plan) };
    const claim = { runId, repository, commit: commit.sha, attempt, ...bound, claimedAtMs: this.nowMs };
    await this.records.claim(claim, "arn:execution");
    await this.write({
      action: "open-run",
      kind: "observation",
      subject: runId,
      detail: {
        documentId: this.plan.documentId,
        ...bound,
        repository,
        commit: commit.sha,
        attempt,
        execution: "arn:execution",
        epoch: 1,
        previousSeal: null,
        waivers: [],
        publicKeyFingerprint: keyFingerprint(publicKeyPem),
      },
    });
  }

  /** Everything is signed that must be before the first effect there. */
  async allow(environment: Environment, scope: Scope = "everything"): Promise<void> {
    for (const needed of prerequisitesOf(environment, scope)) {
      if (needed.statement === "validated")
        await this.write({
          action: "validate-environment",
          kind: "observation",
          subject: needed.about,
          detail: {
            environment: needed.about as Environment,
            scope: "everything",
            held: true,
            description: digest,
            readings: [],
          },
        });
      await this.write(this.receipt(needed));
    }
  }

  /** People were shown these steps at a gate of production, and said yes. */
  async approve(gate: Gate, steps: readonly DossierStep[]): Promise<void> {
    const dossier = sampleDossier({ gate, runId, steps: [...steps] });
    this.keep(canonicalJson(dossier));
    const about = { gate, dossierDigest: dossierDigest(dossier) };
    await this.write(
      {
        action: "open-gate",
        kind: "outcome",
        subject: gate,
        detail: { ...about, approvers: ["change-manager"], quorum: 1, expiresAtMs: this.nowMs },
      },
      {
        action: "decide-gate",
        kind: "decision",
        subject: gate,
        detail: {
          ...about,
          decision: "approve",
          approver: "change-manager",
          basis: "possession of a mailbox",
          reason: "",
        },
      },
    );
  }

  /** Nothing of production was to change, so nobody was asked at that gate. */
  async pass(gate: Gate): Promise<void> {
    await this.write({
      action: "pass-gate",
      kind: "observation",
      subject: gate,
      detail: { gate, description: digest, steps: 1 },
    });
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
    const payload = receiptPayload({ statement, about, runId, ...bound, count: 1, head: digest, detail: {} });
    const signature = sign("sha256", signedBytes(payload), privateKey);
    const envelope = envelopeOf(payload, signature, keyFingerprint(publicKeyPem));
    return {
      action: "sign-receipt",
      kind: "outcome",
      subject: about,
      detail: { statement, about, envelope },
    };
  }
}
