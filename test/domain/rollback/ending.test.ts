import type { Fact } from "../../../lib/domain/records/facts.ts";
import { endInWords, endingOf, rootCauseOf } from "../../../lib/domain/rollback/ending.ts";
import { sampleChange } from "../../fixtures/sample-change.ts";
import { chainOf } from "../../fixtures/sample-entries.ts";
import {
  intended,
  opened,
  provisioned,
  rollbackBegun,
  undoing,
  undone,
  validated,
} from "../../fixtures/sample-facts.ts";

const secondly = (...facts: readonly Fact[]) =>
  facts.flatMap((fact, seconds) => chainOf([fact], { seconds }).entries);
const change = (subject: string) => {
  const plain = sampleChange();
  return { ...plain, commit: { ...plain.commit, subject } };
};
const typed = (args: string) => `npx interlock ${args}`;
const provisionedDevelopment = [
  opened(),
  intended("development/network"),
  provisioned("development/network"),
  validated("development"),
];
const failing = [
  rollbackBegun("development", { cause: "the network failed" }),
  undoing("development/network"),
];
const stuck = [...failing, undone("development/network", { result: "failed", reason: "it is in use" })];

describe("the line of a run that has ended", () => {
  test("says for a success what was changed and by whom, and needs no cause", () => {
    const ending = endingOf(secondly(...provisionedDevelopment), "SUCCEEDED", change("feat: a shop"), 7);
    expect(ending).toMatchObject({
      verdict: "SUCCEEDED",
      endedAtMs: 7,
      because: null,
      subject: "feat: a shop",
      author: sampleChange().commit.author.name,
      stands: ["development", "production"],
    });
  });

  test("has the time of each phase that was finished, and of no other", () => {
    const { tookMs } = endingOf(secondly(...provisionedDevelopment), "ABORTED", sampleChange(), 7);
    expect(Object.keys(tookMs)).toEqual(["development"]);
    expect(tookMs["development"]).toBeGreaterThan(0);
  });

  test("says for a bad end what began it, and what still stands", () => {
    expect(endingOf(secondly(...provisionedDevelopment, ...failing), "ROLLED_BACK", null, 7)).toMatchObject({
      because: "the network failed",
      subject: null,
      author: null,
      stands: [],
    });
  });

  test.each([
    [300, 300, "x"],
    [301, 300, "…"],
  ])("has of a subject of %i characters %i", (length, kept, last) => {
    const { subject } = endingOf([], "ABORTED", change("x".repeat(length)), 7);
    expect(subject).toHaveLength(kept);
    expect(subject?.at(-1)).toBe(last);
  });
});

describe("the root cause", () => {
  test("is what began the rollback, not its own troubles", () => {
    expect(rootCauseOf(stuck, "ROLLED_BACK")).toBe("the network failed");
  });

  test("of a quarantine is also what is left", () => {
    expect(rootCauseOf(stuck, "QUARANTINED")).toMatch(
      /^development\/network could not be undone: it is in use; .*it was rolled back because the network failed$/,
    );
  });

  test("of a quarantine that left nothing is what began it", () => {
    expect(rootCauseOf([opened()], "QUARANTINED")).toMatch(/^a state of the execution failed/);
  });
});

describe("the end in words", () => {
  test("of a success is a release", () => {
    expect(endInWords("shop-1", [], "SUCCEEDED", typed)).toBe("shop-1 is released.");
  });

  test("of a bad end is its cause in one line, and the command to run", () => {
    const facts = [rollbackBegun("development", { cause: "one\ntwo" })];
    expect(endInWords("shop-1", facts, "ROLLED_BACK", typed)).toBe(
      "one; two Run: npx interlock status shop-1",
    );
    expect(endInWords("shop-1", stuck, "QUARANTINED", typed)).toMatch(
      / Run: npx interlock quarantine show shop-1$/,
    );
  });

  test("is cut where the console would cut it, before the command", () => {
    const facts = [rollbackBegun("development", { cause: "x".repeat(2_000) })];
    const words = endInWords("shop-1", facts, "ABORTED", typed);
    expect(words.length).toBeLessThanOrEqual(1_000);
    expect(words).toMatch(/^x{833}… Run: npx interlock status shop-1$/);
  });
});
