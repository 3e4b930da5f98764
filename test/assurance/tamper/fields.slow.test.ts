import { canonicalJson, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import type { BundleParts } from "../../../lib/domain/records/bundle.ts";
import { install, takeUntil } from "../../simulator/runs.ts";
import { bytesOf, partsOf, verify } from "./bundles.ts";
import { allEdits, type Edited } from "./fields.ts";
import { vouchedFor, worldsHand } from "./forge.ts";

/** An open run, to which any entry can be added. */
const open = (async () => {
  const world = install();
  return partsOf(world, await takeUntil(world, "9 Read plan approval"));
})();

/** The run with one entry more, with that detail. */
function extended(parts: BundleParts, { action, kind }: Edited, detail: Json): BundleParts {
  const { at, runId, sequence } = JSON.parse(parts.entries.at(-1) ?? "");
  const entry = canonicalJson({
    action,
    actor: "somebody",
    at,
    detail,
    kind,
    previousDigest: sha256(parts.entries.at(-1) ?? ""),
    runId,
    sequence: sequence + 1,
    subject: "somewhere",
  });
  return { ...parts, entries: [...parts.entries, entry] };
}

/** What the verifier finds, without the digests, which differ between any two chains. */
const found = (parts: BundleParts): readonly string[] =>
  verify(bytesOf(parts), { key: worldsHand.publicKeyPem }).findings.map(
    ({ rule, message }) => `${rule}: ${message.replace(/[0-9a-f]{64}/g, "...")}`,
  );

test.each(allEdits.map((one) => [`${one.action} ${one.kind}`, one] as const))(
  "every field of %s can be written, and its edit without a key is found",
  async (_name, one) => {
    const signed = vouchedFor(extended(await open, one, one.detail), worldsHand);
    const before = found(signed);
    expect(before.filter((says) => /^(shape|known|canonical|chain|checkpoint|head):/.test(says))).toEqual([]);
    const missed = one.edits.filter(({ detail }) => {
      // Whoever has no key can write the entry anew and announce it, and has the old checkpoint.
      const edited = { ...extended({ ...signed, entries: signed.entries.slice(0, -1) }, one, detail) };
      return found(edited).every((says) => before.includes(says));
    });
    expect(missed.map(({ path }) => path)).toEqual([]);
  },
);

test("there are fields of every action", () => {
  expect(allEdits.flatMap(({ edits }) => edits).length).toBeGreaterThan(300);
});
