import { type GateState, gateState, isPast } from "../../../lib/domain/gate/gate-state.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { asked, decided, expired, passed, voided } from "../../fixtures/sample-facts.ts";

describe("a gate", () => {
  const gate = "change-record";
  const other = "staging-sign-off";
  const two = asked(gate, { approvers: ["ann", "bob", "cleo"], quorum: 2 });
  const yes = (approver: string) => decided(gate, { approver });
  const no = (approver: string) => decided(gate, { decision: "reject", approver });

  test.each<[string, Fact[], GateState | null]>([
    ["was not opened while only others were", [asked(other), decided(other)], null],
    ["is open until someone answers", [asked(gate)], "open"],
    [
      "is open while others are decided",
      [asked(other), asked(gate), decided(other, { decision: "reject" })],
      "open",
    ],
    ["is open while fewer said yes than it takes", [two, yes("ann")], "open"],
    ["is open when the same person says yes twice", [two, yes("ann"), yes("ann")], "open"],
    ["is approved when as many said yes as it takes", [two, yes("ann"), yes("bob")], "approved"],
    ["is approved when more did", [two, yes("ann"), yes("bob"), yes("cleo")], "approved"],
    ["is rejected by one no among yeses", [two, yes("ann"), no("bob"), yes("cleo")], "rejected"],
    [
      "is rejected also when its time is over then",
      [asked(gate), decided(gate, { decision: "reject" }), expired(gate)],
      "rejected",
    ],
    ["is expired when its time is over", [two, yes("ann"), expired(gate)], "expired"],
    ["is not expired by another's time", [asked(gate), expired(other)], "open"],
    ["is void when what was shown has moved", [asked(gate), decided(gate), voided(gate)], "void"],
    ["is not void by another", [asked(gate), voided(other)], "open"],
    ["is passed when there was nothing to ask", [passed(gate)], "passed"],
    ["is not passed with another", [passed(other)], null],
    ["asks anew when it was void", [asked(gate), voided(gate), asked(gate)], "open"],
    ["asks anew when it was passed before", [passed(gate), asked(gate)], "open"],
    [
      "takes no yes to what was shown before",
      [asked(gate), decided(gate, { dossierDigest: "b".repeat(64) })],
      "open",
    ],
    [
      "ignores an approval by a person who was not asked",
      [asked(gate), decided(gate, { approver: "eve" })],
      "open",
    ],
    [
      "ignores a rejection by a person who was not asked",
      [asked(gate), decided(gate, { decision: "reject", approver: "eve" })],
      "open",
    ],
  ])("%s", (_what, facts, state) => {
    expect(gateState(facts, gate)).toBe(state);
  });

  test.each<[string, Fact[], boolean]>([
    ["that was approved lets the run go on", [asked(gate), decided(gate)], true],
    ["that was passed lets the run go on", [passed(gate)], true],
    ["that is open does not", [asked(gate)], false],
    ["that was rejected does not", [asked(gate), decided(gate, { decision: "reject" })], false],
    ["that was never opened does not", [], false],
  ])("%s", (_what, facts, expected) => {
    expect(isPast(facts, gate)).toBe(expected);
  });
});
