import type { Json } from "../../../lib/domain/canonical.ts";
import {
  type Checkpoint,
  checkpointPayload,
  openCheckpoint,
} from "../../../lib/domain/records/checkpoint.ts";
import { readVerifyingKey, receiptPayload } from "../../../lib/domain/records/dsse.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { otherDigest, someDigest } from "../../fixtures/sample-facts.ts";
import { TestSigningKey } from "../../fixtures/signing-key.ts";

const signing = new TestSigningKey();
const key = readVerifyingKey(signing.pem);
const checkpoint: Checkpoint = {
  number: 2,
  at: "2026-11-24T10:00:00.000Z",
  previous: otherDigest,
  chains: [
    { chain: "control-plane", count: 7, head: someDigest, history: null },
    { chain: runId, count: 3, head: otherDigest, history: someDigest },
  ],
};
type Statement = {
  readonly predicate: { readonly chains: readonly { readonly [key: string]: Json }[] };
};
const statement = JSON.parse(checkpointPayload(checkpoint).toString()) as Statement;
const withChains = (chains: Statement["predicate"]["chains"]) =>
  JSON.stringify({ ...statement, predicate: { ...statement.predicate, chains } });

describe("a checkpoint", () => {
  test("reads back from its envelope as it was taken", () => {
    expect(openCheckpoint(signing.envelope(checkpointPayload(checkpoint)), key)).toEqual(checkpoint);
  });

  test("reads back as the first, which has no predecessor", () => {
    const first = { ...checkpoint, number: 1, previous: null };
    expect(openCheckpoint(signing.envelope(checkpointPayload(first)), key)).toEqual(first);
  });

  test("is refused when another key signed it", () => {
    const envelope = new TestSigningKey().envelope(checkpointPayload(checkpoint));
    expect(() => openCheckpoint(envelope, key)).toThrow(expect.objectContaining({ name: "ReceiptRefused" }));
  });

  test.each<[string, string | Uint8Array, string]>([
    ["lacks the count of a chain", withChains(statement.predicate.chains.slice(0, 1)), "do not match"],
    [
      "has a count for no chain",
      withChains([...statement.predicate.chains, { count: 1, history: null }]),
      "do not match",
    ],
    ["is written otherwise than canonically", JSON.stringify(statement, null, 1), "do not match"],
    ["is no JSON", "number two", "not such a statement"],
    [
      "is a receipt",
      receiptPayload({
        statement: "run-closed",
        about: "run",
        runId,
        planDigest: someDigest,
        changeDigest: someDigest,
        count: 1,
        head: someDigest,
        detail: null,
      }),
      "not such a statement",
    ],
  ])("is refused when it %s", (_what, payload, message) => {
    expect(() => openCheckpoint(signing.envelope(payload), key)).toThrow(
      expect.objectContaining({ name: "ReceiptRefused", message: expect.stringContaining(message) }),
    );
  });
});
