import { spansOf } from "../../../functions/watch-records/spans.ts";

test("a chain of at most five hundred entries is one span", () => {
  expect(spansOf(0, 7)).toEqual([{ from: 1, to: null }]);
  expect(spansOf(500, 7)).toEqual([{ from: 1, to: null }]);
});

test("the last span includes the five hundred newest entries that were seen with their copies", () => {
  expect(spansOf(501, 0).at(-1)).toEqual({ from: 2, to: null });
});

test.each([501, 1_000, 1_001, 1_750])(
  "every one of %i entries is seen within a few turns, together with the entry before it",
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
