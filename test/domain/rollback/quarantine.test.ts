import type { Environment } from "../../../lib/domain/environment.ts";
import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import { leftBehind } from "../../../lib/domain/rollback/quarantine.ts";

type Residual = FactOf<"prove-rollback">["detail"]["residual"];
type Undone = FactOf<"roll-back-step", "outcome">["detail"]["result"];

const digest = "a".repeat(64);
const about = { environment: "development", step: "storage", part: "storage" } as const;
const subject = "development/storage";

const meant = (stackName: string): Fact => ({
  action: "provision-step",
  kind: "intent",
  subject,
  detail: {
    ...about,
    operation: "create",
    attempt: 1,
    stackName,
    stackId: null,
    token: "token",
    wantedDigest: digest,
    baselineDigest: null,
  },
});
const ended = (result: "created" | "failed"): Fact => ({
  action: "provision-step",
  kind: "outcome",
  subject,
  detail: { ...about, result, reason: "" },
});
const undone = (result: Undone, reason = "", of = subject): Fact => ({
  action: "roll-back-step",
  kind: "outcome",
  subject: of,
  detail: { ...about, result, reason },
});
const proved = (...residual: Residual): Fact => ({
  action: "prove-rollback",
  kind: "observation",
  subject: "development",
  detail: {
    environment: "development",
    proved: residual.length === 0,
    resourcesSeen: residual.length,
    kept: [],
    residual,
  },
});
const readBack = (exposed: string[]): Fact => ({
  action: "confirm-closed",
  kind: "observation",
  subject: "production",
  detail: { environment: "production", closed: exposed.length === 0, exposed },
});
const compared = (environment: Environment, same: boolean): Fact => ({
  action: "confirm-preserved",
  kind: "observation",
  subject: environment,
  detail: { environment, same, before: digest, after: digest },
});
const keptLogs = (readable: boolean): Fact => ({
  action: "preserve-logs",
  kind: "outcome",
  subject: "production/logging",
  detail: { environment: "production", logGroups: [], readable },
});
const said = (...facts: Fact[]) => leftBehind([meant("shop-development-storage"), ...facts]).what;

describe("a run that was quarantined", () => {
  test("left nothing anywhere if it did nothing anywhere", () => {
    expect(leftBehind([])).toEqual({ environment: null, what: [], commands: [] });
  });

  test("is about the environment that it owes a rollback", () => {
    expect(leftBehind([meant("shop-development-storage"), proved()])).toEqual({
      environment: "development",
      what: [],
      commands: [],
    });
  });

  test("says so if no search for remaining resources was made", () => {
    expect(said()).toEqual(["what is left of development was never looked for"]);
  });

  test("does not mention what succeeded", () => {
    expect(
      said(
        undone("deleted"),
        undone("kept"),
        readBack([]),
        compared("development", true),
        keptLogs(true),
        proved(),
      ),
    ).toEqual([]);
  });

  test.each<[string, Fact, string]>([
    ["is still there", proved({ type: "T", id: "one", state: "present" }), "T one is still there"],
    ["is going", proved({ type: "T", id: "one", state: "going" }), "T one is still on its way out"],
    [
      "cannot be told",
      proved({ type: "T", id: "one", state: "unproven" }),
      "T one is of a type that no call describes",
    ],
  ])("names what %s", (_what, fact, words) => {
    expect(said(fact)).toEqual([words]);
  });

  test.each<[string, Fact, string]>([
    ["can still be reached", readBack(["a route", "a port"]), "it can still be reached: a route; a port"],
    ["had logs that could not be read", keptLogs(false), "its logs could not all be read"],
    [
      "moved a neighbour",
      compared("staging", false),
      "staging is not as it was before its neighbour was rolled back",
    ],
    ["failed to undo a step", undone("failed", "it is full"), `${subject} could not be undone: it is full`],
    ["cannot tell of a step", undone("unknown", "IMPORTED"), `${subject} could not be undone: IMPORTED`],
  ])("says that it %s", (_what, fact, words) => {
    expect(said(fact, proved())).toEqual([words]);
  });

  test("does not say of a step that it could not be undone because it could not be provisioned", () => {
    expect(said(ended("failed"), undone("deleted"), proved())).toEqual([]);
  });

  test("is described by the last observation", () => {
    const first = proved({ type: "T", id: "one", state: "present" });
    const open = readBack(["a route"]);
    const moved = compared("development", false);

    expect(
      said(first, open, moved, keptLogs(false), proved(), readBack([]), compared("development", true)),
    ).toEqual(["its logs could not all be read"]);
    expect(said(proved(), keptLogs(false), keptLogs(true))).toEqual([]);
  });
});

describe("the commands to look with", () => {
  const look = (...facts: Fact[]) => leftBehind(facts).commands;
  const events = (stack: string) => `aws cloudformation describe-stack-events --stack-name ${stack}`;

  test("ask for the events of each stack that could not be undone, by the name it had last", () => {
    expect(look(meant("old"), meant("new"), ended("created"), undone("failed"))).toEqual([events("new")]);
  });

  test("ask by the step's own name if this run never named its stack", () => {
    expect(look(meant("storage"), undone("unknown", "", "production/ingress"))).toEqual([
      events("production/ingress"),
    ]);
  });

  test("read each remaining resource by its own call, except those without a command", () => {
    const residual = [
      { type: "AWS::IAM::Role", id: "shop", state: "present" },
      { type: "public", id: "a route", state: "present" },
      { type: "and more", id: "3 more", state: "present" },
    ] as const;

    expect(look(proved(...residual))).toEqual(["aws iam get-role --role-name shop"]);
  });

  test("are named once each", () => {
    expect(look(meant("storage"), undone("failed"), undone("unknown"))).toEqual([events("storage")]);
  });
});
