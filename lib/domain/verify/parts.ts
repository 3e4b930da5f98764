import * as z from "zod";
import { type Digest, type Json, sha256 } from "../canonical.ts";
import { parseChange } from "../change/manifest.ts";
import { dossierSchema } from "../gate/dossier.ts";
import { lastBeforeEntries, type PartName, partOrder, partShapes, repeated } from "../records/bundle.ts";
import { readVerifyingKey } from "../records/dsse.ts";
import { historySchema } from "../records/history.ts";
import type { Bundle, Kept, VerifiedPlan } from "./bundle.ts";
import { issuesOf } from "./entry-line.ts";
import { type Report, seen } from "./finding.ts";

/** Reads a plan's text; throws what is wrong with it. */
export type ReadPlan = (text: string) => VerifiedPlan;

const shapes: Readonly<Record<PartName, z.ZodType>> = partShapes;
/** Far more than a plan has gates, and a change has steps. */
const mostOfOneKind = 10_000;

/** The part that a line's value is: its name and what it holds; or null after it was taken down what is wrong. */
export function partOf(value: Json, line: number, report: Report): { name: PartName; held: unknown } | null {
  const where = `line ${line}`;
  const keys = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const name = partOrder.find((known) => known === keys[0]);
  if (keys.length !== 1 || name === undefined) {
    report(
      "parts",
      null,
      `${where} is ${keys.length === 1 ? `the part ${seen(keys[0])}` : "no object of one key"}: a part is one of ${partOrder.join(", ")}`,
    );
    return null;
  }
  const parsed = shapes[name].safeParse((value as Readonly<Record<string, Json>>)[name]);
  if (parsed.success) return { name, held: parsed.data };
  report("parts", null, `${where}, ${name}: ${issuesOf(parsed.error)}`);
  return null;
}

type ReadPart = { readonly name: PartName; readonly digest: Digest | null };
const entriesBegan: ReadPart = { name: lastBeforeEntries, digest: null };

/** Takes the parts into the bundle, each in its place. */
export class Parts {
  private last: ReadPart | null = null;
  private readonly bundle: Bundle;
  private readonly report: Report;
  private readonly readPlan: ReadPlan;
  private counted = 0;

  constructor(bundle: Bundle, report: Report, readPlan: ReadPlan) {
    this.bundle = bundle;
    this.report = report;
    this.readPlan = readPlan;
  }

  /** An entry: parts that stand before the entries are over. */
  entry(line: number): void {
    if (this.last === entriesBegan) return;
    if (this.last !== null && partOrder.indexOf(this.last.name) > partOrder.indexOf(lastBeforeEntries))
      this.report("parts", null, `line ${line} is an entry: entries stand before ${this.last.name}`);
    this.last = entriesBegan;
  }

  take({ name, held }: { name: PartName; held: unknown }, line: number): void {
    const digest = typeof held === "string" ? sha256(held) : null;
    this.inOrder(name, digest, line);
    this.last = { name, digest };
    this.counted += 1;
    if (this.counted > mostOfOneKind) {
      if (this.counted === mostOfOneKind + 1)
        this.report("limits", null, `line ${line}: a bundle has at most ${mostOfOneKind} parts`);
      return;
    }
    this.keep(name, held, digest ?? "");
  }

  private inOrder(name: PartName, digest: Digest | null, line: number): void {
    const before = this.last;
    if (before === null) {
      if (name !== "bundle")
        this.report("parts", null, `line ${line} is ${name}: a bundle begins with bundle`);
      return;
    }
    const [rank, rankBefore] = [partOrder.indexOf(name), partOrder.indexOf(before.name)];
    if (rank < rankBefore)
      this.report(
        "parts",
        null,
        `line ${line}: ${name} stands behind ${before.name}; the order is ${partOrder.join(", ")}`,
      );
    if (rank !== rankBefore) return;
    if (before === entriesBegan) {
      this.report("parts", null, `line ${line}: ${name} stands behind entries; it stands before them`);
      return;
    }
    if (!repeated.has(name)) this.report("parts", null, `line ${line}: ${name} stands twice; once is right`);
    else if (name !== "history" && digest !== null && before.digest !== null && digest <= before.digest)
      this.report(
        "parts",
        null,
        `line ${line}: the ${name} ${digest} stands behind ${before.digest}; each stands once, by ascending digest`,
      );
  }

  private keep(name: PartName, held: unknown, digest: Digest): void {
    const { bundle } = this;
    switch (name) {
      case "bundle": {
        const { runId, count, head } = held as z.output<typeof partShapes.bundle>;
        bundle.runId = runId;
        bundle.announced = { count, head };
        return;
      }
      case "publicKey": {
        const publicKey = held as z.output<typeof partShapes.publicKey>;
        bundle.publicKey = publicKey;
        const read = orProblem(() => readVerifyingKey(publicKey.pem));
        bundle.key = read.says;
        if (read.says === null) this.report("key", null, read.problem);
        return;
      }
      case "previousSeal":
      case "planApproval":
      case "checkpoint":
      case "archive":
        bundle[name] = held as z.output<typeof partShapes.checkpoint>;
        return;
      case "plan":
        bundle.plan = kept(digest, () => this.readPlan(held as string));
        return;
      case "change":
        bundle.change = kept(digest, () => parseChange(JSON.parse(held as string)));
        return;
      case "template":
        bundle.templates.add(digest);
        return;
      case "dossier":
        bundle.dossiers.set(
          digest,
          kept(digest, () => dossierSchema.parse(JSON.parse(held as string))),
        );
        return;
      case "baseline":
        bundle.baselines.add(digest);
        return;
      case "list":
        bundle.lists.set(
          digest,
          kept(digest, () => z.array(z.json()).parse(JSON.parse(held as string))),
        );
        return;
      case "history":
        bundle.histories.push(kept(digest, () => historySchema.parse(JSON.parse(held as string))));
    }
  }
}

const kept = <T>(digest: Digest, read: () => T): Kept<T> => ({ digest, ...orProblem(read) });

function orProblem<T>(read: () => T): { says: T | null; problem: string } {
  try {
    return { says: read(), problem: "" };
  } catch (error) {
    return {
      says: null,
      problem:
        error instanceof z.ZodError
          ? issuesOf(error)
          : error instanceof Error
            ? error.message
            : String(error),
    };
  }
}
