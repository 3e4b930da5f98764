import * as z from "zod";
import { type Digest, type Json, sha256 } from "../canonical.ts";
import { parseChange } from "../change/manifest.ts";
import { dossierSchema } from "../gate/dossier.ts";
import { lastBeforeEntries, type PartName, partOrder, partShapes, repeated } from "../records/bundle.ts";
import { readVerifyingKey, type VerifyingKey } from "../records/dsse.ts";
import { historySchema } from "../records/history.ts";
import { mostIntroductions } from "../records/introduction.ts";
import type { Bundle, Kept, VerifiedPlan } from "./bundle.ts";
import { issuesOf } from "./entry-line.ts";
import { type Report, seen } from "./finding.ts";
import { valuesIn } from "./room.ts";

/** Parses a plan's text; throws if it is not a plan. */
export type ReadPlan = (text: string) => VerifiedPlan;

const shapes: Readonly<Record<PartName, z.ZodType>> = partShapes;
/** Far more than a plan has gates, or a change has steps. */
const mostOfOneKind = 10_000;

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
/**
 * The bytes that a line with a part may have. CloudFormation's templates have at most 1 MB, a checkpoint names every run, and
 * a history has at most 25,000 events (AWS CloudFormation and Step Functions quotas).
 */
const mostBytes: Readonly<Record<PartName, number>> = {
  bundle: 4 * kibibyte,
  publicKey: 4 * kibibyte,
  decisionKey: 4 * kibibyte,
  introduction: 16 * kibibyte,
  previousSeal: mebibyte,
  planApproval: mebibyte,
  plan: 4 * mebibyte,
  change: 8 * mebibyte,
  template: 8 * mebibyte,
  dossier: 16 * mebibyte,
  baseline: 8 * mebibyte,
  list: 8 * mebibyte,
  checkpoint: 4 * mebibyte,
  archive: mebibyte,
  history: 32 * mebibyte,
};
const mostBytesOfOther = 4 * kibibyte;

/** The parts that hold a text; the others are small objects, whatever the length of their values. */
const texts: ReadonlySet<string> = new Set(
  Object.entries(partShapes).flatMap(([name, shape]) => (shape instanceof z.ZodString ? [name] : [])),
);
/** Far more than an envelope has values. */
const mostValuesOfObject = 100;

/**
 * Why a line is too large to be the part whose name it begins with; null if it may be parsed. Its length and its
 * punctuation decide, so a line that is refused costs little.
 */
