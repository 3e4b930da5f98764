import { isInterlockError, receiptRefused } from "../../lib/domain/errors.ts";
import { readVerifyingKey, receiptPayload, type VerifyingKey } from "../../lib/domain/records/dsse.ts";
import { type Fact, isFact } from "../../lib/domain/records/facts.ts";
import { consenting, peopleToLift } from "../../lib/domain/records/lift.ts";
import { endingOf } from "../../lib/domain/rollback/ending.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { supportFor } from "../../lib/domain/run/receipt-support.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import { changeOrNull } from "../../lib/shared-use-cases/change-or-null.ts";
import { isLocked } from "../../lib/shared-use-cases/locked-plan.ts";
import { signedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { signArchive } from "./sign-archive.ts";
import { signCheckpoint } from "./sign-checkpoint.ts";
import { signSupersession } from "./sign-supersession.ts";
import { signersOf } from "./signers.ts";

const attempts = 5;

type Ports = TaskPorts<"sign-receipt">;
type Answer = Promise<TaskAnswer<"sign-receipt">>;
type ReceiptInput = Extract<TaskInput<"sign-receipt">, { readonly epoch: number }>;

/**
 * The only function that holds the key. It reads the records again, refuses what they do not support, signs what
 * they do, and records what it signed.
 * @throws ReceiptRefused naming what the records lack; EntryConflict if others kept writing in the meantime.
 */
export const signReceipt =
  (ports: Ports) =>
  (input: TaskInput<"sign-receipt">): Answer => {
    switch (input.statement) {
      case "checkpoint":
        return signCheckpoint(ports, input);
      case "history":
        return signArchive(ports, input);
      case "superseded":
        return signSupersession(ports, input);
      default:
        return signStatement(ports, input);
    }
  };

/**
 * Appends a receipt after the entries that support it. A repeated request gets the same receipt while it is the
 * last entry: the first caller stopped before it received the answer, or its request was sent twice. Nothing is
 * signed after a seal.
 */
async function signStatement(ports: Ports, input: ReceiptInput): Answer {
  for (let attempt = 1; ; attempt += 1) {
    const run = await ports.records.read(input.runId);
    const last = lastReceipt(run);
    if (last?.statement === input.statement && last.about === input.about) return { envelope: last.envelope };
    try {
      return await signBehind(ports, run, input);
    } catch (error) {
      // Another writer appended in the meantime, perhaps this same receipt.
      if (attempt === attempts || !isInterlockError(error, "EntryConflict")) throw error;
    }
  }
}

const lastReceipt = ({ entries }: RunRecords) =>
  entries
    .slice(-1)
    .filter(isFact("sign-receipt", "outcome"))
    .map(({ detail }) => detail)[0];

async function signBehind(
  ports: Ports,
  run: RunRecords,
  { runId, epoch, statement, about }: ReceiptInput,
): Answer {
  const { records, verifyingKeys } = ports;
  const opened = openedWith(runId, run.entries);
  const { planDigest, changeDigest, documentId, decisionKeyFingerprint } = opened;
  if (isSealed(run.entries))
    throw receiptRefused(
      `the run ${runId} is sealed: nothing is signed after a seal, so "${statement}" is refused`,
    );
  const { count, head } = run.head;
  if (head === null) throw receiptRefused(`the run ${runId} has no entries: there is nothing to sign`);
  const [signers, decisionPem] = await Promise.all([signersOf(ports), verifyingKeys.decisionPem()]);
  const { keyring } = signers;
  const decisionKey = readVerifyingKey(decisionPem);
  // What is signed from here on vouches for the key under which a verifier reads the decisions.
  if (decisionKeyFingerprint !== decisionKey.fingerprint) {
    const named =
      decisionKeyFingerprint === undefined
        ? null
        : await ports.ledger.decisionKeyOf(decisionKeyFingerprint, keyring);
    if (named === null)
      throw receiptRefused(
        `the run ${runId} was opened with the decision key ${decisionKeyFingerprint ?? "of nobody"}, not ${decisionKey.fingerprint}: nothing is signed for it`,
      );
    // Whoever replaced the key may no longer trust it, so nobody's decision counts any more. The run can still be undone and closed.
    if (statement === "gate-passed") throw replacedSince("decision", runId);
  }
  const { publicKeyFingerprint } = opened;
  // As with the decision key: a key takes the place of another only while no run is open, so somebody put something back.
  if (statement === "gate-passed" && publicKeyFingerprint !== signers.fingerprintInUse)
    throw replacedSince("signing", runId);
  if (statement === "window-lifted")
    confirmLifts(run, about, readVerifyingKey(await verifyingKeys.operatorPem()));
  const locked = about === "plan-approval" && (await isLocked(ports, keyring, documentId, planDigest));
  const detail = supportFor(runId, run.entries, { statement, about }, locked, decisionKey);
  const envelope = await signedEnvelope(
    signers.withFingerprint(publicKeyFingerprint),
    receiptPayload({ statement, about, runId, planDigest, changeDigest, count, head, detail }),
  );
  const work = { runId, epoch, actor: "sign-receipt" };
  const facts: readonly Fact[] = [
    { action: "sign-receipt", kind: "outcome", subject: about, detail: { statement, about, envelope } },
  ];
  if (statement !== "run-closed") await records.append(run, work, facts);
  else {
    const change = await changeOrNull(ports, changeDigest);
    const verdict = verdictOf(run.entries);
    await records.seal(run, work, facts, endingOf(run.entries, verdict, change, ports.clock.nowMs()));
  }
  return { envelope };
}

const replacedSince = (which: "decision" | "signing", runId: string) =>
  receiptRefused(
    `the ${which} key was replaced since the run ${runId} was opened: it passes no gate any more; submit the change again after it is rolled back`,
  );

/** A window is lifted only by people whose consent the operators' key signed: an entry that says so proves nothing. */
function confirmLifts({ runId, entries }: RunRecords, about: string, key: VerifyingKey): void {
  for (const { detail } of entries.filter(isFact("lift-window", "decision"))) {
    if (detail.environment !== about) continue;
    const by = consenting(runId, detail, key);
    if (by.length < peopleToLift || by.length !== detail.people.length)
      throw receiptRefused(
        `the entries of ${runId} say that ${detail.people.map(({ person }) => person).join(", ")} lifted ${detail.window}, but only ${by.join(", ") || "nobody"} signed for it`,
      );
  }
}
