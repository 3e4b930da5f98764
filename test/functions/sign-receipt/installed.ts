import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { keysDigest } from "../../../lib/domain/records/named-keys.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import type { TaskInput } from "../../../lib/tasks/tasks.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { noted, otherDigest, someDigest } from "../../fixtures/sample-facts.ts";
import { Installation } from "../../simulator/installation.ts";
import { underTheDecisionKey } from "../../simulator/opening.ts";
import { requestsFor } from "../../simulator/requests.ts";
import { append, put } from "../../simulator/table.ts";

/** The signer's error with that reason. */
export const refusedBecause = (reason: string) => ({
  name: "ReceiptRefused",
  message: expect.stringContaining(reason),
});

/** A transaction of the signer. */
export const isTransaction = requestsFor("dynamodb", "TransactWrite");

/** An installation whose run has the lease and did what its facts say. */
export async function installed(...facts: readonly Fact[]) {
  const installation = await Installation.withoutLatency();
  const records = installation.port("records");
  const claim = {
    runId,
    repository: "example/shop",
    commit: "0123456789abcdef0123456789abcdef01234567",
    attempt: 1,
    changeDigest: otherDigest,
    planDigest: someDigest,
    claimedAtMs: installation.time.nowMs(),
  };
  await records.claim(claim, "arn:execution:1");
  // The keys were named before: a checkpoint alone is what these tests look at.
  const named = { decision: installation.kms.decisionKeyPem, operator: installation.kms.operatorKeyPem };
  put(installation, keys.lastKeys, { digest: keysDigest(named) });
  const write = (...more: readonly Fact[]) =>
    append(installation, runId, underTheDecisionKey(installation, more));
  if (facts.length > 0) write(...facts);
  const sign = (input: TaskInput<"sign-receipt">) => installation.run("sign-receipt", input);
  const entries = async () => (await records.read(runId)).entries;
  const lastOfOwnChain = async () => (await records.read(ownChain)).entries.at(-1);
  /** Another writer appends to the control plane's own chain. */
  const writeOwnChain = () => append(installation, ownChain, [noted("something else")]);
  const { publicKeyPem } = installation.kms;
  const key = readVerifyingKey(publicKeyPem);
  return {
    installation,
    records,
    claim,
    write,
    sign,
    entries,
    lastOfOwnChain,
    writeOwnChain,
    publicKeyPem,
    key,
  };
}
