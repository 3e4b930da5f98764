import { generateKeyPairSync, sign } from "node:crypto";
import { canonicalJson, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import type { GateItem, Invitation } from "../../../lib/domain/gate/gate-item.ts";
import { invitationDigest } from "../../../lib/domain/gate/invitation.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import {
  type Envelope,
  envelopeOf,
  keyFingerprint,
  receiptPayload,
  signedBytes,
} from "../../../lib/domain/records/dsse.ts";
import { introductionPayload } from "../../../lib/domain/records/introduction.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { asked, decided, passed, receipt } from "../../fixtures/sample-facts.ts";
import { decideThrough } from "../../simulator/browser.ts";
import { keepIn } from "../../simulator/opened-run.ts";
import { application } from "../../simulator/runs.ts";
import { payloadOf } from "../../simulator/signed-decision.ts";
import { StateError } from "../../simulator/step-functions/data.ts";
import { append, copyKey, edit, editGate, entriesOf, put, remove } from "../../simulator/table.ts";
import type { World } from "../../simulator/world.ts";

/** A run that waits at a gate, as somebody with every right but the keys finds it. */
export type Target = {
  readonly world: World;
  readonly runId: string;
  readonly gate: Gate;
  readonly item: GateItem;
  /** The links in the mails about the gate are not theirs; their digests are in the table. */
  readonly invitations: readonly Invitation[];
};

/** One forgery: what somebody does who may write to the table, the bucket, the bus and the state machines. */
export type Forgery = (target: Target) => Promise<void> | void;

const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ownPem = own.publicKey.export({ type: "spki", format: "pem" }).toString();
const signedByOwn = (payload: Buffer): Envelope =>
  envelopeOf(payload, sign("sha256", signedBytes(payload), own.privateKey), keyFingerprint(ownPem));
/** As in a link: a path has no spaces. */
const secret = "a-secret-that-somebody-made-up";

/** Approvals of everybody whom the gate asks, as entries and in the gate's item, with this statement. */
function approve(
  { world, runId, gate, item, invitations }: Target,
  envelopeFor: (invitation: Invitation) => Envelope | undefined,
): void {
  for (const approver of item.approvers) {
    const invitation = invitations.find((one) => one.approver === approver);
    const envelope = invitation === undefined ? undefined : envelopeFor(invitation);
    const said = { approver, dossierDigest: item.dossierDigest, basis: "a mailbox", reason: "" };
    append(
      world,
      runId,
      [decided(gate, { ...said, ...(envelope === undefined ? {} : { envelope }) })],
      true,
      approver,
    );
  }
  settle({ world, runId, gate, item });
}

/** The gate's item says that it is approved, and the sweep is to wake the run. */
function settle({ world, runId, gate, item }: Pick<Target, "world" | "runId" | "gate" | "item">): void {
  editGate(world, runId, gate, { state: "approved", approvedBy: item.approvers });
  put(world, keys.outbox(runId, gate), { runId, gate });
}

const statementOf = (invitation: Invitation, world: World): Buffer =>
  payloadOf({
    invitation,
    decision: "approve",
    reason: "",
    basis: "a mailbox",
    identity: null,
    atMs: world.time.nowMs(),
  });

/** An envelope of the run's earlier decisions or receipts, which the keys did sign. */
const signedEarlier = (world: World, runId: string): Envelope | undefined =>
  entriesOf(world, runId).flatMap((entry) =>
    entry.action === "decide-gate" ? (entry.detail.envelope ?? []) : [],
  )[0];

const dayMs = 86_400_000;

/** Other bytes take the place of those that the digest names, and the versions before are gone. */
const overwrite = (world: World, digest: string): void => world.s3.overwrite(`by-digest/${digest}`, "{}");

