import type { Fact } from "../../../lib/domain/records/facts.ts";
import { type Verdict, verdictOf } from "../../../lib/domain/run/verdict.ts";
import { production, released, signedOff, staging } from "../../fixtures/run-stages.ts";
import {
  asked,
  closed,
  decided,
  expired,
  intended,
  logsPreserved,
  type More,
  preserved,
  proved,
  provisioned,
  receipt,
  recovered,
  refused,
  rollbackBegun,
  undoing,
  validated,
} from "../../fixtures/sample-facts.ts";

/** Production was read back, and its logs were read. */
const readBack = (seen: More<"confirm-closed"> = {}, logs: More<"preserve-logs"> = {}): Fact[] => [
  closed("production", seen),
  logsPreserved("production", { logGroups: ["/shop-production/backend"], ...logs }),
];

describe("the verdict of a run", () => {
  test.each<[string, readonly Fact[], Verdict]>([
    ["SUCCEEDED when production was confirmed with its ingress open", released, "SUCCEEDED"],
    [
      "QUARANTINED when staging was signed off, was rolled back nonetheless, and something is left",
      [
        ...signedOff,
        rollbackBegun("staging"),
        proved("staging", { proved: false }),
        preserved("development"),
      ],
      "QUARANTINED",
    ],
    [
      "ROLLED_BACK when development failed and nothing is left",
      [intended("development/network"), rollbackBegun("development"), proved("development")],
      "ROLLED_BACK",
    ],
    [
      "QUARANTINED when something of development is left",
      [
        intended("development/network"),
        rollbackBegun("development"),
        proved("development", { proved: false }),
      ],
      "QUARANTINED",
    ],
    ["QUARANTINED without a proof of the rollback", [intended("development/network")], "QUARANTINED"],
    [
      "QUARANTINED when something was touched after the proof",
      [intended("development/network"), proved("development"), intended("development/network")],
      "QUARANTINED",
    ],
    [
      "REJECTED when staging was refused and is gone",
      [
        ...staging,
        decided("staging-sign-off", { decision: "reject" }),
        rollbackBegun("staging"),
        proved("staging"),
        preserved("development"),
      ],
      "REJECTED",
    ],
    [
      "QUARANTINED when staging's rollback changed development",
      [
        ...staging,
        decided("staging-sign-off", { decision: "reject" }),
        rollbackBegun("staging"),
        proved("staging"),
        preserved("development", { same: false }),
      ],
      "QUARANTINED",
    ],
    ["REFUSED when the change can't be carried out", [refused()], "REFUSED"],
    [
      "ROLLED_BACK when it could not, in a run from before that had a verdict of its own",
      [refused({ verdict: undefined })],
      "ROLLED_BACK",
    ],
    [
      "REJECTED when the change record was refused, with nothing to undo",
      [...signedOff, decided("change-record", { decision: "reject" })],
      "REJECTED",
    ],
    [
      "REJECTED when the release was refused and production was rolled back",
      [
        ...production,
        decided("production-release", { decision: "reject" }),
        rollbackBegun("production"),
        ...readBack(),
        proved("production"),
      ],
      "REJECTED",
    ],
    [
      "ABORTED when a recovery finished the rollback",
      [intended("development/network"), recovered(), rollbackBegun("development"), proved("development")],
      "ABORTED",
    ],
    ...(
      [
        ["can still be reached", readBack({ closed: false, exposed: ["address 198.51.100.7 of eni-1"] })],
        ["has logs that cannot be read", readBack({}, { readable: false })],
        ["was not read back", []],
      ] as const
    ).map(([what, seen]): [string, readonly Fact[], Verdict] => [
      `QUARANTINED when production was rolled back and ${what}`,
      [
        ...production,
        decided("production-release", { decision: "reject" }),
        rollbackBegun("production"),
        ...seen,
        proved("production"),
      ],
      "QUARANTINED",
    ]),
    [
      "ROLLED_BACK when production failed its confirmation after release",
      [
        ...released,
        validated("production", { held: false }),
        rollbackBegun("production"),
        ...readBack(),
        proved("production"),
      ],
      "ROLLED_BACK",
    ],
  ])("is %s", (_what, facts, verdict) => {
    expect(verdictOf(facts)).toBe(verdict);
  });
});

/** What the proof of a rollback follows. */
const developmentRolledBack = [intended("development/network"), rollbackBegun("development")];
const stagingRolledBack = [intended("staging/network"), rollbackBegun("staging")];
const productionRolledBack = [intended("production/network"), rollbackBegun("production")];

