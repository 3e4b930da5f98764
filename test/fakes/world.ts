import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { closeRun } from "../../functions/close-run/close-run.ts";
import { decide } from "../../functions/decide/decide.ts";
import { openGate } from "../../functions/open-gate/open-gate.ts";
import { openRun } from "../../functions/open-run/open-run.ts";
import { preserveLogs } from "../../functions/preserve-logs/preserve-logs.ts";
import { proveRollback } from "../../functions/prove-rollback/prove-rollback.ts";
import { provisionStep } from "../../functions/provision-step/provision-step.ts";
import { readGate } from "../../functions/read-gate/read-gate.ts";
import { resolveQuarantine } from "../../functions/resolve-quarantine/resolve-quarantine.ts";
import { resumeWork } from "../../functions/resume-work/resume-work.ts";
import { rollBackStep } from "../../functions/roll-back-step/roll-back-step.ts";
import { showInvitation } from "../../functions/show-invitation/show-invitation.ts";
import { signReceipt } from "../../functions/sign-receipt/sign-receipt.ts";
import { startRunOfChange } from "../../functions/start-run/start-run.ts";
import { stopWork } from "../../functions/stop-work/stop-work.ts";
import { sweep } from "../../functions/sweep/sweep.ts";
import { validateEnvironment } from "../../functions/validate-environment/validate-environment.ts";
import { watchRecords } from "../../functions/watch-records/watch-records.ts";
import { canonicalJson, sha256 } from "../../lib/domain/canonical.ts";
import { type Change, changeDigest, parseChange, type Step } from "../../lib/domain/change/manifest.ts";
import { type Environment, environments, type Part } from "../../lib/domain/environment.ts";
import { digestMismatch, notFound } from "../../lib/domain/errors.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { type Plan, parsePlan, planDigest } from "../../lib/plan/schema.ts";
import type { Alarms } from "../../lib/ports/alarms/port.ts";
import type { Callbacks } from "../../lib/ports/callbacks/port.ts";
import type { Changes } from "../../lib/ports/changes/port.ts";
import type { Children } from "../../lib/ports/children/port.ts";
import type { Clock } from "../../lib/ports/clock/port.ts";
import type { Executions } from "../../lib/ports/executions/port.ts";
import { identityProviderAt } from "../../lib/ports/identity-provider/aws.ts";
import type { IdentityProvider } from "../../lib/ports/identity-provider/port.ts";
import type { Notary } from "../../lib/ports/notary/port.ts";
import type { Notices } from "../../lib/ports/notices/port.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import type { Signer } from "../../lib/ports/signer/port.ts";
import type { SigningKey } from "../../lib/ports/signing-key/port.ts";
import type { Subscriptions } from "../../lib/ports/subscriptions/port.ts";
import type { TokenSeal } from "../../lib/ports/token-seal/port.ts";
import type { TaskName } from "../../lib/tasks.ts";
import { type Death, dying } from "./dying.ts";
import { FakeBrowsers } from "./fake-browsers.ts";
import { FakeCloud } from "./fake-cloud.ts";
import { FakeCopies } from "./fake-copies.ts";
import { FakeHistories } from "./fake-histories.ts";
import { FakeLedger } from "./fake-ledger.ts";
import { FakeRecords } from "./fake-records.ts";

const application = "shop";
const oneRing: readonly Part[] = ["network", "logging", "storage", "database", "compute"];
const partsOf: Readonly<Record<Environment, readonly Part[]>> = {
  development: oneRing,
  staging: oneRing,
  production: [...oneRing, "monitoring", "ingress"],
};
const person = { name: "Dora", address: "dora@example.com" };
/** The key of every installation in memory. */
export const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** A plan whose checks the fake resources can answer. */
export const testPlan = (edit: (plan: Plan) => void = () => undefined): Plan => {
  const plan = parsePlan(readFileSync(new URL("../../lib/plan/21.03.json", import.meta.url), "utf8"));
  for (const environment of plan.environments)
    environment.checks = [
      { id: `access-restricted`, clause: environment.clause, text: "Access restricted" },
    ].map((check) => ({
      ...check,
      id:
        environment.name === "production"
          ? "no-public-access-before-validation"
          : environment.name === "staging"
            ? "security-checks-passing"
            : check.id,
    }));
  edit(plan);
  return plan;
};

