import { bytesOf, verify } from "./bundles.ts";
import { worldsHand } from "./forge.ts";
import { bytesAs, originals, wholeForgeries } from "./forgeries/whole.ts";

const key = worldsHand.publicKeyPem;
const names = Object.keys(originals) as (keyof typeof originals)[];
const made = new Map(names.map((name) => [name, originals[name]()]));
const of = async (name: keyof typeof originals) => {
  const parts = await made.get(name);
  if (parts === undefined) throw new Error(`there is no bundle ${name}`);
  return parts;
};

test.each(names)("the bundle %s is sound before it is forged", async (name) => {
  expect(verify(bytesOf(await of(name)), { key }).findings).toEqual([]);
});

test.each(wholeForgeries)("%s finds %s", async (rule, _what, name, forge) => {
  const { findings } = verify(bytesAs(forge(await of(name))), { key });
  expect(findings.map((finding) => finding.rule)).toContain(rule);
});
