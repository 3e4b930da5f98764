import { rows } from "../../lib/resources/resources.ts";
import { emulatedTypes } from "../../lib/sandbox/emulated-types.ts";
import { notEmulated } from "../../lib/sandbox/not-emulated.ts";
import { printFigure } from "../fixtures/print-figure.ts";
import { commonest, paying } from "./commonest.ts";

const goneBy = new Map(rows.map(({ type, row }) => [type, row.goneBy]));
/** A custom resource has no row: it is gone with the functions of its stack, and reached as its kind says. */
const isCovered = (type: string): boolean => type === "Custom::*" || goneBy.has(type);

test.each([
  ["the sixty commonest", commonest],
  ["the forty that pay most", paying],
] as const)("of %s, each has a row", (what, types) => {
  printFigure(`rows: ${types.filter(isCovered).length} of ${types.length} of ${what}`);
  expect(types.filter((type) => !isCovered(type))).toEqual([]);
});

test("in the sandbox each has a reader of our own, goes with its owner, or is named as not emulated", () => {
  const unnamed = [...new Set([...commonest, ...paying])].filter(
    (type) =>
      type !== "Custom::*" &&
      goneBy.get(type) === "cloud-control" &&
      !notEmulated.types.some((one) => one === type),
  );

  expect(unnamed).toEqual([]);
});

test("what the emulator does not have is a type with a row, and what it has is not named", () => {
  const emulated = emulatedTypes();

  expect(notEmulated.types.filter((type) => !goneBy.has(type))).toEqual([]);
  expect(notEmulated.types.filter((type) => emulated?.has(type))).toEqual([]);
});
