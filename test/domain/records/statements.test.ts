import { type Adoption, adoptionDigest, openAdoption } from "../../../lib/domain/records/adoption.ts";
import { type Envelope, readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import { type NamedKeys, namedKeysPayload, openNamedKeys } from "../../../lib/domain/records/named-keys.ts";
import { type Operation, openOperation, operationPayload } from "../../../lib/domain/records/operation.ts";
import { openSupersession, supersessionPayload } from "../../../lib/domain/records/supersession.ts";
import { otherDigest, someDigest } from "../../fixtures/sample-facts.ts";
import { TestSigningKey } from "../../fixtures/signing-key.ts";

const signing = new TestSigningKey();
const key = readVerifyingKey(signing.pem);
const at = "2026-11-24T10:00:00.000Z";
const refused = (message: string) =>
  expect.objectContaining({ name: "ReceiptRefused", message: expect.stringContaining(message) });

const operation: Operation = {
  operation: "adopt",
  by: "platform-owner",
  subject: "example/shop",
  detailDigest: someDigest,
  salt: "0".repeat(32),
  at,
};
const supersession = {
  superseded: { runId: "shop-1", changeDigest: someDigest },
  successor: { runId: "shop-2", changeDigest: otherDigest },
  at,
};
const namedKeys: NamedKeys = { decision: signing.pem, operator: signing.pem, previous: null };

describe.each<[string, unknown, Buffer, (envelope: Envelope) => unknown]>([
  ["an operation", operation, operationPayload(operation), (one) => openOperation(one, key)],
  ["a supersession", supersession, supersessionPayload(supersession), (one) => openSupersession(one, key)],
  ["a naming of keys", namedKeys, namedKeysPayload(namedKeys), (one) => openNamedKeys(one, key)],
])("%s", (_what, says, payload, open) => {
  test("reads back from its envelope as it was signed", () => {
    expect(open(signing.envelope(payload))).toEqual(says);
  });

  test("is refused when it is written otherwise than canonically", () => {
    const otherwise = JSON.stringify(JSON.parse(payload.toString()), null, 1);
    expect(() => open(signing.envelope(otherwise))).toThrow(refused(""));
  });

  test("is refused when another key signed it", () => {
    expect(() => open(new TestSigningKey().envelope(payload))).toThrow(refused("the receipt names the key"));
  });
});

test("keys are not named by a text that is no key", () => {
  const payload = namedKeysPayload(namedKeys).toString().replaceAll("BEGIN PUBLIC KEY", "BEGIN LETTER");
  expect(() => openNamedKeys(signing.envelope(payload), key)).toThrow(refused("not one in PEM"));
});

describe("an adoption", () => {
  const what = { commit: "abc", after: null, codeDigest: otherDigest };
  /** The adoption, with the statement that vouches for it, or for something else. */
  const adoption = (signed: Partial<Operation> = {}): Adoption => ({
    ...what,
    repository: operation.subject,
    by: operation.by,
    envelope: signing.envelope(
      operationPayload({ ...operation, detailDigest: adoptionDigest(what), ...signed }),
    ),
  });

  test("is what the Platform Owner signed", () => {
    expect(openAdoption(adoption(), key)).toMatchObject({ operation: "adopt", by: "platform-owner" });
  });

  test.each<[string, Partial<Operation>]>([
    ["something else was done", { operation: "lift-window" }],
    ["somebody else did it", { by: "release-manager" }],
    ["it is about another repository", { subject: "example/bank" }],
    ["it is about another commit", { detailDigest: someDigest }],
  ])("is not vouched for by a statement that says that %s", (_what, signed) => {
    expect(openAdoption(adoption(signed), key)).toBeNull();
  });
});
