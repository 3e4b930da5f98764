import type { Fact } from "../../../lib/domain/records/facts.ts";
import {
  becauseOf,
  concernedBy,
  peopleConcerned,
  whyStillClosed,
} from "../../../lib/domain/rollback/end-of-run.ts";
import { sampleChange } from "../../fixtures/sample-change.ts";
import { entriesOf } from "../../fixtures/sample-entries.ts";
import {
  asked,
  decided,
  fact,
  proved,
  provisioned,
  refused,
  reopened,
  reopeningBegun,
} from "../../fixtures/sample-facts.ts";

const ingress = "production/ingress";
const closed = provisioned(ingress, { result: "ingress-closed" });

describe("why production is not open again", () => {
  test.each<[string, readonly Fact[], string | null]>([
    ["nothing, where this run did not close it", [provisioned("production/compute")], null],
    ["nothing, where this run closed it and opened it", [closed, provisioned(ingress)], null],
    [
      "nothing, where it was opened again",
      [closed, reopeningBegun({ steps: ["ingress"] }), reopened(ingress)],
      null,
    ],
    [
      "that it stands otherwise than it was released",
      [closed, reopeningBegun({ stands: false, reason: "compute stands otherwise" })],
      "compute stands otherwise",
    ],
    [
      "why it could not be opened",
      [closed, reopeningBegun(), reopened(ingress, { result: "closed", reason: "a target is not healthy" })],
      "a target is not healthy",
    ],
    ["that its rollback is not proved", [closed], "its rollback is not proved"],
    [
      "that nobody finished to open it",
      [closed, proved("production"), reopeningBegun()],
      "what was to open it again did not finish",
    ],
  ])("is told: %s", (_what, facts, why) => {
    expect(whyStillClosed(entriesOf(...facts))).toBe(why);
  });
});

describe("why a run ended", () => {
  const release = (approver: string, gate: "production-release" | "change-record" = "production-release") =>
    decided(gate, { approver });

  test("is that people released production, each named once", () => {
    const entries = entriesOf(
      release("somebody", "change-record"),
      decided("production-release", { approver: "nobody", decision: "reject" }),
      release("release-manager"),
      release("release-manager"),
      release("platform-owner"),
    );
    expect(becauseOf(entries, "SUCCEEDED")).toBe(
      "production was released by release-manager and platform-owner",
    );
  });

  test("is that nobody had to be asked", () => {
    expect(becauseOf(entriesOf(), "SUCCEEDED")).toBe(
      "nothing in production had to change, so nobody was asked",
    );
  });

  test("is the reason of its refusal", () => {
    expect(becauseOf(entriesOf(refused({ reason: "it leaves out a part" })), "REFUSED")).toBe(
      "it leaves out a part",
    );
    expect(becauseOf(entriesOf(), "REFUSED")).toBe("the change cannot be carried out");
  });
});

describe("who is told how a run ended", () => {
  const people = [
    { name: "Dora", address: "Dora@example.com" },
    { name: "Stella", address: "stella@example.com" },
  ];
  const change = {
    ...sampleChange({}),
    contributors: { ...sampleChange({}).contributors, people },
  };
  const approvers = [
    { id: "release-manager", address: "release@example.com", identities: ["dora@example.com"] },
    { id: "staging-approver", address: "staging@example.com", identities: [] },
  ];

  test("are the people of the change, whom the directory knows by any address, or not", () => {
    const told = peopleConcerned(change, approvers);
    expect(told.reachable).toEqual(["release-manager"]);
    expect(told.unknown).toContainEqual(people[1]);
    expect(told.unknown).not.toContainEqual(people[0]);
    expect(peopleConcerned(null, approvers)).toEqual({ reachable: [], unknown: [] });
  });

  test("are also the Platform Owner, whoever was asked, and whoever was mailed, each once", () => {
    const mailed = (to: string) =>
      fact("send-invitation", "outcome", "change-record", {
        gate: "change-record",
        dossierDigest: "a".repeat(64),
        to,
        occasion: "asked",
        accepted: true,
        reason: "",
      });
    const entries = entriesOf(
      asked("change-record", { approvers: ["change-manager", "release-manager"] }),
      mailed("substitute"),
      mailed("change-manager"),
    );
    expect(concernedBy(entries, null, { approvers, platformOwner: "owner" })).toEqual({
      reachable: ["owner", "change-manager", "release-manager", "substitute"],
      unknown: [],
    });
    expect(concernedBy([], change, { approvers, platformOwner: "owner" }).reachable).toEqual([
      "owner",
      "release-manager",
    ]);
  });
});
