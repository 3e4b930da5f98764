import type { Approval } from "../../../functions/provision-step/approved.ts";
import { nextRemoving, stepsToRemove } from "../../../functions/provision-step/remove-step.ts";
import type { Environment, Part, Scope } from "../../../lib/domain/environment.ts";
import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import type { RemovedStep } from "../../../lib/domain/records/removed-step.ts";
import { nothingDeployed } from "../../../lib/domain/step/deployed-digest.ts";
import { requestToken } from "../../../lib/domain/step/token.ts";
import { chainOf } from "../../fixtures/sample-entries.ts";
import { intended, opened, provisioned, someDigest } from "../../fixtures/sample-facts.ts";
import { deployByHand } from "../../simulator/by-hand.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { refuse, requestsFor } from "../../simulator/requests.ts";
import { busy } from "../../simulator/services/stack-requests.ts";

const stackName = "shop-staging-monitoring";
const stepMinutes = 60;

/** A stack of staging that the change no longer has, and what to do next about it. */
async function leftOut(template = templateOf("no longer wanted")) {
  const run = await OpenedRun.begin();
  const { installation, cloudFormation, runId } = run;
  const { id: stackId } = cloudFormation.place(stackName, template);
  const ports = installation.ports("provision-step", "staging");
  const { deployedDigest } = await ports.stacks.observe(stackName);
  if (deployedDigest === null) throw new Error("nothing stands");
  const removed: RemovedStep = {
    environment: "staging",
    step: "monitoring",
    part: "monitoring",
    stackName,
    stackId,
    deployedDigest,
    dependsOn: [],
  };
  const next = async (approval: Approval | null = null) =>
    nextRemoving(ports, await run.written(), removed, { approval, stepMinutes });
  const token = (attempt = 1) => requestToken(runId, "staging", "monitoring", "remove", attempt);
  return { run, removed, next, token, stack: cloudFormation.there(stackName) };
}
const removing = (more: Partial<FactOf<"provision-step", "intent">["detail"]> = {}) =>
  intended("staging/monitoring", { operation: "remove", ...more });
const reasonIn = (move: Awaited<ReturnType<typeof nextRemoving>>) =>
  "outcome" in move ? move.outcome?.detail.reason : undefined;

