import { readFileSync } from "node:fs";
import { canonicalJson, type Digest, sha256 } from "../../lib/domain/canonical.ts";
import { type Change, changeDigest, runIdOf, type Step } from "../../lib/domain/change/manifest.ts";
import { type Environment, environments, type Part, type Scope } from "../../lib/domain/environment.ts";
import { type DossierStep, dossierDigest } from "../../lib/domain/gate/dossier.ts";
import { type Gate, gates, type NeededReceipt } from "../../lib/domain/gates.ts";
import { envelopeOf, keyFingerprint, receiptPayload, signedBytes } from "../../lib/domain/records/dsse.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import type { Fact, FactOf } from "../../lib/domain/records/facts.ts";
import type { RemovedStep } from "../../lib/domain/records/removed-step.ts";
import { prerequisitesOf } from "../../lib/domain/run/prerequisites.ts";
import { type Plan, parsePlan, planDigest } from "../../lib/plan/schema.ts";
import type { Ports } from "../../lib/ports/ports.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import type { StackRequest } from "../../lib/ports/stack-reader/port.ts";
import type { TaskAnswer, TaskInput, TaskName } from "../../lib/tasks/tasks.ts";
import { sampleChange, sampleStep } from "../fixtures/sample-change.ts";
import { sampleDossier } from "../fixtures/sample-dossier.ts";
import * as facts from "../fixtures/sample-facts.ts";
import { Installation } from "./installation.ts";
import { signedDecision } from "./signed-decision.ts";
import { append } from "./table.ts";
import { inWords, type Seen, watchRun } from "./watch-run.ts";

/** How a test wants a step; what it leaves out follows from the part. `template` is the text of its template. */
export type WantedStep = Partial<Omit<Step, "part">> & {
  readonly part: Part;
  readonly template?: string | undefined;
};

/** How a test wants its installation, its change and its plan; each is an ordinary one unless it says otherwise. */
export type Wanted = {
  readonly settings?: Partial<Settings>;
  /** The steps of an environment. @default every part of 21.03, each after the one before it */
  readonly steps?: Partial<Readonly<Record<Environment, readonly WantedStep[]>>>;
  readonly edit?: (change: Change) => Change;
  readonly plan?: (plan: Plan) => void;
  readonly waivers?: FactOf<"open-run">["detail"]["waivers"];
  /** What stands and the change no longer has, as the first entry lists it. @default nothing */
  readonly removed?: (installation: Installation) => readonly RemovedStep[];
};

const planText = readFileSync(new URL("../../lib/plan/21.03.json", import.meta.url), "utf8");
const partsOfAll: readonly Part[] = ["network", "logging", "storage", "database", "compute"];
/** The parts that 21.03 asks for. */
export const partsOf: Readonly<Record<Environment, readonly Part[]>> = {
  development: partsOfAll,
  staging: partsOfAll,
  production: [...partsOfAll, "monitoring", "ingress"],
};

/** How the operations of a stack go, and what its resources are: what a template says to the simulated account. */
export type TemplateOptions = {
  readonly resources?: object;
  readonly parameters?: object;
  readonly fails?: readonly ("create" | "update" | "update-rollback" | "delete")[];
  /** CloudFormation does not take the template at all. */
  readonly refused?: boolean;
};

/** The text of a template; unless it says otherwise it has one bucket, and its name tells it apart from others. */
export const templateOf = (
  name: string,
  { resources, parameters, fails = [], refused = false }: TemplateOptions = {},
): string =>
  JSON.stringify({
    Description: name,
    ...(fails.length > 0 || refused ? { Metadata: { World: { fails, refused } } } : {}),
    ...(parameters === undefined ? {} : { Parameters: parameters }),
    Resources: resources ?? { Bucket: { Type: "AWS::S3::Bucket", Properties: { Tags: [name] } } },
  });

/** What a plain step has: no data where a rollback of production tears down. */
const plainIn = (part: Part, name: string): TemplateOptions =>
  ["compute", "monitoring", "ingress"].includes(part)
    ? { resources: { Bucket: { Type: "AWS::EC2::Subnet", Properties: { Tags: [name] } } } }
    : {};

/** A change and a plan as a test wants them, which are kept with their templates by their digests. */
export function keepChange(
  installation: Installation,
  { steps = {}, edit, plan: editPlan }: Pick<Wanted, "steps" | "edit" | "plan"> = {},
): { readonly change: Change; readonly plan: Plan } {
  const keep = (bytes: string) => keepIn(installation, bytes);
  const of = (environment: Environment) =>
    (
      steps[environment] ??
      partsOf[environment].map(
        (part, index, all): WantedStep => ({ part, dependsOn: all.slice(Math.max(0, index - 1), index) }),
      )
    ).map(({ part, template, ...more }) => {
      const step = more.step ?? part;
      return sampleStep(environment, part, {
        step,
        stackName: `${installation.application}-${environment}-${step}`,
        templateDigest: keep(
          template ?? templateOf(`${environment} ${step}`, plainIn(part, `${environment} ${step}`)),
        ),
        ...more,
      });
    });
  const [development = [], staging = [], production = []] = environments.map(of);
  const plain = sampleChange({ environments: { development, staging, production } });
  const change = edit?.(plain) ?? plain;
  const plan = parsePlan(planText);
  editPlan?.(plan);
  keep(canonicalJson(change));
  keep(canonicalJson(plan));
  return { change, plan };
}

