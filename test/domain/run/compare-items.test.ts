import type { Fact } from "../../../lib/domain/records/facts.ts";
import { compareItems, type GateSays, type ItemsSay } from "../../../lib/domain/run/compare-items.ts";
import { entriesOf, runId } from "../../fixtures/sample-entries.ts";
import {
  asked,
  decided,
  expired,
  opened,
  otherDigest,
  passed,
  receipt,
  recovered,
  someDigest,
} from "../../fixtures/sample-facts.ts";

const gate = "change-record";
const approvers = ["change-manager", "release-manager"];
const openedGate = asked(gate, { dossierDigest: someDigest, approvers, quorum: 2, expiresAtMs: 9_000 });
const item: GateSays = {
  gate,
  state: "open",
  dossierDigest: someDigest,
  approvers,
  quorum: 2,
  approvedBy: [],
  expiresAtMs: 9_000,
};
const lease = { runId, epoch: 1 };
const approval = (approver: string) => decided(gate, { approver, dossierDigest: someDigest });

const differences = (facts: readonly Fact[], says: Partial<ItemsSay>, lockedIn: readonly Fact[] = []) =>
  compareItems(
    entriesOf(opened(), ...facts),
    { gates: [], lease, lock: null, ...says },
    entriesOf(...lockedIn),
  ).map(({ what }) => what);

test.each<[string, readonly Fact[], readonly GateSays[]]>([
  ["before it was opened", [], []],
  ["while it is open", [openedGate], [item]],
  [
    "after one of two approvals",
    [openedGate, approval("change-manager")],
    [{ ...item, approvedBy: ["change-manager"] }],
  ],
  [
    "once it is approved",
    [openedGate, ...approvers.map(approval)],
    [{ ...item, state: "approved", approvedBy: approvers }],
  ],
  [
    "once it expired before its time",
    [openedGate, expired(gate)],
    [{ ...item, state: "expired", expiresAtMs: 3 }],
  ],
  ["that was passed unasked", [passed(gate)], []],
  [
    "after a rejection, which is no approval",
    [
      openedGate,
      decided(gate, { approver: "change-manager", decision: "reject", dossierDigest: someDigest }),
    ],
    [{ ...item, state: "rejected" }],
  ],
])("the item of a gate agrees with its entries %s", (_when, facts, gates) => {
  expect(differences(facts, { gates })).toEqual([]);
});

test.each<[string, readonly Fact[], readonly GateSays[], string]>([
  ["that is gone", [openedGate], [], "is gone; by its entries it is open"],
  ["that nobody opened", [], [item], "nobody was asked"],
  ["that says approved", [openedGate], [{ ...item, state: "approved" }], "state is approved, not open"],
  ["about another dossier", [openedGate], [{ ...item, dossierDigest: otherDigest }], "dossier is"],
  ["that asks others", [openedGate], [{ ...item, approvers: ["mallory"] }], "approvers is mallory"],
  ["that needs fewer", [openedGate], [{ ...item, quorum: 1 }], "quorum is 1, not 2"],
  [
    "with a voice too many",
    [openedGate],
    [{ ...item, approvedBy: ["change-manager"] }],
    "approved by is change-manager",
  ],
  ["that waits longer", [openedGate], [{ ...item, expiresAtMs: 10_000 }], "expires is 10000, not 9000"],
  ["whose entries say that it was passed unasked", [openedGate, passed(gate)], [item], "nobody was asked"],
])("the item of a gate %s differs", (_how, facts, gates, says) => {
  expect(differences(facts, { gates })).toEqual([expect.stringContaining(says)]);
});

test.each<[string, ItemsSay["lease"], string]>([
  ["is gone", null, "there is no lease"],
  ["is free", { runId: null, epoch: 1 }, "nobody has the lease"],
  ["names another run", { runId: "another", epoch: 2 }, "another has the lease"],
  ["is of an earlier epoch", { runId, epoch: 0 }, "of epoch 0; the run is in epoch 1"],
])("the lease of an open run differs if it %s", (_how, held, says) => {
  expect(differences([], { lease: held })).toEqual([expect.stringContaining(says)]);
});

test("the lease of a run that was taken over is of its new epoch", () => {
  expect(differences([recovered({ epoch: 2 })], { lease })).toEqual([
    "the lease is of epoch 1; the run is in epoch 2",
  ]);
  expect(differences([recovered({ epoch: 2 })], { lease: { runId, epoch: 2 } })).toEqual([]);
});

test("a sealed run needs no lease", () => {
  expect(differences([receipt("run", { statement: "run-closed" })], { lease: null })).toEqual([]);
});

test("a lock agrees only with the Platform Owner's approval of that very plan", () => {
  const lock = { plan: someDigest, runId: "earlier" };
  const signed = receipt("plan-approval", { statement: "gate-passed" });
  expect(differences([], { lock }, [opened({ planDigest: someDigest }), signed])).toEqual([]);
  for (const lockedIn of [
    [],
    [signed],
    [opened({ planDigest: someDigest })],
    [opened({ planDigest: otherDigest }), signed],
    [opened({ planDigest: someDigest }), receipt("staging-sign-off", { statement: "gate-passed" })],
    [opened({ planDigest: someDigest }), receipt("plan-approval", { statement: "validated" })],
  ])
    expect(differences([], { lock }, lockedIn)).toEqual([expect.stringContaining("has no approval of it")]);
});
