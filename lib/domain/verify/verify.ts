import { type Digest, sha256 } from "../canonical.ts";
import type { Jwk } from "../jwk.ts";
import { bundleFormats, entryPrefix } from "../records/bundle.ts";
import { ownChain } from "../records/checkpoint.ts";
import type { VerifyingKey } from "../records/dsse.ts";
import type { Entry } from "../records/entry.ts";
import { factShapes } from "../records/facts.ts";
import { type Verdict, verdictOf } from "../run/verdict.ts";
import { Bundle } from "./bundle.ts";
import { readCanonicalLine } from "./canonical-line.ts";
import { readEntry, readPlainEntry } from "./entry-line.ts";
import { otherForm } from "./file-form.ts";
import { type Finding, Findings } from "./finding.ts";
import { Lines } from "./lines.ts";
import { Parts, partOf, type ReadPlan, tooLarge } from "./parts.ts";
import type { Find, Rule, RuleId, Watch } from "./rule.ts";
import { rules } from "./rules/rules.ts";
import { type Witness, witnessRule } from "./rules/witness.ts";

/** The result of verifying a bundle. */
export type Verification = {
  /** Whether nothing was found. */
  readonly sound: boolean;
  /** How the run ended, or RUNNING; null for the control plane's own chain, and for a bundle that is not sound. */
  readonly verdict: Verdict | "RUNNING" | null;
  /** Whether the chain is complete: a run's signed seal is its last entry. The control plane's own chain has no end. */
  readonly sealed: boolean;
  readonly entries: number;
  readonly keyFingerprint: Digest | null;
  /** Whether the decisions in it are signed: bundles of format 2 are from before they were. Null without a format. */
  readonly decisions: "signed" | "unsigned" | null;
  /** Whose keys vouch for the sign-ins: pinned ones, or those that each decision recorded; null if no decision has a sign-in. */
  readonly identityKeys: "pinned" | "as recorded" | null;
  /** Whether the key was trusted in advance; otherwise the bundle vouches for its own. */
  readonly keyPinned: boolean;
  readonly findings: readonly Finding[];
};

/** What the verifier knows in advance. */
export type Known = {
  /** The trusted key; null to accept the bundle's own. */
  readonly key: VerifyingKey | null;
  /** Heads that were seen before, for example in an invitation's mail. */
  readonly witnesses: readonly Witness[];
  /** The identity provider's keys; null to accept those that were recorded at each decision. */
  readonly identityKeys?: readonly Jwk[] | null;
};

type See = (entry: Entry) => void;
type Watching = { readonly see: See; readonly find: Find };

/** The key of a run's last receipt. */
const seal = "run-closed run";

const longestEntryBytes = 128 * 1024;

/**
 * Verifies a bundle that arrives in pieces of whole lines. Memory does not grow with the number of entries. Nothing
 * in a bundle makes it throw; every fault becomes a finding.
 */
export class Verifier {
  private readonly findings = new Findings();
  readonly bundle = new Bundle((why) => this.findings.stop(why));
  private readonly parts: Parts;
  private readonly every: Watching[] = [];
  /** The rules that read the entries of an action, by kind. */
  private readonly on: ReadonlyMap<string, Map<string, Watching[]>> = new Map(
    Object.entries(factShapes).map(([action, kinds]) => [
      action,
      new Map(Object.keys(kinds).map((kind) => [kind, []])),
    ]),
  );
  private readonly ends: (() => void)[] = [];
  private readonly known: Known;
  private lines = 0;
  private began = false;

  constructor(known: Known, readPlan: ReadPlan) {
    this.known = known;
    this.bundle.pinned = known.key;
    this.bundle.identityKeys = known.identityKeys ?? null;
    this.parts = new Parts(this.bundle, this.findings.report, readPlan);
  }

  /** The number of findings so far. */
  get found(): number {
    return this.findings.count;
  }

  /** Whether reading on could find nothing more. */
  get enough(): boolean {
    return this.findings.enough;
  }

  /** Reads the next lines, each with its line feed. */
  take(chunk: Buffer): void {
    if (this.lines === 0) this.lookAtForm(chunk);
    const lines = new Lines(chunk);
    for (let from = 0; from < chunk.length && !this.enough; from = lines.at) {
      this.lines += 1;
      const plain = readPlainEntry(lines, this.bundle.head);
      if (plain !== null) this.entry(plain, plain.digest, lines.at - from - 1);
      else if (lines.text.startsWith(entryPrefix, from)) this.readLong(lines.next());
      else this.part(lines.next());
    }
  }

  /** In a file that is something else, or that was changed on its way, every line is wrong: one finding says why. */
  private lookAtForm(beginning: Buffer): void {
    const other = otherForm(beginning);
    if (other === null) return;
    this.findings.report("canonical", null, other);
    this.findings.stop("every line would be a finding");
  }

  /** Skips a line that is longer than any part of a bundle. */
  skip(bytes: number): void {
    this.lines += 1;
    this.findings.report(
      "limits",
      null,
      `line ${this.lines} has ${bytes} bytes, more than any part of a bundle`,
    );
  }

