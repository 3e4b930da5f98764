import * as z from "zod";
import { canonicalJson, type Digest, digestSchema, type Json, sha256 } from "../canonical.ts";
import { type Envelope, keyFingerprint } from "./dsse.ts";
import { envelopeShape } from "./shapes.ts";

/** The formats of bundles, in their first line: without signed decisions, and with them. */
export const bundleFormats = { unsigned: "interlock-records/2", signed: "interlock-records/3" } as const;

/** The format of a bundle. */
export type BundleFormat = (typeof bundleFormats)[keyof typeof bundleFormats];

/** The beginning of every line that is an entry, and of no other line: canonical JSON puts the action first. */
export const entryPrefix = '{"action":';

/** Text that the entries name by its digest, exactly as it was kept. */
const kept = z.string();

/** A public key in PEM, and the SHA-256 of its DER form. */
const publicKey = z.strictObject({ fingerprint: digestSchema, pem: z.string() });

/**
 * The parts of a bundle other than its entries, in order: one per line, each a canonical JSON object with one key.
 * The entries come between `list` and `checkpoint`, verbatim, so that the hash of a line is the hash that was
 * chained.
 */
export const partShapes = {
  /** What the bundle is: the run, the number of entries, and the digest of the last. */
  bundle: z.strictObject({
    count: z.int().min(0),
    format: z.enum(Object.values(bundleFormats)),
    head: digestSchema,
    runId: z.string().min(1),
  }),
  publicKey,
  /** The key that decisions are signed with, which the first entry names. Only format 3 has it. */
  decisionKey: publicKey,
  /** How each signing key took the place of the one before it, if one ever did. */
  introduction: envelopeShape,
  /** The seal of the previous run, which the first entry names. */
  previousSeal: envelopeShape,
  /** The receipt of the approval that locked the plan, if an earlier run asked for it. */
  planApproval: envelopeShape,
  plan: kept,
  change: kept,
  template: kept,
  dossier: kept,
  baseline: kept,
  /** What a change set would do, or what was looked for, if the list is too long for an entry. */
  list: kept,
  /** The newest signed checkpoint that names this chain. */
  checkpoint: envelopeShape,
  /** The signed list of the executions' histories. */
  archive: envelopeShape,
  history: kept,
} as const;

/** The name of a part. */
export type PartName = keyof typeof partShapes;

/** What a part holds. */
export type Part<N extends PartName> = z.output<(typeof partShapes)[N]>;

/** The parts in their order. */
export const partOrder = Object.keys(partShapes) as readonly PartName[];

/** The last part before the entries. */
export const lastBeforeEntries: PartName = "list";

/**
 * The parts that may occur more than once. Introductions are in their own order, histories in that of their archive, the
 * others by ascending digest.
 */
export const repeated: ReadonlySet<PartName> = new Set([
  "introduction",
  "template",
  "dossier",
  "baseline",
  "list",
  "history",
]);

/** Everything that a bundle is made of; null for a part that the run does not have. */
export type BundleParts = {
  readonly runId: string;
  /** The entries' canonical bytes, as they are kept. */
  readonly entries: readonly string[];
  readonly publicKeyPem: string;
  /** Null for a run that was opened before decisions were signed. */
  readonly decisionKeyPem: string | null;
  /** Oldest first. */
  readonly introductions: readonly Envelope[];
  readonly previousSeal: Envelope | null;
  readonly planApproval: Envelope | null;
  readonly plan: string | null;
  readonly change: string | null;
  readonly templates: readonly string[];
  readonly dossiers: readonly string[];
  readonly baselines: readonly string[];
  readonly lists: readonly string[];
  readonly checkpoint: Envelope | null;
  readonly archive: Envelope | null;
  readonly histories: readonly string[];
};

/** The lines of a bundle, each with its line feed. */
export function* bundleLines(parts: BundleParts): Generator<string> {
  const { entries, runId, publicKeyPem, decisionKeyPem, ...rest } = parts;
  const head = sha256(entries.at(-1) ?? "");
  const format = decisionKeyPem === null ? bundleFormats.unsigned : bundleFormats.signed;
  yield* line("bundle", { count: entries.length, format, head, runId });
  yield* line("publicKey", keyPart(publicKeyPem));
  yield* line("decisionKey", decisionKeyPem === null ? null : keyPart(decisionKeyPem));
  for (const envelope of rest.introductions) yield* line("introduction", envelope);
  yield* line("previousSeal", rest.previousSeal);
  yield* line("planApproval", rest.planApproval);
  yield* line("plan", rest.plan);
  yield* line("change", rest.change);
  for (const text of byDigest(rest.templates)) yield* line("template", text);
  for (const text of byDigest(rest.dossiers)) yield* line("dossier", text);
  for (const text of byDigest(rest.baselines)) yield* line("baseline", text);
  for (const text of byDigest(rest.lists)) yield* line("list", text);
  for (const bytes of entries) yield `${bytes}\n`;
  yield* line("checkpoint", rest.checkpoint);
  yield* line("archive", rest.archive);
  for (const text of rest.histories) yield* line("history", text);
}

const keyPart = (pem: string): Part<"publicKey"> => ({ fingerprint: keyFingerprint(pem), pem });

function* line<N extends PartName>(name: N, value: Part<N> | null): Generator<string> {
  if (value !== null) yield `${canonicalJson({ [name]: value as Json })}\n`;
}

function byDigest(texts: readonly string[]): readonly string[] {
  const named = new Map<Digest, string>(texts.map((text) => [sha256(text), text]));
  return [...named].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text);
}