describe("a step that the change no longer has", () => {
  test("is removed by its id, with an intent that keeps what it deploys", async () => {
    const { run, removed, next, token } = await leftOut();
    const move = await next();
    if (move.do !== "act" || move.intent === null) throw new Error(move.do);
    const { baselineDigest, ...detail } = move.intent.detail;
    expect(detail).toEqual({
      environment: "staging",
      step: "monitoring",
      part: "monitoring",
      operation: "remove",
      attempt: 1,
      stackName,
      stackId: removed.stackId,
      token: token(),
      wantedDigest: nothingDeployed,
      fromDigest: removed.deployedDigest,
    });
    expect(run.kept(baselineDigest ?? "")).toContain("no longer wanted");
    const seen = run.watch();
    expect(await move.act()).toBe("begun");
    expect(seen.inputs).toMatchObject([{ StackName: removed.stackId, ClientRequestToken: token() }]);
  });

  test("is removed under the same intent after a worker died, from the baseline that it names", async () => {
    const { run, next, token } = await leftOut();
    const baselineDigest = run.keep("the baseline");
    await run.say(removing({ token: token(), baselineDigest }));
    expect(await next()).toMatchObject({ do: "act", operation: "remove", intent: null });
  });

  test("is removed again under another intent from the same baseline when CloudFormation gave up", async () => {
    const { run, next, token, stack } = await leftOut();
    const baselineDigest = run.keep("the baseline");
    await run.say(removing({ token: token(), baselineDigest }));
    stack.move("DELETE_FAILED", token());
    expect(await next()).toMatchObject({
      do: "act",
      intent: { detail: { attempt: 2, token: token(2), baselineDigest } },
    });
  });

  test("is asked for again while another operation is in the way, and fails in CloudFormation's words", async () => {
    const { run, next, stack } = await leftOut();
    const move = await next();
    if (move.do !== "act") throw new Error(move.do);
    const refusal = refuse(run.installation.account, requestsFor("cloudformation", "DeleteStack"), {
      error: () => busy(stackName),
    });
    expect(await move.act()).toBe("busy");
    refusal.end();
    stack.isProtected = true;
    expect(await move.act()).toMatchObject({
      do: "fail",
      as: "failed",
      outcome: { detail: { result: "failed", reason: expect.stringContaining("TerminationProtection") } },
    });
  });

  test("has no outcome to explain once it is removed, and says so if this run did not remove it", async () => {
    const { run, next, token, stack } = await leftOut();
    stack.move("DELETE_COMPLETE", undefined);
    expect(await next()).toMatchObject({
      do: "finish",
      outcome: { detail: { result: "untouched", reason: "nothing stood there" } },
    });
    // Neither another operation on the step nor the removal of another step is its removal.
    await run.say(removing({ operation: "update" }), intended("staging/compute", { operation: "remove" }));
    expect(await next()).toMatchObject({ outcome: { detail: { result: "untouched" } } });
    await run.say(removing({ token: token() }));
    expect(await next()).toMatchObject({
      do: "finish",
      outcome: { detail: { result: "removed", reason: "" } },
    });
  });

  test("is waited for as long as the plan allows a step", async () => {
    const { run, next, token, stack } = await leftOut();
    await run.say(removing({ token: token() }));
    stack.move("DELETE_IN_PROGRESS", token());
    expect(await next()).toEqual({ do: "wait" });
    await run.installation.pass(stepMinutes * 60_000 + 1);
    const late = await next();
    expect([late.do, reasonIn(late)]).toEqual([
      "fail",
      "it took longer than the 60 minutes that the plan allows",
    ]);
  });

  test("is not touched if the approved page did not show that it is removed", async () => {
    const { next } = await leftOut();
    const move = await next({ nothing: false, steps: new Map() });
    expect([move.do, reasonIn(move)]).toEqual([
      "fail",
      "the approved page did not show that monitoring is removed",
    ]);
  });

  test("is not removed if somebody else changed its stack since the run was opened", async () => {
    const { run, next } = await leftOut();
    deployByHand(run.cloudFormation, stackName);
    await run.installation.pass(60_000);
    expect(await next()).toMatchObject({
      do: "fail",
      as: "failed",
      outcome: {
        detail: { result: "failed", reason: "someone else changed the stack since the run was opened" },
      },
    });
  });

  test("is left to people if nobody can tell what its stack is", async () => {
    const { next, stack } = await leftOut();
    stack.move("IMPORT_ROLLBACK_FAILED", undefined);
    expect(await next()).toMatchObject({
      do: "fail",
      as: "unknown",
      outcome: { detail: { result: "unknown" } },
    });
  });

  test("is not removed if its state cannot be kept: it could not be made again", async () => {
    const { next } = await leftOut(templateOf("who knows?"));
    expect(reasonIn(await next())).toContain("has a ? in its template");
  });
});

describe("the steps that a call removes", () => {
  const step = (environment: Environment, part: Part): RemovedStep => ({
    environment,
    step: part,
    part,
    stackName: `shop-${environment}-${part}`,
    stackId: `arn:${part}`,
    deployedDigest: someDigest,
    dependsOn: [],
  });
  const removed = [step("staging", "compute"), step("production", "ingress"), step("production", "compute")];
  const names = (environment: Environment, scope: Scope, ...facts: readonly Fact[]) =>
    stepsToRemove({ runId: "shop-1", ...chainOf([opened({ removed }), ...facts]) }, environment, scope).map(
      ({ step: name }) => name,
    );

  test("are those of its environment, in its last scope", () => {
    expect(names("staging", "everything")).toEqual(["compute"]);
    expect(names("production", "ingress")).toEqual(["ingress", "compute"]);
    expect(names("production", "all-but-ingress")).toStrictEqual([]);
  });

  test.each(["removed", "untouched", "ingress-closed"] as const)(
    "are not those that are over: %s",
    (result) => {
      expect(names("production", "ingress", provisioned("production/ingress", { result }))).toEqual([
        "compute",
      ]);
    },
  );

  test("are also those whose removal failed before", () => {
    expect(names("staging", "everything", provisioned("staging/compute", { result: "failed" }))).toEqual([
      "compute",
    ]);
  });
});
