import { generateKeyPairSync } from "node:crypto";
import { canonicalJson, type Digest, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { type BundleParts, bundleLines } from "../../../lib/domain/records/bundle.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Witness } from "../../../lib/domain/verify/rules/witness.ts";
import { Verifier } from "../../../lib/domain/verify/verify.ts";
import { parsePlan } from "../../../lib/plan/schema.ts";
import type { Shape } from "../../simulator/changes.ts";
import { replaceSigningKey } from "../../simulator/replace-signing-key.ts";
import { install, take, takeUntil } from "../../simulator/runs.ts";
import { bytesOf, partsOf } from "./bundles.ts";
import { draftsOf, forged, type Hand, vouchedFor, worldsHand } from "./forge.ts";

/** What is attacked: a sound bundle, another run's of the same installation, and the same run's at an earlier time. */
export type Target = {
  readonly parts: BundleParts;
  readonly other: BundleParts;
  readonly older: BundleParts;
};

/** One attack: what it does, and the bytes that it makes. `witnesses` are heads that another party remembers. */
export type Attack = {
  readonly bytes: () => Buffer;
  /** Whether the key is trusted beforehand. */
  readonly pinned: boolean;
  readonly witnesses: readonly Witness[];
};

/** An attacker who can write everything, and has a key of their own. */
const stranger = ((): Hand => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString() };
})();

/** A run with that many steps of storage in each environment, taken twice, and once only half. */
export async function target(storageSteps: number): Promise<Target> {
  const world = install();
  // So that a bundle has an introduction to attack.
  await replaceSigningKey(world);
  const edit: NonNullable<Shape["edit"]> = (change) => {
    const more = (steps: (typeof change.environments)["staging"]) =>
      steps.flatMap((step) =>
        step.part !== "storage"
          ? [step]
          : [
              step,
              ...Array.from({ length: storageSteps }, (_, index) => ({
                ...step,
                step: `storage-${index}`,
                stackName: `${step.stackName}-${index}`,
              })),
            ],
      );
    const { development, staging, production } = change.environments;
    return {
      ...change,
      environments: { development: more(development), staging: more(staging), production: more(production) },
    };
  };
  const parts = await partsOf(world, (await take(world, { edit })).runId);
  const other = await partsOf(world, (await take(world, { edit, attempt: 2 })).runId);
  const young = install();
  const older = await partsOf(young, await takeUntil(young, "6.1 Read change record", { edit }));
  return { parts, other, older };
}

/** Whether anything is found. It stops at the first finding, because one is enough. */
export function isFound({ bytes, pinned, witnesses }: Attack): boolean {
  const key = pinned ? readVerifyingKey(worldsHand.publicKeyPem) : null;
  const verifier = new Verifier({ key, witnesses }, parsePlan);
  const attacked = bytes();
  let from = 0;
  for (let to = attacked.indexOf(10); to >= 0; to = attacked.indexOf(10, from)) {
    verifier.take(attacked.subarray(from, to + 1));
    if (verifier.found > 0) return true;
    from = to + 1;
  }
  return !verifier.end(attacked.length - from).sound;
}

const attack = (bytes: () => Buffer, more: Partial<Attack> = {}): Attack => ({
  bytes,
  pinned: true,
  witnesses: [],
  ...more,
});

/** Entries from an attacker who can write everything but cannot sign: chained again, and announced as they are. */
const rechained = (parts: BundleParts, entries: readonly Json[]): BundleParts => {
  let head: Digest | null = null;
  const lines = entries.map((entry, index) => {
    const line = canonicalJson({ ...(entry as object), previousDigest: head, sequence: index + 1 } as Json);
    head = sha256(line);
    return line;
  });
  return { ...parts, entries: lines };
};

