import * as fc from "fast-check";
import {
  arrive,
  begunAfter,
  inPlaces,
  isOlder,
  nextInQueue,
  type Queued,
} from "../../../lib/domain/change/queue.ts";

/** The change of the nth commit of a line. */
const nth = (n: number, { kept = false, attempt = 1 }: Partial<Queued> = {}): Queued => ({
  runId: `run-${n}-${attempt}`,
  commit: `c${n}`,
  attempt,
  ancestors: Array.from({ length: n - 1 }, (_, index) => `c${n - 1 - index}`),
  kept,
});
const named = (all: readonly Queued[]) => all.map(({ runId }) => runId);
const ended = (all: readonly { queued: Queued; by: string }[]) =>
  all.map(({ queued, by }) => [queued.runId, by]);

test("a commit is older than its descendants, and than nothing else", () => {
  expect(isOlder(nth(1), nth(3))).toBe(true);
  expect(isOlder(nth(3), nth(1))).toBe(false);
  expect(isOlder(nth(3), nth(3))).toBe(false);
  expect(isOlder({ ...nth(1), commit: "elsewhere" }, nth(3))).toBe(false);
  expect(isOlder(nth(3), { commit: "c3", ancestors: ["c3"] })).toBe(false);
});

test("a further attempt of an older commit is a person's wish, and older than nothing", () => {
  expect(isOlder(nth(1, { attempt: 2 }), nth(3))).toBe(false);
});

test("a newer change takes the place of those that do not keep theirs", () => {
  const { waiting, overtaken } = arrive(nth(4), nth(1), [nth(2, { kept: true }), nth(3)]);
  expect(named(waiting)).toEqual(["run-2-1", "run-4-1"]);
  expect(ended(overtaken)).toEqual([["run-3-1", "run-4-1"]]);
});

test("a change that is older than what has begun, or than what waits, never begins", () => {
  expect(ended(arrive(nth(1), nth(2), []).overtaken)).toEqual([["run-1-1", "run-2-1"]]);
  const late = arrive(nth(2), nth(1), [nth(3)]);
  expect([named(late.waiting), ended(late.overtaken)]).toEqual([["run-3-1"], [["run-2-1", "run-3-1"]]]);
});

test("an older change that keeps its place waits, and begins before what descends from it", () => {
  const { waiting, overtaken } = arrive(nth(2, { kept: true }), nth(1), [nth(3, { kept: true })]);
  expect(overtaken).toEqual([]);
  expect(named(inPlaces(waiting))).toEqual(["run-2-1", "run-3-1"]);
});

test("what something newer has overtaken since ends when the queue moves", () => {
  const { next, waiting, overtaken } = nextInQueue(nth(3), [nth(2, { kept: true }), nth(4, { kept: true })]);
  expect([next?.runId, waiting]).toEqual(["run-4-1", []]);
  expect(ended(overtaken)).toEqual([["run-2-1", "run-3-1"]]);
});

test("the newest change that began stays the newest when a person runs an older commit again", () => {
  expect(begunAfter(nth(3), nth(1, { attempt: 2 })).runId).toBe("run-3-1");
  expect(begunAfter(nth(3), nth(4)).runId).toBe("run-4-1");
  expect(begunAfter(null, nth(1)).runId).toBe("run-1-1");
});

test("whatever arrives in whatever order, nothing overtakes, nothing is lost, and everything ends", async () => {
  await fc.assert(
    fc.property(
      fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 1 }),
      fc.infiniteStream(fc.boolean()),
      (order, chance) => {
        const draw = () => chance.next().value === true;
        let begun: Queued | null = null;
        let waiting: readonly Queued[] = [];
        const began: number[] = [];
        const over: string[] = [];
        const move = () => {
          const moved = nextInQueue(begun, waiting);
          over.push(...named(moved.overtaken.map(({ queued }) => queued)));
          waiting = moved.waiting;
          if (moved.next === null) return;
          began.push(Number(moved.next.commit.slice(1)));
          begun = begunAfter(begun, moved.next);
        };
        for (const n of order) {
          const arrived: ReturnType<typeof arrive> = arrive(nth(n, { kept: draw() }), begun, waiting);
          over.push(...named(arrived.overtaken.map(({ queued }) => queued)));
          waiting = arrived.waiting;
          if (draw()) move();
        }
        while (waiting.length > 0) move();
        expect(began).toEqual([...began].sort((one, other) => one - other));
        expect([...began.map((n) => `run-${n}-1`), ...over].sort()).toEqual(
          named(order.map((n) => nth(n))).sort(),
        );
        expect(began.at(-1)).toBe(Math.max(...order));
      },
    ),
    { numRuns: 2_000 },
  );
});