describe("a run without effects", () => {
  test.each<[string, readonly Fact[], Verdict]>([
    ["is REFUSED when its change can't be carried out", [refused()], "REFUSED"],
    ["is REFUSED also when its execution died before it was closed", [refused(), recovered()], "REFUSED"],
    [
      "is ROLLED_BACK when it was refused before refusals had a verdict of their own",
      [{ ...refused(), detail: { reason: "it leaves out a part" } } as Fact],
      "ROLLED_BACK",
    ],
    ["is ROLLED_BACK", [], "ROLLED_BACK"],
    [
      "is REJECTED when somebody said no",
      [asked("plan-approval"), decided("plan-approval", { decision: "reject" })],
      "REJECTED",
    ],
    [
      "is REJECTED when nobody answered in time",
      [asked("plan-approval"), expired("plan-approval")],
      "REJECTED",
    ],
    [
      "is ROLLED_BACK when somebody said yes",
      [asked("plan-approval"), decided("plan-approval")],
      "ROLLED_BACK",
    ],
    [
      "is ABORTED when it was stopped from outside",
      [receipt("run", { statement: "gate-passed" }), recovered({ cause: "stopped" })],
      "ABORTED",
    ],
    [
      "is REJECTED also when it was stopped after the no",
      [
        asked("plan-approval"),
        decided("plan-approval", { decision: "reject" }),
        recovered({ cause: "stopped" }),
      ],
      "REJECTED",
    ],
  ])("%s", (_what, facts, verdict) => {
    expect(verdictOf(facts)).toBe(verdict);
  });
});

describe("a run has not SUCCEEDED", () => {
  test.each<[string, readonly Fact[]]>([
    [
      "by production without its ingress",
      [intended("production/network"), validated("production", { scope: "all-but-ingress" })],
    ],
    [
      "by production whose checks did not hold",
      [intended("production/network"), validated("production", { held: false })],
    ],
    ["by staging", [intended("staging/network"), validated("staging")]],
    [
      "when its rollback was begun after it was confirmed",
      [validated("production"), ...productionRolledBack],
    ],
    [
      "by an answer that was still under way when its rollback began",
      [intended("production/network"), rollbackBegun("production"), validated("production")],
    ],
  ])("%s", (_what, facts) => {
    expect(verdictOf(facts)).toBe("QUARANTINED");
  });

  test("by an outcome that comes after production was confirmed, it has nonetheless", () => {
    expect(
      verdictOf([
        intended("production/network"),
        validated("production"),
        provisioned("production/network", { result: "untouched" }),
      ]),
    ).toBe("SUCCEEDED");
  });

  test("when staging is validated again after production was confirmed, it still has", () => {
    expect(verdictOf([intended("production/network"), validated("production"), validated("staging")])).toBe(
      "SUCCEEDED",
    );
  });
});

describe("a rollback is proved", () => {
  test.each<[string, readonly Fact[], Verdict]>([
    [
      "by the last look",
      [...developmentRolledBack, proved("development", { proved: false }), proved("development")],
      "ROLLED_BACK",
    ],
    [
      "not by an earlier one",
      [...developmentRolledBack, proved("development"), proved("development", { proved: false })],
      "QUARANTINED",
    ],
    ["not by a look at its neighbour", [...developmentRolledBack, proved("staging")], "QUARANTINED"],
    [
      "not when something was undone after it",
      [...developmentRolledBack, proved("development"), undoing("development/network")],
      "QUARANTINED",
    ],
    [
      "also when outcomes and receipts come after it",
      [
        ...developmentRolledBack,
        proved("development"),
        provisioned("development/network", { result: "unknown" }),
        receipt("run", { statement: "nothing-left" }),
      ],
      "ROLLED_BACK",
    ],
    [
      "in staging when development is as it was",
      [...stagingRolledBack, proved("staging"), preserved("development")],
      "ROLLED_BACK",
    ],
    [
      "not in staging when development is not",
      [...stagingRolledBack, proved("staging"), preserved("development", { same: false })],
      "QUARANTINED",
    ],
    [
      "not in staging when nobody looked at development",
      [...stagingRolledBack, proved("staging")],
      "QUARANTINED",
    ],
    [
      "in production when it is closed and its logs can be read",
      [...productionRolledBack, closed("production"), logsPreserved("production"), proved("production")],
      "ROLLED_BACK",
    ],
    [
      "in production by what was read back last",
      [
        ...productionRolledBack,
        closed("production", { closed: false }),
        logsPreserved("production", { readable: false }),
        closed("production"),
        logsPreserved("production"),
        proved("production"),
      ],
      "ROLLED_BACK",
    ],
    [
      "not in production when it was opened again",
      [
        ...productionRolledBack,
        closed("production"),
        logsPreserved("production"),
        closed("production", { closed: false }),
        proved("production"),
      ],
      "QUARANTINED",
    ],
    [
      "not in production when its logs can be read no more",
      [
        ...productionRolledBack,
        closed("production"),
        logsPreserved("production"),
        logsPreserved("production", { readable: false }),
        proved("production"),
      ],
      "QUARANTINED",
    ],
    [
      "not in production without its logs",
      [...productionRolledBack, closed("production"), proved("production")],
      "QUARANTINED",
    ],
    [
      "not in production without a look from outside",
      [...productionRolledBack, logsPreserved("production"), proved("production")],
      "QUARANTINED",
    ],
  ])("%s", (_what, facts, verdict) => {
    expect(verdictOf(facts)).toBe(verdict);
  });
});