/** A run that has the lease and was opened, in an installation without latency. Nothing was done yet. */
export class OpenedRun {
  readonly installation: Installation;
  readonly change: Change;
  readonly plan: Plan;
  readonly changeDigest: Digest;
  readonly planDigest: Digest;
  readonly runId: string;
  /** The name of its execution, which runs. */
  readonly executionArn: string;
  readonly epoch = 1;

  private constructor(installation: Installation, change: Change, plan: Plan) {
    this.installation = installation;
    this.change = change;
    this.plan = plan;
    this.changeDigest = changeDigest(change);
    this.planDigest = planDigest(plan);
    this.runId = runIdOf(change);
    this.executionArn = `${installation.parentArn.replace(":stateMachine:", ":execution:")}:${this.runId}`;
  }

  /** A run as the test wants it, of which the records tell so far only that it was opened. */
  static async begin({ settings = {}, waivers = [], removed, ...wanted }: Wanted = {}) {
    const installation = await Installation.withoutLatency({ settings });
    const { change, plan } = keepChange(installation, wanted);
    const run = new OpenedRun(installation, change, plan);
    await run.open(waivers, removed?.(installation) ?? []);
    return run;
  }

  private async open(
    waivers: FactOf<"open-run">["detail"]["waivers"],
    removed: readonly RemovedStep[],
  ): Promise<void> {
    const { installation, runId, change, executionArn, epoch, bound } = this;
    const { repository, attempt, commit } = change;
    installation.states.start(nameOf(installation.parentArn), runId, { runId, epoch });
    const claim = { runId, repository, attempt, commit: commit.sha, ...bound };
    await this.records.claim({ ...claim, claimedAtMs: installation.time.nowMs() }, executionArn);
    await this.say(
      facts.opened({
        ...bound,
        documentId: this.plan.documentId,
        repository,
        commit: commit.sha,
        attempt,
        execution: executionArn,
        epoch,
        waivers,
        ...(removed.length === 0 ? {} : { removed: [...removed] }),
        publicKeyFingerprint: keyFingerprint(installation.kms.publicKeyPem),
        decisionKeyFingerprint: keyFingerprint(installation.kms.decisionKeyPem),
      }),
    );
  }

  /** The records, as their adapter keeps them. */
  get records() {
    return this.installation.port("records");
  }

  get cloudFormation() {
    return this.installation.cloudFormation;
  }

  /** Who works on the run. */
  get work() {
    return { runId: this.runId, epoch: this.epoch } as const;
  }

  private get bound() {
    return { changeDigest: this.changeDigest, planDigest: this.planDigest };
  }

  /**
   * Calls a task for this run, in a container of its own.
   * @param other ports that take the place of the real ones.
   */
  call<T extends TaskName>(
    name: T,
    input: Omit<TaskInput<T>, "runId" | "epoch">,
    other: Partial<Ports> = {},
  ): Promise<TaskAnswer<T>> {
    return this.installation.run(name, { ...this.work, ...input } as unknown as TaskInput<T>, other);
  }

  /** Keeps bytes in the bucket of the change, by their digest. */
  keep(bytes: string): Digest {
    return keepIn(this.installation, bytes);
  }

  /** Overwrites kept bytes with others. */
  edit(digest: Digest, bytes: string): void {
    this.installation.s3.overwrite(keyOf(digest), bytes);
  }

  /** What is kept by that digest; undefined if nothing is. */
  kept(digest: Digest): string | undefined {
    return this.installation.s3.body(keyOf(digest));
  }

  /** Appends what others say: people, the clock, other tasks. It is said under the lease that the run has now. */
  async say(...said: readonly Fact[]): Promise<void> {
    const { epoch } = await this.records.lease();
    await this.records.append(await this.written(), { runId: this.runId, epoch, actor: "others" }, said);
  }

  /** The run's entries, with their head. */
  written(): Promise<RunRecords> {
    return this.records.read(this.runId);
  }

  async entries(): Promise<readonly Entry[]> {
    return (await this.written()).entries;
  }

  /** What the entries of one action and kind say, in order. */
  async recorded<A extends Fact["action"], K extends Fact["kind"]>(action: A, kind: K) {
    return (await this.entries()).flatMap((entry) =>
      entry.action === action && entry.kind === kind ? [entry.detail as FactOf<A, K>["detail"]] : [],
    );
  }

