import "../simulator/environment.ts";
import { behaviours, withoutContract } from "../simulator/behaviours.ts";
import { Installation } from "../simulator/installation.ts";
import { contracts } from "./contracts.ts";
import { differences } from "./differences.ts";
import { askInMemory } from "./in-memory.ts";

describe.each(Object.entries(contracts))("%s in memory behaves like AWS's", (_service, cases) => {
  test.each(cases)("$says", async (contract) => {
    expect(await askInMemory(contract)).toEqual(contract.sees);
  });
});

const cases = Object.entries(contracts).flatMap(([service, all]) =>
  all.map(({ says }) => `${service}: ${says}`),
);

test("every known difference of the emulator is about a case, and says why it does not matter", () => {
  const said = Object.values(contracts).flatMap((all) => all.map(({ says }) => says));

  expect(differences.filter(({ says, because }) => !said.includes(says) || because === "")).toEqual([]);
});

describe("the table of the simulated account's behaviours", () => {
  test("names a case for every row, and a row for every case", () => {
    const shown = behaviours.flatMap(({ service, shownBy }) => shownBy.map((says) => `${service}: ${says}`));

    expect(behaviours.filter(({ shownBy }) => shownBy.length === 0)).toEqual([]);
    expect(shown.toSorted()).toEqual(cases.toSorted());
  });

  test("names the source of every row", () => {
    expect(behaviours.filter(({ source }) => source === "")).toEqual([]);
  });

  test("covers every service of the account, or says why no case is about it", async () => {
    const { account } = await Installation.withoutLatency();
    const covered = new Set([...behaviours.map(({ service }) => service), ...Object.keys(withoutContract)]);

    expect([...account.services.keys()].toSorted()).toEqual([...covered].toSorted());
  });
});
