type Due = { readonly atMs: number; readonly order: number; readonly run: () => void; cancelled: boolean };

/** Something that will happen, unless it is cancelled. */
export type Timer = { cancel(): void };

/**
 * Time that passes only when nothing is left to do now. Whatever happens in a world happens here, one thing at a time,
 * in an order that the seed decides: two worlds of one seed go the same way.
 */
export class VirtualTime {
  private ms: number;
  private order = 0;
  private readonly heap: Due[] = [];
  private readonly outside = new Set<Promise<unknown>>();

  constructor(startMs: number) {
    this.ms = startMs;
  }

  nowMs(): number {
    return this.ms;
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Keeps time from passing while work goes on that takes none of it, such as a request over a real network. */
  async hold<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.outside.add(settled);
    try {
      return await work;
    } finally {
      this.outside.delete(settled);
    }
  }

  /** Runs `run` once `ms` have passed. What is due at the same moment runs in the order in which it was asked for. */
  after(ms: number, run: () => void): Timer {
    this.order += 1;
    // A clock shows whole milliseconds.
    const due: Due = { atMs: Math.ceil(this.ms + Math.max(0, ms)), order: this.order, run, cancelled: false };
    this.push(due);
    return {
      cancel: () => {
        due.cancelled = true;
      },
    };
  }

  /**
   * Lets time pass until `isOver`, or until nothing is left to happen before `untilMs`. Returns whether it was over.
   * Between two happenings everything that follows from the first has come to rest.
   */
  async passUntil(isOver: () => boolean, untilMs: number): Promise<boolean> {
    for (;;) {
      await rest();
      if (isOver()) return true;
      if (this.outside.size > 0) {
        await Promise.race(this.outside);
        continue;
      }
      const due = this.pop();
      if (due === undefined) return false;
      if (due.cancelled) continue;
      if (due.atMs > untilMs) {
        this.push(due);
        return false;
      }
      this.ms = Math.max(this.ms, due.atMs);
      due.run();
    }
  }

  private push(due: Due): void {
    const { heap } = this;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(due, heap[above] as Due)) break;
      heap[at] = heap[above] as Due;
      at = above;
    }
    heap[at] = due;
  }

  private pop(): Due | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const least = right < heap.length && isBefore(heap[right] as Due, heap[left] as Due) ? right : left;
      if (!isBefore(heap[least] as Due, last)) break;
      heap[at] = heap[least] as Due;
      at = least;
    }
    heap[at] = last;
    return first;
  }
}

const isBefore = (one: Due, other: Due): boolean =>
  one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);

const restsAtOnce = 64;
const waiting: (() => void)[] = [];
let turns = 0;

/**
 * Resolves when every promise that could go on has gone on: nothing in a world waits for anything but its time. Node
 * settles promises between two immediates, so many are asked for at once: a round of its loop for each takes longer.
 */
const rest = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    if (turns === 0) askForTurns();
  });

function askForTurns(): void {
  turns = restsAtOnce;
  for (let turn = 0; turn < restsAtOnce; turn += 1) setImmediate(giveTurn);
}

function giveTurn(): void {
  turns -= 1;
  waiting.shift()?.();
  if (turns === 0 && waiting.length > 0) askForTurns();
}
