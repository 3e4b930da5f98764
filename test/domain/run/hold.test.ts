import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import { heldPlace, holdOf } from "../../../lib/domain/run/hold.ts";
import { chainOf } from "../../fixtures/sample-entries.ts";
import { fact, intended, validated } from "../../fixtures/sample-facts.ts";

type Look = FactOf<"read-windows", "observation">["detail"];
const continuesAt = "2027-01-02T06:00:00.000Z";
const closedBy = [{ window: "settings/year-end", reason: "year end" }];
const looked = (more: Partial<Look> = {}) =>
  fact("read-windows", "observation", "staging", {
    environment: "staging",
    scope: "everything",
    outcome: "frozen",
    askedAt: "2026-11-24T10:00:00.000Z",
    settings: [],
    closedBy,
    continuesAt,
    lifted: [],
    ...more,
  });
/** What holds a run after these facts, which were written one second apart. */
const holdAfter = (...facts: readonly Fact[]) =>
  holdOf(facts.flatMap((one, seconds) => chainOf([one], { seconds }).entries));

test("a freeze holds a run since its first look at that place", () => {
  const hold = holdAfter(
    looked({ environment: "development" }),
    looked({ scope: "all-but-ingress" }),
    intended("staging/network"),
    validated("staging"),
    looked(),
    looked(),
  );
  expect(hold).toEqual({
    environment: "staging",
    scope: "everything",
    since: "2026-11-24T10:00:04.000Z",
    closedBy,
    continuesAt,
  });
});

test.each<[string, readonly Fact[]]>([
  ["that wrote nothing", []],
  ["that went on since", [looked(), intended("staging/network")]],
  ["whose windows are open", [looked({ outcome: "open", continuesAt: null })]],
  ["whose windows are open until a time", [looked({ outcome: "open" })]],
  ["that nothing will let go on", [looked({ continuesAt: null })]],
])("nothing holds a run %s", (_what, facts) => {
  expect(holdAfter(...facts)).toBeNull();
});

test("what is held is an environment, or production's ingress", () => {
  expect(heldPlace({ environment: "production", scope: "ingress" })).toBe("production's ingress");
  expect(heldPlace({ environment: "production", scope: "all-but-ingress" })).toBe("production");
});
