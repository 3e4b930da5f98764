import type { Entry } from "../records/entry.ts";
import type { StepSoFar } from "./step-so-far.ts";

/** Far more than a run of any plan writes. */
const room = 2_000;
const mostBytes = 64 * 1024 * 1024;

type Kept = { entry: Entry; place: number };

/**
 * The entries that verdict and receipts are computed from again. The first two thousand are all there. Of those behind
 * them, only the first and the last of what was done alike to one step are kept: what a verdict asks of steps is whether,
 * and what came last.
 */
export class Remembered {
  private kept: Kept[] = [];
  /** By step, and by what was done to it; null until it was done a second time. */
  private readonly last = new Map<StepSoFar, Map<string, Kept | null>>();
  private bytes = 0;
  /** More than anybody could remember: what these entries mean together is not judged. */
  full = false;

  /** What is remembered, in the order of the chain. */
  get entries(): readonly Entry[] {
    const last = [...this.last.values()].flatMap((done) => [...done.values()].filter((one) => one !== null));
    const all = [...this.kept, ...last];
    if (last.length > 0) all.sort((one, other) => one.place - other.place);
    return all.map(({ entry }) => entry);
  }

  /** Remembers an entry by its place, how many bytes its line has, and the step that it is about. */
  add(entry: Entry, place: number, bytes: number, about: StepSoFar | null): void {
    if (this.full || (about !== null && place > room && this.isAgain(entry, place, about))) return;
    this.kept.push({ entry, place });
    this.bytes += bytes;
    this.full = this.bytes > mostBytes;
    if (this.full) this.kept = [];
  }

  /** Whether the same was done to the step before; then this is the last time, for now. */
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

/** What an entry says was done, or is to be done, to its step: entries that say the same are alike. */
function doneTo({ action, detail }: Entry): string {
  const done = "result" in detail ? detail.result : "operation" in detail ? detail.operation : "";
  return action === "provision-step" ? done : `rolled back: ${done}`;
}
