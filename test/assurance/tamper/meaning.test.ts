import { canonicalJson, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { identityDigest } from "../../../lib/domain/gate/may-decide.ts";
import { type BundleParts, bundleLines } from "../../../lib/domain/records/bundle.ts";
import { rules } from "../../../lib/domain/verify/rules/rules.ts";
import { bytesOf, verify } from "./bundles.ts";
import { draftsOf, forged, worldsHand } from "./forge.ts";
import { runs } from "./forgeries/edits.ts";
import { gatesForgeries } from "./forgeries/gates.ts";
import { recordsForgeries } from "./forgeries/records.ts";
import { rollbackForgeries } from "./forgeries/rollback.ts";
import { stepsForgeries } from "./forgeries/steps.ts";
import { wholeForgeries } from "./forgeries/whole.ts";

const originals = runs();

const forgeries = [...recordsForgeries, ...stepsForgeries, ...gatesForgeries, ...rollbackForgeries];

test.each(forgeries)("%s finds %s, however well it is signed", async (rule, _what, name, lie) => {
  const parts: BundleParts = (await originals)[name];
  const { findings, sound } = verify(bytesOf(forged(parts, worldsHand, lie(draftsOf(parts)))), {
    key: worldsHand.publicKeyPem,
  });
  expect(sound).toBe(false);
  expect(findings.map((finding) => finding.rule)).toContain(rule);
});

test("there is a forgery for every rule", () => {
  const forged = new Set([...forgeries, ...wholeForgeries].map(([rule]) => rule));
  expect(rules.flatMap(([rule]) => (forged.has(rule) ? [] : [rule]))).toEqual([]);
});

test("the rule on decisions finds an approver who decides on their own commit", async () => {
  const { succeeded } = await originals;
  const shown = succeeded.dossiers.find((text) => JSON.parse(text).gate === "change-record") ?? "";
  const dossier = JSON.parse(shown) as { directory: Json; people: readonly { address: string }[] };
  const [author] = dossier.people;
  const own = [{ approver: "change-manager", identities: [identityDigest(author?.address ?? "")] }];
  const shownInstead = canonicalJson({ ...dossier, directory: own } as unknown as Json);
  const drafts = draftsOf(succeeded).map((draft) =>
    draft.detail["dossierDigest"] === sha256(shown)
      ? { ...draft, detail: { ...draft.detail, dossierDigest: sha256(shownInstead) } }
      : draft,
  );
  const dossiers = succeeded.dossiers.map((text) => (text === shown ? shownInstead : text));
  const { findings } = verify(bytesOf(forged({ ...succeeded, dossiers }, worldsHand, drafts)));
  expect(findings.map(({ rule }) => rule)).toEqual(["decision"]);
});

test.each(["succeeded", "inProduction", "inStaging"] as const)(
  "a bundle of a run that %s is sound when nothing is forged but its signatures",
  async (name) => {
    const parts = (await originals)[name];
    expect(verify(bytesOf(forged(parts, worldsHand, draftsOf(parts)))).findings).toEqual([]);
  },
);

test("every line of a bundle is canonical JSON, entries verbatim", async () => {
  const { succeeded } = await originals;
  const lines = [...bundleLines(succeeded)];
  for (const bytes of succeeded.entries) expect(lines).toContain(`${bytes}\n`);
});
