import type { Entry } from "../../../lib/domain/records/entry.ts";
import { Remembered } from "../../../lib/domain/verify/remembered.ts";
import type { StepSoFar } from "../../../lib/domain/verify/step-so-far.ts";
import { provisioned, undone } from "../../fixtures/sample-facts.ts";
import { intended, type SampleEntry, undoing, validated } from "./sample-run.ts";

const step = { subject: "staging/network" } as StepSoFar;
const other = { subject: "staging/storage" } as StepSoFar;
const room = 2_000;
const megabytes16 = 16 * 1024 * 1024;

/** What is remembered of the entries after the room, by their places. */
function rememberedOf(...entries: readonly (readonly [SampleEntry, StepSoFar | null])[]): readonly number[] {
  const remembered = new Remembered();
  entries.forEach(([told, about], index) => {
    const place = room + 1 + index;
    remembered.add({ ...told, sequence: place } as Entry, place, 1, about);
  });
  return remembered.entries.map(({ sequence }) => sequence - room);
}

const intent = intended("staging/network");
const outcome = provisioned("staging/network");

describe("of entries in their first two thousand places", () => {
  test("all are remembered, in their order", () => {
    const remembered = new Remembered();
    for (let place = room - 3; place <= room; place += 1)
      remembered.add({ ...intent, sequence: place } as Entry, place, 1, step);
    expect(remembered.entries.map(({ sequence }) => sequence)).toEqual([1_997, 1_998, 1_999, 2_000]);
  });
});

describe("of the entries after them", () => {
  test("the first is the first after that room, regardless of the entries within it", () => {
    const remembered = new Remembered();
    for (let place = room - 1; place <= room + 4; place += 1)
      remembered.add({ ...intent, sequence: place } as Entry, place, 1, step);
    expect(remembered.entries.map(({ sequence }) => sequence - room)).toEqual([-1, 0, 1, 4]);
  });

  test("the first and the last that say the same of one step are remembered", () => {
    expect(rememberedOf([intent, step], [intent, step], [intent, step], [intent, step])).toEqual([1, 4]);
    expect(rememberedOf([intent, step])).toEqual([1]);
  });

  test("those that say different things are, each for itself", () => {
    const update = intended("staging/network", { operation: "update" });
    const unknown = provisioned("staging/network", { result: "unknown" });
    expect(rememberedOf([intent, step], [update, step], [outcome, step], [unknown, step])).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test("those about different steps are, and those about none", () => {
    expect(rememberedOf([intent, step], [intent, other])).toEqual([1, 2]);
    expect(rememberedOf([intent, null], [intent, null], [intent, null])).toEqual([1, 2, 3]);
  });

  test("undoing is not taken for doing", () => {
    const failed = provisioned("staging/network", { result: "failed" });
    const undoFailed = undone("staging/network", { result: "failed" });
    expect(rememberedOf([failed, step], [undoFailed, step], [failed, step], [undoFailed, step])).toEqual([
      1, 2, 3, 4,
    ]);
    const [one, two] = [undoing("staging/network"), undoing("staging/network", { operation: "withdraw" })];
    expect(rememberedOf([one, step], [two, step], [one, step], [two, step], [one, step])).toEqual([
      1, 2, 4, 5,
    ]);
  });

  test("their order is that of the chain, also when the last ones of several steps are mixed", () => {
    const story: [SampleEntry, StepSoFar | null][] = [
      [intent, step],
      [intent, other],
      [intent, other],
      [intent, step],
      [validated("staging"), null],
      [intent, other],
    ];
    expect(rememberedOf(...story)).toEqual([1, 2, 4, 5, 6]);
  });
});

describe("more than 16 MB of entries", () => {
  test("are not remembered at all, and that is reported", () => {
    const remembered = new Remembered();
    const entry = intent as unknown as Entry;
    remembered.add(entry, 1, megabytes16 - 1, null);
    remembered.add(entry, 2, 1, null);
    expect(remembered.full).toBe(false);
    expect(remembered.entries).toHaveLength(2);
    remembered.add(entry, 3, 1, null);
    expect(remembered.full).toBe(true);
    expect(remembered.entries).toHaveLength(0);
    remembered.add(entry, 4, 1, null);
    expect(remembered.entries).toHaveLength(0);
  });
});

test("more than ten thousand entries are not remembered at all, and that is reported", () => {
  const remembered = new Remembered();
  const entry = validated("staging") as unknown as Entry;
  for (let place = 1; place <= 10_000; place += 1) remembered.add(entry, place, 1, null);
  expect(remembered.full).toBe(false);
  expect(remembered.entries).toHaveLength(10_000);
  remembered.add(entry, 10_001, 1, null);
  expect(remembered.full).toBe(true);
  expect(remembered.entries).toEqual([]);
});