export function tooLarge(bytes: Buffer): string | null {
  const [, named = ""] = /^\{"(\w+)":/.exec(bytes.toString("latin1", 0, 32)) ?? [];
  const name = partOrder.find((known) => known === named);
  const most = name === undefined ? mostBytesOfOther : mostBytes[name];
  if (bytes.length > most) return `has ${bytes.length} bytes; ${name ?? "such a line"} has at most ${most}`;
  if (name === undefined || texts.has(name) || valuesIn(bytes.toString("latin1")) <= mostValuesOfObject)
    return null;
  return `has too many values: ${name} has at most ${mostValuesOfObject}`;
}

/** The part in a line's value: its name and what it holds; null after reporting what is wrong. */
export function partOf(value: Json, line: number, report: Report): { name: PartName; held: unknown } | null {
  const where = `line ${line}`;
  const keys = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const name = partOrder.find((known) => known === keys[0]);
  if (keys.length !== 1 || name === undefined) {
    report(
      "parts",
      null,
      `${where} is ${keys.length === 1 ? `the part ${seen(keys[0])}` : "not an object with one key"}: a part is one of ${partOrder.join(", ")}`,
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

/** Puts the parts into the bundle, and reports each one that is out of place. */
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

  /** Called for an entry: the parts before the entries are complete. */
  entry(line: number): void {
    if (this.last === entriesBegan) return;
    if (this.last !== null && partOrder.indexOf(this.last.name) > partOrder.indexOf(lastBeforeEntries))
      this.report("parts", null, `line ${line} is an entry: entries come before ${this.last.name}`);
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
        `line ${line}: ${name} comes after ${before.name}; the order is ${partOrder.join(", ")}`,
      );
    if (rank !== rankBefore) return;
    if (before === entriesBegan) {
      this.report("parts", null, `line ${line}: ${name} comes after entries; it belongs before them`);
      return;
    }
    if (!repeated.has(name))
      this.report("parts", null, `line ${line}: ${name} appears twice; only one is allowed`);
    else if (name !== "history" && digest !== null && before.digest !== null && digest <= before.digest)
      this.report(
        "parts",
        null,
        `line ${line}: the ${name} ${digest} comes after ${before.digest}; each appears once, by ascending digest`,
      );
  }

  private keep(name: PartName, held: unknown, digest: Digest): void {
    const { bundle } = this;
    switch (name) {
      case "bundle": {
        const { runId, count, head, format } = held as z.output<typeof partShapes.bundle>;
        bundle.format = format;
        bundle.runId = runId;
        bundle.announced = { count, head };
        return;
      }
      case "publicKey": {
        bundle.publicKey = held as z.output<typeof partShapes.publicKey>;
        bundle.key = this.readKey(bundle.publicKey.pem);
        return;
      }
      case "decisionKey": {
        bundle.decisionKeyPart = held as z.output<typeof partShapes.decisionKey>;
        bundle.decisionKey = this.readKey(bundle.decisionKeyPart.pem);
        return;
      }
      case "introduction":
        // One more than are read shows that there are more.
        if (bundle.introductions.length <= mostIntroductions)
          bundle.introductions.push(held as z.output<typeof partShapes.introduction>);
        return;
      case "previousSeal":
      case "planApproval":
      case "checkpoint":
      case "archive":
        bundle[name] = held as z.output<typeof partShapes.checkpoint>;
        return;
      case "plan":
        bundle.plan = this.kept(digest, held as string, this.readPlan);
        return;
      case "change":
        bundle.change = this.kept(digest, held as string, (text) => parseChange(JSON.parse(text)));
        return;
      case "template":
        bundle.templates.add(digest);
        return;
      case "dossier":
        bundle.dossiers.set(
          digest,
          this.kept(digest, held as string, (text) => dossierSchema.parse(JSON.parse(text))),
        );
        return;
      case "baseline":
        bundle.baselines.add(digest);
        return;
      case "list":
        bundle.lists.set(
          digest,
          this.kept(digest, held as string, (text) => listSchema.parse(JSON.parse(text))),
        );
        return;
      case "history":
        bundle.histories.push(
          this.kept(digest, held as string, (text) => historySchema.parse(JSON.parse(text))),
        );
    }
  }

  private readKey(pem: string): VerifyingKey | null {
    const read = orProblem(() => readVerifyingKey(pem));
    if (read.says === null) this.report("key", null, read.problem);
    return read.says;
  }

  /** Keeps a text, and parses it when something asks what it says: a part that nothing names costs no more than its text. */
  private kept<T>(digest: Digest, text: string, read: (text: string) => T): Kept<T> {
    const { room } = this.bundle;
    let held: string | null = room.take("characters", text.length) ? text : null;
    let parsed: { says: T | null; problem: string } | null = null;
    const parse = () => {
      if (parsed !== null) return parsed;
      const whole = held;
      held = null;
      const fits = whole !== null && room.take("values", valuesIn(whole));
      parsed = fits ? orProblem(() => read(whole)) : { says: null, problem: "it is too long to be read" };
      return parsed;
    };
    return {
      digest,
      get says() {
        return parse().says;
      },
      get problem() {
        return parse().problem;
      },
    };
  }
}

/** A list. That its items are JSON needs no check: JSON.parse made them. */
const listSchema = z.custom<readonly Json[]>(Array.isArray, "not a list");

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
