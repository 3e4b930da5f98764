import { receiptRefused } from "../../lib/domain/errors.ts";
import { type Introduction, introductionPayload } from "../../lib/domain/records/introduction.ts";
import { cosignedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import { signersOf } from "./signers.ts";

/**
 * Lets the next signing key take its place once a deployment has brought it: the key in use vouches for it, and it for the key in
 * use. A run keeps the key that it began with, so nothing happens while one is open; the next checkpoint tries again.
 * @throws ReceiptRefused if an introduction was taken out of the table: a key that was replaced takes nobody's place.
 */
export async function introduceKey(ports: TaskPorts<"sign-receipt">): Promise<void> {
  const { records, ledger, clock } = ports;
  for (;;) {
    const { inUse, next } = await signersOf(ports);
    if (next === null) return;
    const { runId, epoch } = await records.lease();
    if (runId !== null) return;
    const [introductions, replaced, introduced] = await Promise.all([
      records.introductions(),
      inUse.publicKeyPem(),
      next.publicKeyPem(),
    ]);
    const entered = await ledger.introductionsEntered();
    if (entered !== introductions.length)
      throw receiptRefused(
        `the control plane's chain has ${entered} introductions of signing keys, and the table lists ${introductions.length}: somebody took one out; find out who, and put it back`,
      );
    const introduction: Introduction = {
      number: introductions.length + 1,
      at: new Date(clock.nowMs()).toISOString(),
      epoch: epoch + 1,
      replaced,
      introduced,
    };
    const envelope = await cosignedEnvelope([inUse, next], introductionPayload(introduction));
    if (!(await ledger.enterIntroduction(introduction, envelope))) return;
  }
}