/** Every forgery, by what it forges. */
export const forgeries: Readonly<Record<string, Forgery>> = {
  "decisions without a statement": (target) => approve(target, () => undefined),
  "decisions under a key of one's own": (target) =>
    approve(target, (invitation) => signedByOwn(statementOf(invitation, target.world))),
  "decisions with the statement of an earlier gate": (target) =>
    approve(target, () => signedEarlier(target.world, target.runId)),
  "the gate's item": (target) => settle(target),
  "a gate that asks nobody": ({ world, runId, gate, item }) => {
    append(world, runId, [asked(gate, { dossierDigest: item.dossierDigest, approvers: [], quorum: 0 })]);
    editGate(world, runId, gate, { state: "approved", quorum: 0, approvers: [] });
    put(world, keys.outbox(runId, gate), { runId, gate });
  },
  "a gate that needs nobody": ({ world, runId, gate }) => editGate(world, runId, gate, { quorum: 0 }),
  "a gate that waits longer": ({ world, runId, gate, item }) =>
    editGate(world, runId, gate, { expiresAtMs: item.expiresAtMs + 100 * dayMs }),
  "the dossier in the bucket": ({ world, item }) => overwrite(world, item.dossierDigest),
  "the change in the bucket": ({ world, runId }) => {
    const [opened] = entriesOf(world, runId);
    if (opened?.action === "open-run") overwrite(world, opened.detail.changeDigest);
  },
  "the copy of an entry in the bucket": ({ world, runId }) =>
    world.s3.overwrite(copyKey(runId, 1, "open-run"), "{}"),
  "a gate about another dossier": ({ world, runId, gate, item }) => {
    const text = world.s3.body(`by-digest/${item.dossierDigest}`) ?? "{}";
    const harmless = canonicalJson({ ...JSON.parse(text), steps: [] } as Json);
    editGate(world, runId, gate, { dossierDigest: keepIn(world, harmless), remindAtMs: 0, reminded: false });
  },
  "a link": async ({ world, runId, gate, item }) => {
    const [approver = ""] = item.approvers;
    const { dossierDigest, expiresAtMs } = item;
    const idDigest = invitationDigest(secret);
    const invitation: Invitation = {
      idDigest,
      runId,
      gate,
      approver,
      dossierDigest,
      expiresAtMs,
      state: "open",
      mac: Buffer.from(sha256("a mac"), "hex").toString("base64"),
    };
    put(world, keys.invitation(idDigest), { invitation });
    await decideThrough(world, `${world.approvalsUrl}approvals/${secret}`, "approve").catch(() => undefined);
  },
  "a link with the proof of another": async ({ world, invitations }) => {
    const [minted] = invitations;
    if (minted === undefined) return;
    const idDigest = invitationDigest(secret);
    put(world, keys.invitation(idDigest), { invitation: { ...minted, idDigest } });
    await decideThrough(world, `${world.approvalsUrl}approvals/${secret}`, "approve").catch(() => undefined);
  },
  "an entry that nothing would change": ({ world, runId, gate }) => append(world, runId, [passed(gate)]),
  "a receipt under a key of one's own": ({ world, runId, gate }) => {
    const bound = {
      planDigest: sha256("plan"),
      changeDigest: sha256("change"),
      count: 1,
      head: sha256("head"),
    };
    const statement = "gate-passed";
    const payload = receiptPayload({ statement, about: gate, runId, detail: { by: ["mallory"] }, ...bound });
    append(world, runId, [receipt(gate, { statement, envelope: signedByOwn(payload) })]);
  },
  "an introduction of a signing key of one's own": ({ world }) => {
    const payload = introductionPayload({
      number: 2,
      at: new Date(world.time.nowMs()).toISOString(),
      epoch: 2,
      replaced: world.kms.publicKeyPem,
      introduced: ownPem,
    });
    const { payloadType, signatures } = signedByOwn(payload);
    const envelope = {
      payloadType,
      payload: payload.toString("base64"),
      signatures: [...signatures, ...signatures],
    };
    put(world, keys.introduction(2), { envelope });
  },
  "no introduction of the signing key": ({ world }) => remove(world, keys.introduction(1)),
  "the plan's lock": async ({ world, runId, gate }) => {
    const [opened] = entriesOf(world, runId);
    if (opened?.action !== "open-run") return;
    const { documentId, planDigest } = opened.detail;
    // Behind plan-approval this plan is locked: what could be forged there is the lock of another one.
    const plan = gate === "plan-approval" ? planDigest : sha256("a looser plan");
    await world.ask(({ records }) => records.lockPlan(documentId, plan, runId));
  },
  "an answer to the state machine": ({ world }) => {
    world.states.tokens.forge(0);
  },
  "a failure of the state machine's task": ({ world }) => {
    world.states.tokens.forge(0, { error: new StateError("Rejected", "forged") });
  },
  "the event of the change": async ({ world, runId }) => {
    const claim = await world.ask(({ records }) => records.claimOf(runId));
    if (claim === null) return;
    const { changeDigest, planDigest } = claim;
    await world.call("start-run", { detail: { version: 1, changeDigest, planDigest, door: "submit" } });
  },
  "a change that waits": async ({ world, runId }) => {
    const claim = await world.ask(({ records }) => records.claimOf(runId));
    put(world, keys.waiting(application), { claim: { ...claim, runId: `${runId}0` } });
  },
  "the emergency stop": ({ world }) =>
    edit(world, keys.lease(application), {
      stoppedAt: world.time.nowMs(),
      stop: { by: "mallory", reason: "none", agreed: [] },
    }),
  "the lease": ({ world }) => edit(world, keys.lease(application), { epoch: 7 }),
  "no lease at all": ({ world }) => remove(world, keys.lease(application)),
  "no gate at all": ({ world, runId, gate }) => remove(world, keys.gate(runId, gate)),
};
