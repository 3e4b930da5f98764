import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import { type Consent, consenting, type Lift, liftDigest } from "../../../lib/domain/records/lift.ts";
import { type Operation, operationPayload } from "../../../lib/domain/records/operation.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { otherDigest, someDigest } from "../../fixtures/sample-facts.ts";
import { TestSigningKey } from "../../fixtures/signing-key.ts";

const signing = new TestSigningKey();
const key = readVerifyingKey(signing.pem);
const where = { environment: "staging", window: "settings/year-end" } as const;

/** A person's consent, with the statement that vouches for it, or for something else. */
function consent(person: string, says: Partial<Operation> = {}, by = signing): Consent {
  const statement: Operation = {
    operation: "lift-window",
    by: person,
    subject: runId,
    detailDigest: liftDigest(where, someDigest),
    salt: "0".repeat(32),
    at: "2026-11-24T10:00:00.000Z",
    ...says,
  };
  return { person, codeDigest: someDigest, envelope: by.envelope(operationPayload(statement)) };
}
const liftBy = (...people: readonly Consent[]): Lift => ({ ...where, people });

test("the people who consent to lift a window are those who signed for it, each once", () => {
  const lift = liftBy(consent("anna"), consent("ben"), consent("anna"));
  expect(consenting(runId, lift, key)).toEqual(["anna", "ben"]);
});

test.each<[string, Consent]>([
  ["another operation", consent("carl", { operation: "resume" })],
  ["somebody else", consent("carl", { by: "anna" })],
  ["another run", consent("carl", { subject: "shop-2" })],
  ["another code", consent("carl", { detailDigest: liftDigest(where, otherDigest) })],
  [
    "another window",
    consent("carl", { detailDigest: liftDigest({ ...where, window: "plan/year-end" }, someDigest) }),
  ],
  [
    "another environment",
    consent("carl", { detailDigest: liftDigest({ ...where, environment: "production" }, someDigest) }),
  ],
  ["it under another key", consent("carl", {}, new TestSigningKey())],
])("who signed for %s does not consent, and the others still do", (_what, other) => {
  expect(consenting(runId, liftBy(other, consent("ben")), key)).toEqual(["ben"]);
});

test("an error that says nothing of the signature is not taken for a missing consent", () => {
  const broken = { ...consent("anna"), envelope: null as unknown as Consent["envelope"] };
  expect(() => consenting(runId, liftBy(broken), key)).toThrow(TypeError);
});
