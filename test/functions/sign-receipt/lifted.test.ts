import { sign as signWith } from "node:crypto";
import { envelopeOf, keyFingerprint, openEnvelope, signedBytes } from "../../../lib/domain/records/dsse.ts";
import type { FactOf } from "../../../lib/domain/records/facts.ts";
import { liftDigest } from "../../../lib/domain/records/lift.ts";
import { operationPayload } from "../../../lib/domain/records/operation.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { opened, someDigest, validated } from "../../fixtures/sample-facts.ts";
import { keyPairs } from "../../simulator/services/kms.ts";
import { installed, refusedBecause } from "./installed.ts";

const window = "settings/year-end";
const lifted = { runId, epoch: 1, statement: "window-lifted", about: "staging" } as const;
const operator = keyPairs.operator.publicKey.export({ type: "spki", format: "pem" }).toString();

/** A person's consent under the operators' key; it is about `signedFor`, whatever it is entered for. */
function consent(person: string, environment: "staging" | "production", signedFor = environment) {
  const payload = operationPayload({
    operation: "lift-window",
    by: person,
    subject: runId,
    detailDigest: liftDigest({ environment: signedFor, window }, someDigest),
    salt: "0".repeat(32),
    at: "2026-11-24T10:00:00.000Z",
  });
  const signature = signWith("sha256", signedBytes(payload), keyPairs.operator.privateKey);
  return {
    person,
    codeDigest: someDigest,
    envelope: envelopeOf(payload, signature, keyFingerprint(operator)),
  };
}

const liftOf = (
  environment: "staging" | "production",
  ...people: readonly ReturnType<typeof consent>[]
): FactOf<"lift-window"> => ({
  action: "lift-window",
  kind: "decision",
  subject: environment,
  detail: { environment, window, people: [...people] },
});

describe("the receipt of a window that was lifted", () => {
  test("names the window, and the people who signed for it", async () => {
    const lift = liftOf("staging", consent("anna", "staging"), consent("ben", "staging"));
    const { sign, publicKeyPem } = await installed(opened(), lift);
    const { envelope } = await sign(lifted);
    expect(openEnvelope(envelope, publicKeyPem).detail).toMatchObject([{ window }]);
    expect(JSON.stringify(openEnvelope(envelope, publicKeyPem).detail)).toMatch(/anna.*ben/);
  });

  test.each([
    ["one person alone signed", [consent("anna", "staging")], "say that anna lifted", "only anna signed"],
    [
      "one of two people signed for another environment",
      [consent("anna", "staging"), consent("ben", "staging", "production")],
      "say that anna, ben lifted",
      "only anna signed",
    ],
    [
      "two people signed, and the entry names a third",
      [
        consent("anna", "staging"),
        consent("ben", "staging"),
        { ...consent("carl", "staging"), person: "dora" },
      ],
      "say that anna, ben, dora lifted",
      "only anna, ben signed",
    ],
    ["nobody signed", [consent("anna", "staging", "production")], "anna", "only nobody signed"],
  ])("is refused when %s", async (_what, people, says, signed) => {
    const { sign } = await installed(opened(), liftOf("staging", ...people));
    await expect(sign(lifted)).rejects.toMatchObject(refusedBecause(says));
    await expect(sign(lifted)).rejects.toMatchObject(refusedBecause(signed));
  });

  test("does not depend on what another environment's entries say", async () => {
    const lift = liftOf("staging", consent("anna", "staging"), consent("ben", "staging"));
    const { sign } = await installed(opened(), lift, liftOf("production", consent("anna", "production")));
    expect(await sign(lifted)).toHaveProperty("envelope");
    await expect(sign({ ...lifted, about: "production" })).rejects.toMatchObject(
      refusedBecause("only anna signed"),
    );
  });

  test("is the only one that depends on them", async () => {
    const lift = liftOf("staging", consent("anna", "staging"));
    const { sign } = await installed(opened(), lift, validated("staging"));
    expect(await sign({ ...lifted, statement: "validated" })).toHaveProperty("envelope");
  });
});