  /** Watches from now on what the run's tasks do. */
  watch(): Seen {
    return watchRun(this.installation, this.runId);
  }

  /** What the records say of a step: its intents by their operations, its outcomes by what came of them. */
  async stepRecords(subject: string): Promise<readonly string[]> {
    return (await this.entries())
      .filter((entry) => entry.subject === subject && /^(provision|roll-back)-step$/.test(entry.action))
      .map((entry) => inWords(entry).slice(subject.length + 1));
  }

  /** Why the last outcome of a step is what it is. */
  async reasonOf(subject: string): Promise<string | undefined> {
    const outcomes = (await this.entries()).filter(
      (entry) => entry.subject === subject && entry.kind === "outcome",
    );
    return (outcomes.at(-1)?.detail as { readonly reason?: string } | undefined)?.reason;
  }

  /** A step of the change. */
  step(environment: Environment, name: string): Step {
    const found = this.change.environments[environment].find(({ step }) => step === name);
    if (found === undefined) throw new Error(`${environment} has no step ${name}`);
    return found;
  }

  /** The request to CloudFormation that creates the stack of a step. */
  request({ stackName, templateDigest, parameters, tags }: Step): StackRequest {
    const template = this.kept(templateDigest) ?? "";
    return { stackName, template, parameters, tags, previous: [], token: `create ${stackName}` };
  }

  /** A stack of that step exists before this run: as the change wants it, or with another template. */
  exists({ stackName, templateDigest, parameters, tags }: Step, template = this.kept(templateDigest) ?? "") {
    return this.cloudFormation.place(stackName, template, { parameters, tags });
  }

  /** This run creates the stacks of these steps, one after the other, and writes down that it means to. */
  async create(environment: Environment, ...parts: readonly Part[]): Promise<void> {
    const { stacks } = this.installation.ports("provision-step", environment);
    for (const part of parts) {
      const request = this.request(this.step(environment, part));
      await this.say(facts.intended(`${environment}/${part}`, { token: request.token }));
      await stacks.create(request);
    }
  }

  /** Everything is signed that must be before the first effect in that scope. */
  async allow(environment: Environment, scope: Scope = "everything"): Promise<void> {
    for (const needed of prerequisitesOf(environment, scope)) {
      if (needed.statement === "validated") await this.say(facts.validated(needed.about as Environment));
      const gate = gates.find((name) => name === needed.about);
      if (gate !== undefined && gate !== "plan-approval") await this.approve(gate, []);
      await this.say(this.receipt(needed));
    }
  }

  /** People were shown these steps at a gate of production, and said yes. */
  async approve(gate: Gate, steps: readonly DossierStep[]): Promise<void> {
    const dossier = sampleDossier({ gate, runId: this.runId, steps: [...steps] });
    this.keep(canonicalJson(dossier));
    const shown = dossierDigest(dossier);
    const { approvers, quorum } = this.plan.gates[gate];
    const atMs = this.installation.time.nowMs();
    const expiresAtMs = atMs + 60_000;
    await this.say(
      facts.asked(gate, { dossierDigest: shown, approvers: [...approvers], quorum, expiresAtMs }),
    );
    for (const approver of approvers.slice(0, quorum)) {
      const link = { runId: this.runId, gate, approver, dossierDigest: shown, idDigest: facts.someDigest };
      const invitation = { ...link, state: "open", expiresAtMs, mac: "" } as const;
      const { envelope, decision, reason, basis } = signedDecision({
        invitation,
        decision: "approve",
        reason: "it was tried on staging",
        basis: "possession of a mailbox",
        identity: null,
        atMs,
      });
      const said = { dossierDigest: shown, approver, decision, reason, basis, envelope };
      append(this.installation, this.runId, [facts.decided(gate, said)], true, approver);
    }
  }

  /** The receipt that the signer would give. */
  receipt({ statement, about }: NeededReceipt): Fact {
    const { runId, bound } = this;
    const { kms } = this.installation;
    const statedAt = { count: 1, head: facts.someDigest, detail: {} };
    const bytes = Buffer.from(receiptPayload({ statement, about, runId, ...bound, ...statedAt }));
    const envelope = envelopeOf(bytes, kms.sign(signedBytes(bytes)), keyFingerprint(kms.publicKeyPem));
    return facts.receipt(about, { statement, envelope });
  }
}

const keyOf = (digest: Digest) => `by-digest/${digest}`;

/** Keeps bytes in the bucket by their digest. */
export function keepIn({ s3 }: Installation, bytes: string): Digest {
  const digest = sha256(bytes);
  if (s3.body(keyOf(digest)) === undefined) s3.overwrite(keyOf(digest), bytes);
  return digest;
}

const nameOf = (arn: string): string => arn.split(":").at(-1) ?? arn;
