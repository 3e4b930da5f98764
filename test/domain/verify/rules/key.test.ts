import { canonicalJson } from "../../../../lib/domain/canonical.ts";
import { TestSigningKey } from "../../../fixtures/signing-key.ts";
import { foundBy, saying } from "../findings.ts";
import { digest, hand, opened } from "../sample-run.ts";

const without = (part: string) => ({
  lines: (all: readonly string[]) => all.filter((line) => !line.startsWith(`{"${part}"`)),
});

describe("the public key", () => {
  const written = (pem: string, fingerprint: string) => ({
    lines: (all: readonly string[]) =>
      all.map((line) =>
        line.startsWith('{"publicKey"') ? `${canonicalJson({ publicKey: { pem, fingerprint } })}\n` : line,
      ),
  });

  test("is the one that the run began with, and the pinned one", () => {
    expect(foundBy("key", [opened()], { pinned: hand.pem })).toEqual([]);
    expect(foundBy("key", [])).toEqual([]);
  });

  test("is missed", () => {
    expect(foundBy("key", [opened()], without("publicKey"))).toEqual([
      saying("key", null, "the public key is not in the bundle"),
    ]);
  });

  test("is found when it is no key, and then reported only once", () => {
    expect(foundBy("key", [opened()], written("none", hand.fingerprint))).toEqual([
      saying("key", null, "the text is not a public key in PEM"),
    ]);
  });

  test("is found when it is written in another way", () => {
    expect(foundBy("key", [opened()], written(`${hand.pem}\n`, hand.fingerprint))).toEqual([
      saying("key", null, "the public key is not written as PEM"),
    ]);
  });

  test("is found when its fingerprint differs from the recorded one", () => {
    expect(foundBy("key", [opened()], written(hand.pem, digest("0")))).toEqual([
      saying("key", null, `the public key has the fingerprint ${hand.fingerprint}, not ${digest("0")}`),
    ]);
  });

  test("is found when the run began with another one", () => {
    expect(foundBy("key", [opened({ publicKeyFingerprint: digest("0") })])).toEqual([
      saying(
        "key",
        1,
        `the run began with the key ${digest("0")}; the bundle has the key ${hand.fingerprint}`,
      ),
    ]);
  });

  test("is found when another one is pinned", () => {
    const { pem, fingerprint } = new TestSigningKey();
    expect(foundBy("key", [opened()], { pinned: pem })).toEqual([
      saying(
        "key",
        null,
        `the pinned one is ${fingerprint}, and no introduction links them: it was signed by someone else`,
      ),
    ]);
  });
});

describe("the decision key", () => {
  const decision = new TestSigningKey();
  const named = opened({ decisionKeyFingerprint: decision.fingerprint });
  const found = (sample: Parameters<typeof foundBy>[1], more: Parameters<typeof foundBy>[2] = {}) =>
    foundBy("key", sample, { decisionKeyPem: decision.pem, ...more });

  test("is the one that the run began with", () => {
    expect(found([named])).toEqual([]);
    expect(found([])).toEqual([]);
  });

  test("is missed", () => {
    expect(found([named], without("decisionKey"))).toEqual([
      saying("key", null, "the decision key is not in the bundle"),
    ]);
  });

  test("is found when it is no key, and then reported only once", () => {
    const lines = (all: readonly string[]) =>
      all.map((line) =>
        line.startsWith('{"decisionKey"')
          ? `${canonicalJson({ decisionKey: { pem: "none", fingerprint: decision.fingerprint } })}\n`
          : line,
      );
    expect(found([named], { lines })).toEqual([saying("key", null, "the text is not a public key in PEM")]);
  });

  test("is found when it is written in another way", () => {
    expect(found([named], { decisionKeyPem: `${decision.pem}\n` })).toEqual([
      saying("key", null, "the decision key is not written as PEM"),
    ]);
  });

  test.each([
    ["another one", opened({ decisionKeyFingerprint: digest("0") }), digest("0")],
    ["none", opened(), "of nobody"],
  ])("is found when the run began with %s", (_which, entry, fingerprint) => {
    expect(found([entry])).toEqual([
      saying("key", 1, `the decision key ${fingerprint}; the bundle has ${decision.fingerprint}`),
    ]);
  });

  test("is found in a bundle from before decisions were signed, in its run or beside it", () => {
    const earlier = saying("key", null, "from before decisions were signed; its run names a decision key");
    const { pem, fingerprint } = decision;
    const part = `${canonicalJson({ decisionKey: { pem, fingerprint } })}\n`;
    const lines = (all: readonly string[]) =>
      all.flatMap((line) => (line.startsWith('{"publicKey"') ? [line, part] : [line]));
    expect(foundBy("key", [named])).toEqual([earlier]);
    expect(foundBy("key", [opened()], { lines })).toEqual([earlier]);
  });
});
