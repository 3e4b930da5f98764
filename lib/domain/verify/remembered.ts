import type { Entry } from "../records/entry.ts";
import type { StepSoFar } from "./step-so-far.ts";

/** Far more than a run of any plan writes. */
const room = 2_000;
const mostEntries = 10_000;
const mostBytes = 16 * 1024 * 1024;

type Kept = { entry: Entry; place: number };

/**
 * The entries from which verdict and receipts are computed again. It keeps the first two thousand. Of later entries
 * with the same work on the same step, it keeps only the first and the last: a verdict asks only whether a step was
 * worked on, and what came last.
 */
export class Remembered {
  private kept: Kept[] = [];
  /** By step and by the work on it; null until that work was done a second time. */
  private readonly last = new Map<StepSoFar, Map<string, Kept | null>>();
  private bytes = 0;
  /** What was last returned as `entries`, until something is added. */
  private latest: readonly Entry[] | null = null;
  /** Whether there were too many entries to remember. What they mean together is then not judged. */
  full = false;

  /** What is remembered, in the order of the chain. */
  get entries(): readonly Entry[] {
    this.latest ??= this.inOrder();
    return this.latest;
  }

  private inOrder(): readonly Entry[] {
    const last = [...this.last.values()].flatMap((done) => [...done.values()].filter((one) => one !== null));
    const all = [...this.kept, ...last];
    if (last.length > 0) all.sort((one, other) => one.place - other.place);
    return all.map(({ entry }) => entry);
  }

  /** Remembers an entry with its place, the number of bytes in its line, and the step that it is about. */
  add(entry: Entry, place: number, bytes: number, about: StepSoFar | null): void {
    this.latest = null;
    if (this.full || (about !== null && place > room && this.isAgain(entry, place, about))) return;
    this.kept.push({ entry, place });
    this.bytes += bytes;
    this.full = this.bytes > mostBytes || this.kept.length > mostEntries;
    if (this.full) this.kept = [];
  }

  /** Whether the same work was done to the step before. If so, this entry is the last of its kind for now. */
  private isAgain(entry: Entry, place: number, about: StepSoFar): boolean {
    let done = this.last.get(about);
    if (done === undefined) {
      done = new Map();
      this.last.set(about, done);
    }
    const what = doneTo(entry);
    const last = done.get(what);
    if (last === undefined) done.set(what, null);
    else if (last === null) done.set(what, { entry, place });
    else {
      last.entry = entry;
      last.place = place;
    }
    return last !== undefined;
  }
}

/** The work on its step that an entry reports or announces. Entries with the same answer are alike. */
function doneTo({ action, detail }: Entry): string {
  const done = "result" in detail ? detail.result : "operation" in detail ? detail.operation : "";
  return action === "provision-step" ? done : `rolled back: ${done}`;
}
