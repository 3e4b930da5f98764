import { spansOf } from "../../../functions/watch-records/spans.ts";

test("a chain is one span until it is longer than that", () => {
  expect(spansOf(0, 7)).toEqual([{ from: 1, to: null }]);
  expect(spansOf(500, 7)).toEqual([{ from: 1, to: null }]);
});

test("the newest span begins so that five hundred entries with their copies are seen again", () => {
  expect(spansOf(501, 0).at(-1)).toEqual({ from: 2, to: null });
});

test.each([501, 1_000, 1_001, 1_750])(
  "%i entries are all seen in their turns, each behind the one before it",
  (copied) => {
    const turns = Array.from({ length: 8 }, (_, turn) => spansOf(copied, turn)).flat();
    const isSeen = (entry: number) => turns.some(({ from, to }) => from <= entry && entry <= (to ?? entry));
    const isFollowed = (entry: number) =>
      turns.some(({ from, to }) => from < entry && entry <= (to ?? entry));
    const entries = Array.from({ length: copied + 3 }, (_, index) => index + 1);

    expect(entries.filter((entry) => !isSeen(entry))).toEqual([]);
    expect(entries.slice(1).filter((entry) => !isFollowed(entry))).toEqual([]);
  },
);
