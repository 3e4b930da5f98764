import { chainFacts, emptyHead } from "../../../lib/domain/records/entry.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { openedWith } from "../../../lib/domain/run/opened.ts";
import { opened, recovered } from "../../fixtures/sample-facts.ts";

const runId = "shop-0123456789ab-1";
const entries = (...facts: readonly Fact[]) =>
  chainFacts(emptyHead, facts, { runId, at: "2026-11-24T10:00:00.000Z", actor: "open-run" }).entries;

describe("the opening of a run", () => {
  test("is taken from its opening entry, regardless of its other entries", () => {
    const first = opened({ documentId: "21.03", epoch: 4 });

    expect(openedWith(runId, entries(recovered(), first, recovered({ cause: "again" })))).toEqual(
      first.detail,
    );
  });

  test.each([
    ["has no entry", [], "0 entries"],
    ["has entries of other kinds", [recovered()], "1 entries"],
  ])("is missing when the run %s", (_what, facts, count) => {
    const error = expect.objectContaining({
      name: "PrerequisiteMissing",
      message: expect.stringContaining(`${runId} was never opened (${count})`),
    });

    expect(() => openedWith(runId, entries(...facts))).toThrow(error);
  });
});