/** Every attack of every kind. An attack's bytes are made on demand. */
export function attacksOn({ parts, other, older }: Target): ReadonlyMap<string, readonly Attack[]> {
  const whole = bytesOf(parts);
  const lines = [...bundleLines(parts)];
  const foreign = [...bundleLines(other)];
  const entries = parts.entries.map((line) => JSON.parse(line) as Json);
  const foreignEntries = other.entries.map((line) => JSON.parse(line) as Json);
  const places = <T>(of: readonly T[]): readonly number[] => of.map((_, index) => index);
  const changed = (change: (lines: string[]) => readonly string[]) =>
    attack(() => Buffer.from(change([...lines]).join("")));
  const anew = (change: (entries: Json[]) => readonly Json[]) =>
    attack(() => bytesOf(rechained(parts, change([...entries]))));
  return new Map<string, readonly Attack[]>([
    ["every line deleted", places(lines).map((at) => changed((all) => all.toSpliced(at, 1)))],
    [
      "every line inserted again",
      places(lines).map((at) => changed((all) => all.toSpliced(at, 0, all[at] ?? ""))),
    ],
    [
      "every line put before the one before it",
      places(lines.slice(1)).map((at) =>
        changed((all) => all.toSpliced(at, 2, all[at + 1] ?? "", all[at] ?? "")),
      ),
    ],
    [
      "every line replaced by the same of another run",
      places(lines)
        .filter((at) => foreign[at] !== undefined && foreign[at] !== lines[at])
        .map((at) => changed((all) => all.toSpliced(at, 1, foreign[at] ?? ""))),
    ],
    [
      "every value of every entry edited, and chained anew",
      entries.flatMap((entry, at) =>
        editsOf(entry).map((edited) => anew((all) => all.toSpliced(at, 1, edited))),
      ),
    ],
    [
      "every entry deleted, and chained anew",
      places(entries).map((at) => anew((all) => all.toSpliced(at, 1))),
    ],
    [
      "every entry inserted again, and chained anew",
      places(entries).map((at) => anew((all) => all.toSpliced(at, 0, all[at] ?? null))),
    ],
    [
      "every entry put before the one before it, and chained anew",
      places(entries.slice(1)).map((at) =>
        anew((all) => all.toSpliced(at, 2, all[at + 1] ?? null, all[at] ?? null)),
      ),
    ],
    [
      "the last entries cut off, however many, and announced so",
      places(entries).map((kept) =>
        attack(() => bytesOf({ ...parts, entries: parts.entries.slice(0, kept) })),
      ),
    ],
    [
      "another run's entries spliced in from every place on, and chained anew",
      places(entries)
        .slice(1)
        .map((at) => anew((all) => [...all.slice(0, at), ...foreignEntries.slice(at)])),
    ],
    [
      "a fork at every entry",
      places(entries).map((at) =>
        changed((all) => {
          const line = all.findIndex((one) => one.startsWith(parts.entries[at] ?? "\n"));
          const twin = canonicalJson({ ...(entries[at] as object), actor: "somebody-else" } as Json);
          return all.toSpliced(line, 0, `${twin}\n`);
        }),
      ),
    ],
    [
      "signed anew with another key",
      [
        attack(() => bytesOf(forged(parts, stranger, draftsOf(parts)))),
        attack(() => bytesOf(forged(parts, stranger, draftsOf(parts))), { pinned: false }),
        attack(() => bytesOf(forged(parts, stranger, withKey(parts, stranger)))),
        attack(() => bytesOf(vouchedFor(parts, stranger))),
        attack(() => bytesOf(vouchedFor(parts, stranger)), { pinned: false }),
        attack(() => bytesOf({ ...parts, publicKeyPem: stranger.publicKeyPem }), { pinned: false }),
      ],
    ],
    [
      "an older copy put back, found by a witness of a later head",
      parts.entries
        .map((line, index): Witness => ({ count: index + 1, head: sha256(line) }))
        .filter(({ count }) => count > older.entries.length)
        .map((witness) => attack(() => bytesOf(older), { witnesses: [witness] })),
    ],
    [
      "every byte flipped",
      Array.from(whole, (byte, place) =>
        attack(() => {
          const flipped = Buffer.from(whole);
          flipped[place] = byte ^ (1 << (place % 8));
          return flipped;
        }),
      ),
    ],
    ["cut at every length", Array.from(whole, (_, length) => attack(() => whole.subarray(0, length)))],
  ]);
}

/** The drafts of a run that began under another key. */
const withKey = (parts: BundleParts, { publicKeyPem }: Hand) =>
  draftsOf(parts).map((draft) =>
    draft.action === "open-run"
      ? {
          ...draft,
          detail: {
            ...draft.detail,
            publicKeyFingerprint: readVerifyingKey(publicKeyPem).fingerprint,
          },
        }
      : draft,
  );

/** The value with each of its leaves changed, one at a time; what is written anew by the chain is left out. */
function editsOf(value: Json): readonly Json[] {
  if (typeof value === "string")
    return [value === "" ? "x" : `${value.slice(0, -1)}${value.endsWith("a") ? "b" : "a"}`];
  if (typeof value === "number") return [value + 1];
  if (typeof value === "boolean") return [!value];
  if (value === null) return [0];
  if (Array.isArray(value))
    return [
      [...value, value[0] ?? 0],
      ...value.flatMap((item, index) => editsOf(item as Json).map((edited) => value.with(index, edited))),
    ];
  return Object.entries(value)
    .filter(([key]) => key !== "previousDigest" && key !== "sequence")
    .flatMap(([key, inner]) => editsOf(inner as Json).map((edited) => ({ ...value, [key]: edited }) as Json));
}