  /**
   * Ends the bundle.
   * @param rest the number of bytes after its last line feed.
   * @param beginning these bytes, if they are all that the file has.
   */
  end(rest: number, beginning: Buffer = Buffer.alloc(0)): Verification {
    if (this.lines === 0 && beginning.length >= rest) this.lookAtForm(beginning);
    if (rest > 0 && !this.enough)
      this.findings.report("parts", null, `the last ${rest} bytes are no whole line: the bundle is cut off`);
    if (!this.began) this.begin();
    for (const end of this.ends) if (!this.enough) end();
    const { bundle } = this;
    const sound = this.findings.count === 0;
    const ofRun = bundle.runId !== ownChain;
    const sealed = ofRun ? bundle.receipts.has(seal) : sound;
    return {
      sound,
      verdict: !sound || !ofRun ? null : sealed ? verdictOf(bundle.remembered.entries) : "RUNNING",
      sealed,
      entries: this.bundle.count,
      keyFingerprint: this.bundle.key?.fingerprint ?? null,
      decisions:
        bundle.format === null ? null : bundle.format === bundleFormats.signed ? "signed" : "unsigned",
      identityKeys: bundle.signIns === 0 ? null : bundle.identityKeys === null ? "as recorded" : "pinned",
      keyPinned: this.known.key !== null,
      findings: this.findings.all(),
    };
  }

  private part(bytes: Buffer): void {
    const large = tooLarge(bytes);
    if (large !== null) {
      this.findings.report("limits", null, `line ${this.lines} ${large}`);
      return;
    }
    const line = readCanonicalLine(bytes);
    if ("problem" in line) {
      this.findings.report("canonical", null, `line ${this.lines}: ${line.problem}`);
      return;
    }
    const part = partOf(line.value, this.lines, this.findings.report);
    if (part !== null) this.parts.take(part, this.lines);
  }

  /** Parses an entry that no grammar accepts. */
  private readLong(bytes: Buffer): void {
    const digest = sha256(bytes);
    const read = bytes.length > longestEntryBytes ? null : readEntry(bytes, digest);
    if (read === null || !("rule" in read)) {
      this.entry(read, digest, bytes.length);
      return;
    }
    const place = this.bundle.count + 1;
    this.findings.report(read.rule, place, `entry ${place}: ${read.message}`);
    this.entry(null, digest, bytes.length);
  }

  /** Adds the next entry; null if it could not be read. */
  private entry(read: Entry | null, digest: Digest, bytes: number): void {
    if (!this.began) this.begin();
    this.parts.entry(this.lines);
    const { bundle } = this;
    const place = bundle.count + 1;
    if (bytes > longestEntryBytes) {
      const says = `entry ${place} has ${bytes} bytes; at most ${longestEntryBytes} are written`;
      this.findings.report("limits", place, says);
    } else if (read !== null) {
      if (read.action === "open-run" && bundle.opening === null) bundle.open(read.detail);
      bundle.look(read);
      this.show(this.every, read);
      this.show(this.on.get(read.action)?.get(read.kind), read);
      bundle.learn(read);
      this.remember(read, bytes);
    }
    bundle.count = place;
    bundle.head = digest;
  }

  /**
   * Shows an entry to its rules. A rule that fails on an odd entry reports it, so the bundle does not pass as
   * sound.
   */
  private show(watching: readonly Watching[] | undefined, entry: Entry): void {
    if (watching === undefined) return;
    let index = 0;
    try {
      for (; index < watching.length; index += 1) watching[index]?.see(entry);
    } catch (error) {
      watching[index]?.find(this.bundle.count + 1, `it cannot be judged (${String(error)})`);
    }
  }

  private remember(entry: Entry, bytes: number): void {
    const { remembered, count } = this.bundle;
    if (remembered.full) return;
    remembered.add(entry, count + 1, bytes, this.bundle.about);
    if (remembered.full)
      this.findings.report(
        "limits",
        count + 1,
        "the bundle has more entries than a run can write: what they mean together is not judged",
      );
  }

  /** Called when the parts before the entries are complete: each rule then says how it reads the entries. */
  private begin(): void {
    this.began = true;
    this.bundle.begin();
    const chain = this.bundle.runId === ownChain ? "control plane" : "runs";
    const apply = (id: RuleId, { of, watch }: Rule) => {
      if (watch === undefined || (of !== "every chain" && of !== chain)) return;
      const find = (entry: number | null, message: string) => this.findings.report(id, entry, message);
      this.add(watch(this.bundle, find), find);
    };
    for (const [id, rule] of rules) apply(id, rule);
    apply("witness", witnessRule(this.known.witnesses));
  }

  private add({ every, on = {}, end }: Watch, find: Find): void {
    if (every !== undefined) this.every.push({ see: every, find });
    for (const [action, watch] of Object.entries(on as Readonly<Record<string, See | Record<string, See>>>))
      for (const [kind, watching] of this.on.get(action) ?? []) {
        const see = typeof watch === "function" ? watch : watch[kind];
        if (see !== undefined) watching.push({ see, find });
      }
    if (end !== undefined)
      this.ends.push(() => {
        try {
          end();
        } catch (error) {
          find(null, `the bundle cannot be judged (${String(error)})`);
        }
      });
  }
}
