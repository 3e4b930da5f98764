import { generateKeyPairSync } from "node:crypto";
import { canonicalJson, digestOf, type Json } from "../../../../lib/domain/canonical.ts";
import { ownChain } from "../../../../lib/domain/records/checkpoint.ts";
import { keysDigest, namedKeysPayload } from "../../../../lib/domain/records/named-keys.ts";
import { type Operation, operationPayload } from "../../../../lib/domain/records/operation.ts";
import { TestSigningKey } from "../../../fixtures/signing-key.ts";
import { foundBy, saying } from "../findings.ts";
import { but, hand, type SampleEntry } from "../sample-run.ts";

const operator = new TestSigningKey();
const own = { runId: ownChain };
const keys = { decision: new TestSigningKey().pem, operator: operator.pem };
/** The keys are named, and replace those of that digest. */
const named = (previous: string | null, others: Partial<typeof keys> = {}): SampleEntry =>
  but(
    {
      action: "name-keys",
      kind: "outcome",
      subject: ownChain,
      detail: { envelope: hand.envelope(namedKeysPayload({ ...keys, ...others, previous })) },
    },
    { ...own, actor: "sign-receipt" },
  );
const keysNamed = named(null);

/** A note with its statement, each of which may say something else. */
function noted(
  about: string,
  detail: Readonly<Record<string, Json>>,
  signed: readonly string[],
  says: Partial<Operation>,
  actor = "platform-owner",
): SampleEntry {
  const operation: Operation = {
    operation: "adopt",
    by: "platform-owner",
    subject: "github.com/acme/shop",
    detailDigest: digestOf(Object.fromEntries(signed.map((name) => [name, detail[name] ?? null]))),
    salt: "0".repeat(32),
    at: "2026-11-24T10:00:00.000Z",
    ...says,
  };
  return but(
    {
      action: "note",
      kind: "observation",
      subject: "github.com/acme/shop",
      detail: {
        about,
        detail: canonicalJson(detail),
        envelope: operator.envelope(operationPayload(operation)),
      },
    },
    { ...own, actor },
  );
}

const adoption = { commit: "e".repeat(40), after: null, codeDigest: "c".repeat(64) };
const adopted = (says: Partial<Operation> = {}, detail = {}, actor = "platform-owner") =>
  noted("adopt", { ...adoption, ...detail }, Object.keys(adoption), says, actor);

describe("an operation of a person", () => {
  test.each<[string, SampleEntry]>([
    ["adopts a commit", adopted()],
    [
      "agrees to resume",
      noted(
        "agree-to-resume",
        { stoppedAtMs: 1, codeDigest: "c".repeat(64), agreed: [] },
        ["stoppedAtMs", "codeDigest"],
        {
          operation: "resume",
        },
      ),
    ],
    [
      "resolves a quarantine, in whose name a function writes",
      noted(
        "resolve-quarantine",
        { reason: "seen", looked: {}, by: "x" },
        ["reason", "looked"],
        { operation: "resolve-quarantine" },
        "resolve-quarantine",
      ),
    ],
  ])("is sound if it %s, before and after the keys were named", (_what, note) => {
    expect(foundBy("operations", [note, keysNamed], own)).toEqual([]);
    expect(foundBy("operations", [keysNamed, note], own)).toEqual([]);
  });

  test.each<[string, SampleEntry, string]>([
    [
      "another commit than was signed",
      adopted({ detailDigest: digestOf({ ...adoption, commit: "d".repeat(40) }) }),
      '"adopt" says another thing than platform-owner signed',
    ],
    [
      "another repository than was signed",
      adopted({ subject: "github.com/mallory/shop" }),
      "was signed as adopt about github.com/mallory/shop",
    ],
    [
      "what was signed as something else",
      adopted({ operation: "resume" }),
      '"adopt" about github.com/acme/shop was signed as resume',
    ],
    [
      "another person",
      adopted({}, {}, "mallory"),
      "mallory adopted a commit with the statement of platform-owner",
    ],
  ])("is found if it names %s", (_what, note, says) => {
    expect(foundBy("operations", [keysNamed, note], own)).toContainEqual(saying("operations", 2, says));
  });

  test.each(["null", "7", '"all"', "no JSON"])("is found if it says %s", (detail) => {
    const note = noted("adopt", {}, Object.keys(adoption), {});
    const odd = { ...note, detail: { ...note.detail, detail } } as SampleEntry;
    expect(foundBy("operations", [keysNamed, odd], own)).toEqual([
      saying("operations", 2, '"adopt" says another thing than platform-owner signed'),
    ]);
  });

  test("is found if somebody else signed it, and then only once", () => {
    const note = adopted();
    const envelope = hand.envelope("{}");
    const forged = { ...note, detail: { ...note.detail, envelope } } as SampleEntry;
    expect(foundBy("operations", [keysNamed, forged], own)).toEqual([
      saying("operations", 2, "the operation in entry 2"),
    ]);
  });

  test("is found where it stands, also when its key is named after it", () => {
    const note = adopted({}, {}, "mallory");
    expect(foundBy("operations", [note, keysNamed], own)).toEqual([
      saying("operations", 1, "mallory adopted a commit"),
    ]);
  });

  test("may be unsigned before its key is named, and what is none may be so at any time", () => {
    const { detail, ...rest } = adopted() as SampleEntry & { detail: { envelope?: unknown } };
    const { envelope: _, ...unsigned } = detail;
    const something = { ...rest, detail: { ...unsigned, about: "something" } } as SampleEntry;
    expect(
      foundBy("operations", [{ ...rest, detail: unsigned } as SampleEntry, keysNamed, something], own),
    ).toEqual([]);
  });

  test("is found without a signature", () => {
    const { detail, ...rest } = adopted() as SampleEntry & { detail: { envelope?: unknown } };
    const { envelope: _, ...unsigned } = detail;

    expect(foundBy("operations", [keysNamed, { ...rest, detail: unsigned } as SampleEntry], own)).toEqual([
      saying("operations", 2, "is not signed by the operators' key"),
    ]);
  });
});

describe("the keys that are named", () => {
  test("are sound after those that they replace", () => {
    expect(foundBy("operations", [keysNamed, named(keysDigest(keys))], own)).toEqual([]);
  });

  test("are found when they replace others than were named before", () => {
    const other = "d".repeat(64);
    expect(foundBy("operations", [named(other)], own)).toEqual([
      saying("operations", 1, `the keys replace ${other}; named before were none`),
    ]);
    expect(foundBy("operations", [keysNamed, keysNamed], own)).toEqual([
      saying("operations", 2, `the keys replace none; named before were ${keysDigest(keys)}`),
    ]);
  });

  test("are found when somebody else named them", () => {
    const forged = { ...keysNamed, detail: { envelope: operator.envelope("{}") } } as SampleEntry;
    expect(foundBy("operations", [forged], own)).toEqual([saying("operations", 1, "the named keys")]);
  });

  test("are found when one is on another curve, and nothing is judged by it", () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    expect(foundBy("operations", [adopted(), named(null, { operator: pem })], own)).toEqual([
      saying("operations", 2, "the operators' key"),
    ]);
  });

  test("are not read in a bundle without the key that signed them", () => {
    const lines = (all: readonly string[]) => all.filter((line) => !line.startsWith('{"publicKey"'));
    expect(foundBy("operations", [keysNamed, adopted()], { ...own, lines })).toEqual([]);
  });
});
