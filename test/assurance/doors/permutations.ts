import { arrive, begunAfter, nextInQueue, type Queued } from "../../../lib/domain/change/queue.ts";
import type { Random } from "../../simulator/random.ts";

const mostCommits = 6;
const mostCopies = 3;

/** The nth commit of a line, as a change. */
export const nthChange = (n: number, kept: boolean): Queued => ({
  runId: `run-${n}`,
  commit: `c${n}`,
  attempt: 1,
  ancestors: Array.from({ length: n - 1 }, (_, index) => `c${n - 1 - index}`),
  kept,
});

/** An event about the nth commit, or the end of the run that is at work. */
export type Happening = number | "end";

/** Events about the commits of a line: each at least once, some again, in any order, with ends of runs in between. */
export function happenings(random: Random): { readonly commits: number; readonly all: readonly Happening[] } {
  const commits = random.between(1, mostCommits);
  const all: Happening[] = [];
  for (let n = 1; n <= commits; n += 1)
    for (let copies = random.between(1, mostCopies); copies > 0; copies -= 1) all.push(n);
  for (let ends = random.between(0, commits); ends > 0; ends -= 1) all.push("end");
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = random.between(0, at);
    [all[at], all[other]] = [all[other] as Happening, all[at] as Happening];
  }
  return { commits, all };
}

/** What is wrong with the order in which commits began, and with what became of all of them; null if nothing is. */
export function wrongWith(
  commits: number,
  began: readonly number[],
  overtaken: readonly number[],
): string | null {
  const ends = [...began, ...overtaken].sort((one, other) => one - other);
  const all = Array.from({ length: commits }, (_, index) => index + 1);
  if (ends.join() !== all.join()) return `the commits ${all.join()} ended as ${ends.join()}`;
  if (began.some((n, index) => n < (began[index - 1] ?? 0))) return `they began in the order ${began.join()}`;
  return began.at(-1) === commits ? null : `the newest commit ${commits} never began`;
}

/** Plays one permutation on the rules of the queue alone: one run has the lease at a time, and a known commit is left. */
export function playPermutation(random: Random): string | null {
  const { commits, all } = happenings(random);
  const known = new Set<number>();
  const began: number[] = [];
  const overtaken: number[] = [];
  let begun: Queued | null = null;
  let waiting: readonly Queued[] = [];
  let isFree = true;
  const numberOf = ({ commit }: Queued) => Number(commit.slice(1));
  const next = () => {
    if (!isFree) return;
    const moved = nextInQueue(begun, waiting);
    overtaken.push(...moved.overtaken.map(({ queued }) => numberOf(queued)));
    waiting = moved.waiting;
    if (moved.next === null) return;
    begun = begunAfter(begun, moved.next);
    began.push(numberOf(moved.next));
    isFree = false;
  };
  const end = () => {
    isFree = true;
    next();
  };
  for (const one of all) {
    if (one === "end") end();
    else if (!known.has(one)) {
      known.add(one);
      const arrived: ReturnType<typeof arrive> = arrive(nthChange(one, random.chance(0.3)), begun, waiting);
      overtaken.push(...arrived.overtaken.map(({ queued }) => numberOf(queued)));
      waiting = arrived.waiting;
      next();
    }
  }
  while (!isFree) end();
  return wrongWith(commits, began, overtaken);
}
