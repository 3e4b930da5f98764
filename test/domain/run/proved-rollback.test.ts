import type { Fact } from "../../../lib/domain/records/facts.ts";
import { type Verdict, verdictOf } from "../../../lib/domain/run/verdict.ts";
import {
  asked,
  closed,
  expired,
  intended,
  logsRead,
  preserved,
  proved,
  provisionedAs,
  recovered,
  rollbackBegun,
  said,
  signed,
  undoing,
  validated,
} from "../../fakes/run-facts.ts";

const development = [intended("development"), rollbackBegun("development")];
const staging = [intended("staging"), rollbackBegun("staging")];
const production = [intended("production"), rollbackBegun("production")];

describe("a run of which nothing was done", () => {
  test.each<[string, Fact[], Verdict]>([
    ["is ROLLED_BACK", [], "ROLLED_BACK"],
    [
      "is REJECTED when somebody said no",
      [asked("plan-approval"), said("plan-approval", "reject")],
      "REJECTED",
    ],
    [
      "is REJECTED when nobody answered in time",
      [asked("plan-approval"), expired("plan-approval")],
      "REJECTED",
    ],
    [
      "is ROLLED_BACK when somebody said yes",
      [asked("plan-approval"), said("plan-approval", "approve")],
      "ROLLED_BACK",
    ],
    ["is ABORTED when it was stopped from outside", [signed("gate-passed"), recovered("stopped")], "ABORTED"],
    [
      "is REJECTED also when it was stopped after the no",
      [asked("plan-approval"), said("plan-approval", "reject"), recovered("stopped")],
      "REJECTED",
    ],
  ])("%s", (_what, facts, verdict) => {
    expect(verdictOf(facts)).toBe(verdict);
  });
});

describe("a run has not SUCCEEDED", () => {
  test.each<[string, Fact[]]>([
    [
      "by production without its ingress",
      [intended("production"), validated("production", { scope: "all-but-ingress" })],
    ],
    [
      "by production whose checks did not hold",
      [intended("production"), validated("production", { held: false })],
    ],
    ["by staging", [intended("staging"), validated("staging")]],
    ["when its rollback was begun after it was confirmed", [validated("production"), ...production]],
  ])("%s", (_what, facts) => {
    expect(verdictOf(facts)).toBe("QUARANTINED");
  });

  test("by production that was confirmed before its rollback, and succeeds by one that is confirmed now", () => {
    expect(verdictOf([intended("production"), rollbackBegun("production"), validated("production")])).toBe(
      "SUCCEEDED",
    );
  });

  test("by an outcome that comes after production was confirmed, it has nonetheless", () => {
    expect(
      verdictOf([intended("production"), validated("production"), provisionedAs("production", "untouched")]),
    ).toBe("SUCCEEDED");
  });

  test("when staging is looked at again after production was confirmed, it has nonetheless", () => {
    expect(verdictOf([intended("production"), validated("production"), validated("staging")])).toBe(
      "SUCCEEDED",
    );
  });
});

describe("a rollback is proved", () => {
  test.each<[string, Fact[], Verdict]>([
    [
      "by the last look",
      [...development, proved("development", false), proved("development")],
      "ROLLED_BACK",
    ],
    [
      "not by an earlier one",
      [...development, proved("development"), proved("development", false)],
      "QUARANTINED",
    ],
    ["not by a look at its neighbour", [...development, proved("staging")], "QUARANTINED"],
    [
      "not when something was undone after it",
      [...development, proved("development"), undoing("development")],
      "QUARANTINED",
    ],
    [
      "also when outcomes and receipts come after it",
      [
        ...development,
        proved("development"),
        provisionedAs("development", "unknown"),
        signed("nothing-left"),
      ],
      "ROLLED_BACK",
    ],
    [
      "in staging when development is as it was",
      [...staging, proved("staging"), preserved(true)],
      "ROLLED_BACK",
    ],
    [
      "not in staging when development is not",
      [...staging, proved("staging"), preserved(false)],
      "QUARANTINED",
    ],
    ["not in staging when nobody looked at development", [...staging, proved("staging")], "QUARANTINED"],
    [
      "in production when it is closed and its logs can be read",
      [...production, closed(true), logsRead(true), proved("production")],
      "ROLLED_BACK",
    ],
    [
      "in production by what was read back last",
      [...production, closed(false), logsRead(false), closed(true), logsRead(true), proved("production")],
      "ROLLED_BACK",
    ],
    [
      "not in production when it was opened again",
      [...production, closed(true), logsRead(true), closed(false), proved("production")],
      "QUARANTINED",
    ],
    [
      "not in production when its logs can be read no more",
      [...production, closed(true), logsRead(true), logsRead(false), proved("production")],
      "QUARANTINED",
    ],
    [
      "not in production without its logs",
      [...production, closed(true), proved("production")],
      "QUARANTINED",
    ],
    [
      "not in production without a look from outside",
      [...production, logsRead(true), proved("production")],
      "QUARANTINED",
    ],
  ])("%s", (_what, facts, verdict) => {
    expect(verdictOf(facts)).toBe(verdict);
  });
});