/** One whole installation in memory, with the real use cases and an approver who reads the mails. */
export class World {
  nowMs = Date.parse("2026-11-24T10:00:00Z");
  readonly clock: Clock = {
    nowMs: () => this.nowMs,
    pause: async (ms) => {
      this.nowMs += ms;
    },
  };
  readonly records = new FakeRecords(this.clock);
  readonly ledger = new FakeLedger(this.records);
  readonly copies = new FakeCopies();
  readonly histories = new FakeHistories();
  readonly alarmed: number[] = [];
  readonly alarms: Alarms = {
    divergences: async (count) => {
      this.alarmed.push(count);
    },
  };
  readonly stacks = new FakeCloud();
  readonly objects = new Map<string, string>();
  readonly mails: { approver: string; subject: string; text: string; link: string }[] = [];
  readonly executions = new Map<
    string,
    { input: { runId: string; epoch: number }; status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED" }
  >();
  readonly answered: string[] = [];
  readonly settings: Settings;
  private secrets = 0;

  constructor(settings: Partial<Settings> = {}) {
    this.settings = {
      application,
      approvers: ["platform-owner", "staging-approver", "change-manager", "release-manager"].map((id) => ({
        id,
        name: id,
        address: `${id}@example.com`,
        identities: [`${id}@example.com`],
      })),
      platformOwner: "platform-owner",
      committers: ["*@example.com"],
      waivers: [],
      approvalsUrl: "https://approvals.example.com",
      quietSeconds: 30,
      ...settings,
    };
  }

  readonly changes: Changes = {
    bytes: async (digest) => {
      const bytes = this.objects.get(digest);
      if (bytes === undefined) throw notFound(`nothing is kept as ${digest}: submit the change again`);
      if (sha256(bytes) !== digest) throw digestMismatch(`what is kept as ${digest} was edited`);
      return bytes;
    },
    change: async (digest) => parseChange(JSON.parse(await this.changes.bytes(digest))),
    plan: async (digest) => parsePlan(await this.changes.bytes(digest)),
    keep: async (bytes) => {
      const digest = sha256(bytes);
      if (!this.objects.has(digest)) this.objects.set(digest, bytes);
      return digest;
    },
  };

  readonly executionsPort: Executions = {
    arnOf: (name) => `arn:execution:${name}`,
    start: async (name, input) => {
      const arn = `arn:execution:${name}`;
      if (!this.executions.has(arn)) this.executions.set(arn, { input, status: "RUNNING" });
      return arn;
    },
    status: async (arn) => this.executions.get(arn)?.status ?? "GONE",
  };
  /** The children that were stopped: the run and its epochs. */
  readonly stoppedChildren: string[] = [];
  readonly children: Children = {
    stop: async (runId, epochs) => {
      this.stoppedChildren.push(`${runId} ${epochs.join(", ")}`);
    },
  };
  readonly callbacks: Callbacks = {
    answer: async ({ runId, gate, sealedToken }) => {
      const [bound = "", sealed = ""] = sealedToken.split(":");
      if (bound !== sha256(`${runId} ${gate}`)) throw new Error("the token is sealed for something else");
      this.answered.push(Buffer.from(sealed, "hex").toString("utf8"));
      return true;
    },
  };
  readonly tokenSeal: TokenSeal = {
    seal: async (taskToken, { runId, gate }) =>
      `${sha256(`${runId} ${gate}`)}:${Buffer.from(taskToken).toString("hex")}`,
  };
  readonly subscriptions: Subscriptions = {
    subscriptionsOf: async ({ address }) => [{ through: `e-mail to ${address}`, problem: null }],
  };
  readonly browsers = new FakeBrowsers();
  /** Nobody signs in unless a test brings a provider. */
  identityProvider: IdentityProvider = identityProviderAt(undefined, "https://approvals.example.com/sign-in");
  readonly notices: Notices = {
    linkTo: (secret) => `https://approvals.example.com/approvals/${secret}`,
    send: async (approver, subject, text) => {
      this.mails.push({ approver, subject, text, link: text.match(/approvals\/(\S+)/)?.[1] ?? "" });
    },
  };
  readonly signingKey: SigningKey = {
    sign: async (bytes) => sign("sha256", bytes, keys.privateKey),
    publicKeyPem: async () => keys.publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
  readonly signer: Signer = {
    sign: async ({ runId, epoch }, { statement, about }) =>
      (await this.tasks["sign-receipt"]({ runId, epoch, statement, about })).envelope,
    publicKeyPem: () => this.signingKey.publicKeyPem(),
  };
  readonly notary: Notary = {
    checkpoint: async (also) => {
      await this.tasks["sign-receipt"]({ statement: "checkpoint", also });
    },
    archive: async (runId, histories) => {
      await this.tasks["sign-receipt"]({ statement: "history", runId, histories: [...histories] });
    },
  };

  /** When the process dies, if a test says so. */
  death: Death | null = null;

  /** Every port under the name by which use cases ask for it. */
  get ports() {
    return this.death === null ? this.living : dying(this.living, this.death);
  }

  private get living() {
    const { records, changes, stacks, signer, signingKey, settings, notices, callbacks, clock } = this;
    const { tokenSeal, subscriptions, browsers, identityProvider } = this;
    const { ledger, copies, histories, notary, alarms } = this;
    return {
      identityProvider,
      tokenSeal,
      subscriptions,
      browsers,
      records,
      ledger,
      copies,
      histories,
      notary,
      alarms,
      changes,
      stacks,
      stackReader: stacks,
      inspector: stacks,
      driftDetector: stacks,
      finder: stacks,
      buckets: stacks,
      logs: stacks,
      exposure: stacks,
      signer,
      signingKey,
      settings,
      notices,
      callbacks,
      children: this.children,
      clock,
      executions: this.executionsPort,
      ids: {
        secret: () => {
          this.secrets += 1;
          return createHash("sha256").update(`secret ${this.secrets}`).digest("base64url");
        },
      },
    };
  }

  /** The use cases by the names of their tasks. */
  get tasks() {
    const { ports } = this;
    return {
      "open-run": openRun(ports),
      "provision-step": provisionStep(ports),
      "validate-environment": validateEnvironment(ports),
      "roll-back-step": rollBackStep(ports),
      "prove-rollback": proveRollback(ports),
      "preserve-logs": preserveLogs(ports),
      "open-gate": openGate(ports),
      "read-gate": readGate(ports),
      "sign-receipt": signReceipt(ports),
      "close-run": closeRun(ports),
      "start-run": startRunOfChange(ports),
      "resolve-quarantine": resolveQuarantine(ports),
      "stop-work": stopWork(ports),
      "resume-work": resumeWork(ports),
      sweep: sweep(ports),
      "watch-records": watchRecords(ports),
    } satisfies Record<TaskName, unknown>;
  }

  /** A change whose templates are what `templateOf` says, kept by digest. */
  async change({
    attempt = 1,
    templateOf = (environment: Environment, step: string) => `{"${environment}":"${step}"}`,
    author = person,
    edit = (change: Change) => change,
  }: {
    attempt?: number;
    templateOf?: (environment: Environment, step: string) => string;
    author?: typeof person;
    edit?: (change: Change) => Change;
  } = {}): Promise<Change> {
    const stepsOf = (environment: Environment): Promise<Step[]> =>
      Promise.all(
        partsOf[environment].map(async (part, index, all) => ({
          step: part,
          part,
          stackName: `${application}-${environment}-${part}`,
          templateDigest: await this.changes.keep(templateOf(environment, part)),
          parameters: {},
          tags: {},
          dependsOn: all.slice(Math.max(0, index - 1), index),
        })),
      );
    const [development = [], staging = [], production = []] = await Promise.all(environments.map(stepsOf));
    return edit({
      application,
      repository: "example/shop",
      attempt,
      commit: {
        sha: "0123456789abcdef0123456789abcdef01234567",
        subject: "feat: a shop",
        author,
        committer: author,
        coAuthors: [],
        parents: [],
        committedAt: "2026-11-24T09:00:00.000Z",
      },
      contributors: { since: null, people: [author] },
      environments: { development, staging, production },
    });
  }

  /** Submits a change as the bus would. Returns the run's id. */
  async submit(change: Change, plan: Plan = testPlan()) {
    await this.changes.keep(canonicalJson(change));
    await this.changes.keep(canonicalJson(plan));
    return this.tasks["start-run"]({
      detail: { changeDigest: changeDigest(change), planDigest: planDigest(plan) },
    });
  }

  /** Answers the newest mail as a person does: opens the page, types the challenge, sends the form. */
  async answer(decision: "approve" | "reject", overrides: Readonly<Record<string, string>> = {}) {
    const secret = this.mails.at(-1)?.link ?? "";
    const shown = await this.show(secret);
    return this.post(secret, shown, decision, overrides);
  }

  show(secret: string, cookies: Readonly<Record<string, string>> = {}, method = "GET") {
    return showInvitation(this.ports)({
      method,
      invitation: secret,
      query: {},
      headers: {},
      cookies,
      form: {},
    });
  }

  post(
    secret: string,
    shown: { html: string; cookies?: readonly string[] },
    decision: "approve" | "reject",
    overrides: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = { "sec-fetch-site": "same-origin" },
  ) {
    return decide(this.ports)({
      method: "POST",
      invitation: secret,
      query: {},
      headers,
      cookies: cookiesOf(shown),
      form: { ...formIn(shown.html), decision, reason: "because", ...overrides },
    });
  }
}

/** The cookies that a page set, as a browser sends them back. */
export function cookiesOf({ cookies }: { cookies?: readonly string[] }): Record<string, string> {
  return Object.fromEntries(
    (cookies ?? []).map((cookie) => {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
      return [name, value];
    }),
  );
}

/** What a person reads on a page and types into its form. */
export function formIn(html: string): Record<string, string> {
  const of = (pattern: RegExp) => html.match(pattern)?.[1] ?? "";
  const digest = of(/data-digest="([^"]+)"/);
  return {
    nonce: of(/name="nonce" value="([^"]+)"/),
    digest,
    challenge: `${of(/data-environment="([^"]+)"/)} ${digest.slice(0, 8)}`,
  };
}

/** What an approver says at each gate. */
export type Says = (gate: Gate) => "approve" | "reject";
