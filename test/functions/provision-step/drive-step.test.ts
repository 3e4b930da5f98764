import { driveStep, Journal, type StepMove } from "../../../functions/provision-step/drive-step.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import type { Patience } from "../../../lib/shared-use-cases/patience.ts";
import { intended, provisioned, seenStanding } from "../../fixtures/sample-facts.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";

const path = "development/network";
const intent = (operation: "create" | "update") => intended(path, { operation });
const begins = (operation: "create" | "update", isNew = true): StepMove => ({
  do: "act",
  operation,
  intent: isNew ? intent(operation) : null,
  act: async () => "begun",
});
const finished: StepMove = { do: "finish", outcome: null };
const failed: StepMove = { do: "fail", as: "failed", outcome: provisioned(path, { result: "failed" }) };
const before = seenStanding("development", { step: "before" });
const meanwhile = seenStanding("development", { step: "meanwhile" });

/** Drives a step that is found like this, look by look, while its resources are seen; and what was written and how long it took. */
async function driving(moves: readonly StepMove[], seen: readonly Fact[] = []) {
  const run = await OpenedRun.begin();
  const watched = run.watch();
  const work = { ...run.work, actor: "provision-step" };
  const journal = new Journal(run.records, await run.written(), work);
  const waits: string[] = [];
  const patient: Patience = {
    moved: () => {
      waits.push("moved");
    },
    lookAgain: async () => {
      waits.push("waits");
      return waits.length < 10;
    },
    hasTime: () => true,
  };
  let look = -1;
  const driven = await driveStep(
    journal,
    patient,
    async () => {
      look += 1;
      return moves[look] ?? { do: "wait" };
    },
    { before: async () => [before], meanwhile: async () => seen },
  );
  return { driven, waits, transactions: watched.transactions, entries: await run.entries() };
}
const stepsSeen = (entries: readonly Fact[]) =>
  entries.flatMap((entry) => (entry.action === "see-standing" ? [entry.detail.step] : []));

describe("a step is driven", () => {
  test("and looked at quickly once something has begun, and otherwise less and less often", async () => {
    const { driven, waits } = await driving([begins("create"), { do: "wait" }, { do: "wait" }, finished]);
    expect(driven).toBe("done");
    expect(waits).toEqual(["moved", "waits", "waits"]);
  });

  test("without a quick look if the same was begun before", async () => {
    expect((await driving([begins("create", false), finished])).waits).toEqual(["waits"]);
  });

  test("until the call has no more time", async () => {
    expect((await driving([])).driven).toBe("waiting");
  });
});

describe("what stands of a step is recorded", () => {
  test("before an effect that may take it away, with the intent", async () => {
    const { entries } = await driving([begins("update"), finished]);
    expect(stepsSeen(entries)).toEqual(["before"]);
    expect(entries.map(({ action }) => action)).toEqual(["open-run", "see-standing", "provision-step"]);
  });

  test("not before an effect that takes nothing away, nor before one that was recorded earlier", async () => {
    expect(stepsSeen((await driving([begins("create"), finished])).entries)).toEqual([]);
    expect(stepsSeen((await driving([begins("update", false), finished])).entries)).toEqual([]);
  });

  test("at each look while it is made and at its end, and not where it is about to be changed", async () => {
    const looks = [begins("create"), { do: "wait" }, failed] as const;
    const { driven, entries } = await driving(looks, [meanwhile]);
    expect(driven).toBe("failed");
    expect(stepsSeen(entries)).toEqual(["meanwhile", "meanwhile"]);
  });

  test("by no write if nothing of it is seen", async () => {
    const { transactions } = await driving([{ do: "wait" }, { do: "wait" }, finished]);
    expect(transactions).toEqual([]);
  });
});
