import "../simulator/environment.ts";
import { contracts } from "./contracts.ts";
import { differences } from "./differences.ts";
import { askInMemory } from "./in-memory.ts";

describe.each(Object.entries(contracts))("%s in memory behaves like AWS's", (_service, sentences) => {
  test.each(sentences)("$says", async (contract) => {
    expect(await askInMemory(contract)).toEqual(contract.sees);
  });
});

test("every known difference of the emulator is about a sentence that is there, and says why it does not matter", () => {
  const said = Object.values(contracts).flatMap((sentences) => sentences.map(({ says }) => says));

  expect(differences.filter(({ says, because }) => !said.includes(says) || because === "")).toEqual([]);
});
