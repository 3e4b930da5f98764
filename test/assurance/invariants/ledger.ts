import { hash } from "node:crypto";
import type { World } from "../../simulator/world.ts";

/** An entry as it was written, read without the help of the code that wrote it. */
export type Written = {
  readonly runId: string;
  readonly sequence: number;
  readonly actor: string;
  readonly action: string;
  readonly kind: string;
  readonly previousDigest: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: the detail of any action; every reader says what it looks for.
  readonly detail: any;
  readonly digest: string;
};

/** Every entry at the moment when it is written to the table; a flaw is reported at once. */
export class Ledger {
  private readonly runs = new Map<string, Written[]>();
  /** Changes that never began, because the list says that a newer one took their place. */
  readonly superseded = new Set<string>();
  /** Called with every entry that is written. */
  wrote: (entry: Written) => void = () => undefined;
  private readonly wrong: (message: string) => void;

  constructor({ dynamodb }: World, wrong: (message: string) => void) {
    this.wrong = wrong;
    dynamodb.wrote = ({ pk, sk }, item, before) => {
      if (pk === "RUNS" && item?.["superseded"] !== undefined)
        this.superseded.add((item["claim"] as { runId: string }).runId);
      if (!sk.startsWith("ENTRY#") || sk === "ENTRY#HEAD") return;
      if (before !== undefined) return this.wrong(`${pk} ${sk} was written over`);
      if (item !== null) this.append(String(item["bytes"]), String(item["digest"]));
    };
  }

  /** A run's entries so far, oldest first. */
  of(runId: string): readonly Written[] {
    return this.runs.get(runId) ?? [];
  }

  /** Every run that has an entry, in the order in which they began; the control plane's own chain does not count. */
  get runIds(): readonly string[] {
    return [...this.runs.keys()].filter((runId) => runId !== "control-plane");
  }

  private append(bytes: string, digest: string): void {
    const entry = { ...(JSON.parse(bytes) as Omit<Written, "digest">), digest };
    const chain = this.chainOf(entry.runId);
    const last = chain.at(-1);
    if (hash("sha256", bytes) !== digest)
      this.wrong(`entry ${entry.sequence} of ${entry.runId} does not have its digest`);
    if (entry.sequence !== chain.length + 1 || entry.previousDigest !== (last?.digest ?? null))
      this.wrong(`entry ${entry.sequence} of ${entry.runId} does not follow entry ${chain.length}`);
    chain.push(entry);
    this.wrote(entry);
  }

  private chainOf(runId: string): Written[] {
    const chain = this.runs.get(runId) ?? [];
    this.runs.set(runId, chain);
    return chain;
  }
}

/** Whether the run is sealed. */
export const isSealed = (entries: readonly Written[]): boolean => verdictIn(entries) !== null;

/** The verdict that the seal states; null without a seal. */
export function verdictIn(entries: readonly Written[]): string | null {
  const seal = entries.findLast(
    ({ action, detail }) => action === "sign-receipt" && detail.statement === "run-closed",
  );
  if (seal === undefined) return null;
  const payload = JSON.parse(Buffer.from(seal.detail.envelope.payload, "base64").toString("utf8"));
  return String(payload.predicate.detail.verdict);
}

/** Whether an environment's last checks held; null if it was never asked. */
export function lastChecks(
  entries: readonly Written[],
  environment: string,
): { held: boolean; scope: string } | null {
  const last = entries.findLast(
    ({ action, detail }) => action === "validate-environment" && detail.environment === environment,
  );
  return last === undefined ? null : { held: last.detail.held, scope: last.detail.scope };
}

/** Whether the run may have changed an environment. */
export const isTouched = (entries: readonly Written[], environment: string): boolean =>
  entries.some(
    ({ action, kind, detail }) =>
      action === "provision-step" && kind === "intent" && detail.environment === environment,
  );

/** The entries since a gate was asked last: what was said before about something else counts no more. */
export const sinceAsked = (entries: readonly Written[], gate: string): readonly Written[] =>
  entries.slice(
    Math.max(
      0,
      entries.findLastIndex(({ action, detail }) => action === "open-gate" && detail.gate === gate),
    ),
  );
