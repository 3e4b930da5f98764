import * as z from "zod";
import { canonicalJson, type Digest, digestSchema, type Json, sha256 } from "../canonical.ts";
import { receiptRefused } from "../errors.ts";
import { type Envelope, openSigned, readStatement, statementType, type Trusted } from "./dsse.ts";
import type { Fact } from "./facts.ts";
import { jsonIn } from "./json-in.ts";

const predicateType = "urn:interlock:history";

/** One execution as Step Functions reports it: the definition that ran, its input, and every event. */
export const historySchema = z.strictObject({
  execution: z.string(),
  status: z.enum(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  definition: z.string(),
  // Not z.json(): it would copy each of 25,000 events, which JSON.parse has made.
  events: z.array(
    z.custom<Readonly<Record<string, Json>>>(
      (event) => typeof event === "object" && event !== null && !Array.isArray(event),
      "not an object",
    ),
  ),
});

/** One execution as Step Functions reports it. */
export type ExecutionHistory = z.infer<typeof historySchema>;

/**
 * The archive of a run's histories: the executions by digest, in the order in which they began, and the seal before
 * it.
 */
export type HistoryArchive = {
  readonly runId: string;
  /** The run's entries, complete: the seal is the last of them. */
  readonly count: number;
  readonly head: Digest;
  readonly executions: readonly { readonly execution: string; readonly digest: Digest }[];
};

const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.array(z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: digestSchema }) })),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({ runId: z.string(), count: z.int().min(1), head: digestSchema }),
});

/** The executions that a run's entries name, from the one that opened it. Each of them has a history. */
export const executionsOf = (entries: readonly Fact[]): readonly string[] =>
  entries.flatMap(({ action, detail }) =>
    action === "open-run" || action === "recover-run" ? [detail.execution] : [],
  );

/** The archived text of an execution: canonical JSON in which every task token is replaced by its digest. */
export const historyText = (history: ExecutionHistory): string =>
  canonicalJson(withoutTokens(history as unknown as Json));

/** The bytes of an archive: an in-toto Statement v1 whose subjects are the executions, as canonical JSON. */
export const archivePayload = ({ runId, count, head, executions }: HistoryArchive): Buffer =>
  Buffer.from(
    canonicalJson({
      _type: statementType,
      subject: executions.map(({ execution, digest: sha256 }) => ({ name: execution, digest: { sha256 } })),
      predicateType,
      predicate: { runId, count, head },
    }),
  );

/**
 * The archive in an envelope that was signed with this key.
 * @throws ReceiptRefused as `openSigned`, or if the payload is not an archive.
 */
export function openArchive(envelope: Envelope, key: Trusted): HistoryArchive {
  const payload = openSigned(envelope, key);
  const { subject, predicate } = readStatement(payload, statementSchema);
  const archive = {
    ...predicate,
    executions: subject.map((execution) => ({ execution: execution.name, digest: execution.digest.sha256 })),
  };
  if (!archivePayload(archive).equals(payload))
    throw receiptRefused("the archive is not canonical JSON: sign what the control plane writes");
  return archive;
}

/** A token's placeholder: enough to recognize the same token, not enough to answer with it. */
const placeholder = (token: string): string => `sha256:${sha256(token)}`;

/**
 * `value` with every task token replaced by its digest. AWS writes the parameters of a waiting state into
 * TaskScheduled as JSON in a text, so a token is found once by its name and then replaced wherever its bytes occur.
 */
export function withoutTokens(value: Json): Json {
  const tokens = [...new Set(tokensIn(value))];
  // The longest first: a token that begins with another one must not leave its end in the text.
  tokens.sort((one, other) => other.length - one.length);
  const placeholders = tokens.map((token) => [token, placeholder(token)] as const);
  const clean = (text: string) =>
    placeholders.reduce((left, [token, instead]) => left.replaceAll(token, instead), text);
  const walk = (part: Json): Json => {
    if (typeof part === "string") return clean(part);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [clean(key), walk(inner)]));
  };
  return walk(value);
}

/** Every value under a key that names a task token, at any depth, also in texts that are JSON. */
export function tokensIn(value: Json): readonly string[] {
  if (typeof value === "string") {
    if (!/task.?token/i.test(value)) return [];
    return tokensIn(jsonIn(value) ?? null);
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^task.?token(\.\$)?$/i.test(key) && typeof inner === "string"
      ? isToken(inner)
        ? [inner]
        : []
      : tokensIn(inner),
  );
}

/** A path into the context object is not a token yet, and a placeholder is not one any more. */
const isToken = (text: string): boolean =>
  text !== "" && !text.startsWith("$") && !/^sha256:[0-9a-f]{64}$/.test(text);
