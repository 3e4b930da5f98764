import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { sha256 } from "../../../lib/domain/canonical.ts";
import { checkpointPayload } from "../../../lib/domain/records/checkpoint.ts";
import {
  type Envelope,
  envelopeDigest,
  keyFingerprint,
  openEnvelope,
  openSigned,
  type Receipt,
  readVerifyingKey,
  receiptPayload,
  signedBytes,
} from "../../../lib/domain/records/dsse.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { otherDigest, someDigest } from "../../fixtures/sample-facts.ts";
import { TestSigningKey } from "../../fixtures/signing-key.ts";

const signing = new TestSigningKey();
const stranger = new TestSigningKey();
const pemOf = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
const receipt: Receipt = {
  statement: "nothing-left",
  about: "staging",
  runId,
  planDigest: someDigest,
  changeDigest: otherDigest,
  count: 12,
  head: someDigest,
  detail: { kept: [], resourcesSeen: 3 },
};
const payload = receiptPayload(receipt);
const envelope = signing.envelope(payload);
const [signature = { keyid: "", sig: "" }] = envelope.signatures;
const refusedBecause = (message: string) =>
  expect.objectContaining({ name: "ReceiptRefused", message: expect.stringContaining(message) });

describe("a signed statement", () => {
  test("is DSSE's encoding of the payload and its type, as its specification has it", () => {
    expect(signedBytes(Buffer.from("hello world"), "http://example.com/HelloWorld").toString()).toBe(
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    );
  });

  test("counts bytes, not letters, and is of in-toto's type unless another is named", () => {
    expect(signedBytes(Buffer.from("ü")).toString()).toBe("DSSEv1 28 application/vnd.in-toto+json 2 ü");
    expect(signedBytes(Buffer.from(""), "ü").toString()).toBe("DSSEv1 2 ü 0 ");
  });
});

describe("the key that receipts are verified with", () => {
  test("is named by the SHA-256 of its DER form, however its PEM is broken into lines", () => {
    const der = createPublicKey(signing.pem).export({ type: "spki", format: "der" });
    expect(keyFingerprint(signing.pem)).toBe(sha256(der));
    expect(readVerifyingKey(`\n${signing.pem}\n`).fingerprint).toBe(sha256(der));
  });

  test("is refused when it is no public key, with the reader's message", () => {
    expect(() => readVerifyingKey("no key")).toThrow(refusedBecause("not a public key in PEM"));
    expect(() => readVerifyingKey("no key")).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ message: expect.any(String) }) }),
    );
  });

  test.each<[string, string, string]>([
    ["another curve", pemOf(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey), "secp384r1"],
    ["no curve of that kind", pemOf(generateKeyPairSync("ed25519").publicKey), "no curve"],
  ])("is refused when it is on %s", (_what, pem, said) => {
    expect(() => readVerifyingKey(pem)).toThrow(refusedBecause(`the key is on ${said}`));
  });
});

describe("a receipt", () => {
  test("reads back from its envelope as it was signed", () => {
    expect(openEnvelope(envelope, signing.pem)).toEqual(receipt);
  });

  test("is an in-toto statement about the change", () => {
    expect(JSON.parse(payload.toString())).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "change", digest: { sha256: otherDigest } }],
      predicateType: "urn:interlock:receipt:nothing-left",
    });
  });

  test("has a name that changes with anything in its envelope", () => {
    const otherwise = { ...envelope, signatures: [{ ...signature, sig: "" }] };
    expect(envelopeDigest({ ...envelope })).toBe(envelopeDigest(envelope));
    expect(envelopeDigest(otherwise)).not.toBe(envelopeDigest(envelope));
  });

  test.each<[string, Envelope, string]>([
    ["no signature", { ...envelope, signatures: [] }, "carries 0 signatures"],
    ["a second signature", { ...envelope, signatures: [signature, signature] }, "carries 2 signatures"],
    ["another type", { ...envelope, payloadType: "text/plain" }, 'is of type "text/plain"'],
    ["a signature by another key", stranger.envelope(payload), `not ${keyFingerprint(signing.pem)}`],
    [
      "another key's signature under this one's name",
      {
        ...envelope,
        signatures: stranger.envelope(payload).signatures.map(({ sig }) => ({ ...signature, sig })),
      },
      "does not verify",
    ],
    [
      "a payload that was edited",
      { ...envelope, payload: Buffer.from(`${payload} `).toString("base64") },
      "does not verify",
    ],
    [
      "a payload whose base64 could be written otherwise",
      { ...envelope, payload: `${envelope.payload}\n` },
      "the payload is not canonical base64",
    ],
    [
      "a signature whose base64 could be written otherwise",
      { ...envelope, signatures: [{ ...signature, sig: ` ${signature.sig}` }] },
      "the signature is not canonical base64",
    ],
  ])("is refused with %s", (_what, altered, message) => {
    expect(() => openSigned(altered, readVerifyingKey(signing.pem))).toThrow(refusedBecause(message));
  });

  test.each<[string, string | Uint8Array, string]>([
    ["is not canonical JSON", JSON.stringify(JSON.parse(payload.toString()), null, 1), "not canonical JSON"],
    ["is no JSON", "nothing is left", "SyntaxError"],
    ["says more than a receipt does", `{"more":1,${payload.toString().slice(1)}`, '"more"'],
    [
      "is a checkpoint",
      checkpointPayload({ number: 1, at: "2026-11-24T10:00:00.000Z", previous: null, chains: [] }),
      "not such a statement",
    ],
  ])("is refused when what was signed %s", (_what, said, message) => {
    expect(() => openEnvelope(signing.envelope(said), signing.pem)).toThrow(refusedBecause(message));
  });
});
