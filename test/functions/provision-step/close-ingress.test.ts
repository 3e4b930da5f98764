import { closeIngress } from "../../../functions/provision-step/close-ingress.ts";
import { Journal } from "../../../functions/provision-step/drive-step.ts";
import { requestToken } from "../../../lib/domain/step/token.ts";
import { patience } from "../../../lib/shared-use-cases/patience.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { refuse, requestsFor } from "../../simulator/requests.ts";
import { busy, taken } from "../../simulator/services/stack-requests.ts";

const subject = "production/ingress";
const stackName = "shop-production-ingress";
const killed = new Error("killed");
const closing = ["intent close-ingress", "ingress-closed"];
const tokenIn = ({ runId }: OpenedRun) => requestToken(runId, "production", "ingress", "close-ingress", 1);

/** A run that may begin with production, where the stacks of these ingress steps exist already. */
async function withLiveIngress(
  steps: readonly string[] = ["ingress"],
  ingressDuringUpdate: "close" | "hold" = "close",
) {
  const production = [
    { part: "network" } as const,
    ...steps.map((step, index) => ({
      part: "ingress" as const,
      step,
      dependsOn: ["network", ...steps.slice(0, index)],
    })),
  ];
  const run = await OpenedRun.begin({
    steps: { production },
    plan: (plan) => {
      plan.ingressDuringUpdate = ingressDuringUpdate;
    },
  });
  for (const step of ["network", ...steps]) run.exists(run.step("production", step));
  return run;
}

/** Closes it within one call, in a container of its own. */
async function closeOnce(run: OpenedRun) {
  const ports = run.installation.ports("provision-step", "production");
  const work = { ...run.work, actor: "provision-step" };
  const journal = new Journal(ports.records, await run.written(), work);
  return {
    outcome: await closeIngress(ports, journal, run.change, run.plan, patience(ports.clock)),
    journal,
  };
}
const close = async (run: OpenedRun) => (await closeOnce(run)).outcome;

describe("ingress that an earlier run opened", () => {
  test("is deleted, its intent recorded before and its closure after it", async () => {
    const run = await withLiveIngress();
    const seen = run.watch();

    expect(await close(run)).toBe("done");
    expect(seen.order).toEqual([
      `${subject} intent close-ingress`,
      `DeleteStack ${stackName}`,
      `${subject} ingress-closed`,
    ]);
    expect(run.cloudFormation.named(stackName)).toBeUndefined();
    expect(run.cloudFormation.named("shop-production-network")).toBeDefined();
  });

  test("is closed by an intent that says which stack goes, and under which token", async () => {
    const run = await withLiveIngress();
    const { id } = run.cloudFormation.there(stackName);
    const seen = run.watch();
    await close(run);
    const where = { environment: "production", step: "ingress", part: "ingress" };
    const token = tokenIn(run);

    expect(seen.inputs).toMatchObject([{ StackName: id, ClientRequestToken: token }]);
    expect(await run.recorded("provision-step", "intent")).toEqual([
      {
        ...where,
        operation: "close-ingress",
        attempt: 1,
        stackName,
        stackId: id,
        token,
        wantedDigest: token,
        baselineDigest: null,
      },
    ]);
    expect(await run.recorded("provision-step", "outcome")).toEqual([
      { ...where, result: "ingress-closed", reason: "" },
    ]);
  });

  test("is seen while it stands, where only Cloud Control can prove its end", async () => {
    const template = templateOf("with a crawler", { resources: { Crawler: { Type: "AWS::Glue::Crawler" } } });
    const run = await OpenedRun.begin({ steps: { production: [{ part: "ingress", template }] } });
    const { stacks } = run.installation.ports("provision-step", "production");
    await stacks.create(run.request(run.step("production", "ingress")));
    await run.installation.pass(60_000);

    expect(await close(run)).toBe("done");
    expect(await run.recorded("see-standing", "observation")).toMatchObject([
      { environment: "production", step: "ingress", seen: { count: 1 } },
    ]);
  });

  test("answers with the records as they are then", async () => {
    const run = await withLiveIngress();
    const { journal } = await closeOnce(run);

    expect(journal.run).toEqual(await run.written());
  });

  test("stays under a plan that holds it", async () => {
    const run = await withLiveIngress(["ingress"], "hold");
    const seen = run.watch();

    expect(await close(run)).toBe("done");
    expect(seen.requests).toEqual([]);
  });

  test("needs nothing where it does not exist: no request, no entry", async () => {
    const run = await withLiveIngress([]);
    const seen = run.watch();

    expect(await close(run)).toBe("done");
    expect(seen.order).toEqual([]);
  });

  test("is not recorded as closed by this run when someone else had deleted it", async () => {
    const run = await withLiveIngress();
    run.cloudFormation.there(stackName).move("DELETE_COMPLETE", undefined);

    expect(await close(run)).toBe("done");
    expect(await run.stepRecords(subject)).toEqual([]);
  });

  test("is closed once, over any number of calls", async () => {
    const run = await withLiveIngress();
    const seen = run.watch();
    await close(run);
    await close(run);

    expect(seen.requests).toEqual([`DeleteStack ${stackName}`]);
    expect(await run.stepRecords(subject)).toEqual(closing);
  });

  test("of several stacks is closed from the outermost inwards, and each closure is recorded", async () => {
    const run = await withLiveIngress(["balancer", "names"]);
    const seen = run.watch();

    expect(await close(run)).toBe("done");
    expect(seen.requests).toEqual([
      "DeleteStack shop-production-names",
      "DeleteStack shop-production-balancer",
    ]);
    for (const step of ["names", "balancer"])
      expect(await run.stepRecords(`production/${step}`)).toEqual(closing);
  });
});

describe("closing ingress after a worker died", () => {
  /** The intent is recorded, and nothing came of it. */
  async function diedBeforeItsEffect() {
    const run = await withLiveIngress();
    refuse(run.installation.account, requestsFor("cloudformation", "DeleteStack"), {
      error: () => killed,
      times: 1,
    });
    await expect(close(run)).rejects.toThrow("killed");
    return run;
  }

  test("asks again under the same token, and writes no second intent", async () => {
    const run = await diedBeforeItsEffect();
    const before = (await run.entries()).length;
    const seen = run.watch();

    expect(await close(run)).toBe("done");
    expect(await run.entries()).toHaveLength(before + 1);
    expect(seen.inputs).toMatchObject([{ ClientRequestToken: tokenIn(run) }]);
    expect(await run.stepRecords(subject)).toEqual(closing);
  });

  test("requests nothing once the run was taken over", async () => {
    const run = await diedBeforeItsEffect();
    await run.records.takeOver(run.runId, 2, "arn:recovery", "it was stopped");
    const seen = run.watch();

    await expect(close(run)).rejects.toMatchObject({ name: "LeaseLost" });
    expect(seen.requests).toEqual([]);
  });
});

describe("closing ingress that takes its time", () => {
  test("has no token where CloudFormation takes none", async () => {
    const run = await withLiveIngress();
    const { time } = run.installation;
    const beganAtMs = time.nowMs();
    await close(run);

    expect(time.nowMs()).toBe(beganAtMs);
  });

  test("goes on in the same call as long as something moves now and then", async () => {
    const run = await withLiveIngress(["balancer", "names"]);
    for (const step of ["balancer", "names"]) run.cloudFormation.pace.set(`shop-production-${step}`, 9);

    expect(await close(run)).toBe("done");
  });

  test("asks again after a while when another operation is in its way", async () => {
    const run = await withLiveIngress();
    const { askedAtMs } = refuse(run.installation.account, requestsFor("cloudformation", "DeleteStack"), {
      error: () => busy(stackName),
      times: 1,
    });
    await close(run);
    const [first = 0, second = 0] = askedAtMs;

    expect(second).toBeGreaterThan(first);
  });

  test("is waited for within a call, which ends when that is not enough", async () => {
    const run = await withLiveIngress();
    const { time } = run.installation;
    run.cloudFormation.pace.set(stackName, 60);
    const beganAtMs = time.nowMs();

    expect(await close(run)).toBe("waiting");
    expect(time.nowMs() - beganAtMs).toBeGreaterThan(10_000);
    expect(await run.stepRecords(subject)).toEqual(["intent close-ingress"]);
    await run.installation.pass(60_000);
    expect(await close(run)).toBe("done");
    expect(await run.stepRecords(subject)).toEqual(closing);
  });

  test("continues as soon as the other operation is over", async () => {
    const run = await withLiveIngress();
    const stack = run.cloudFormation.there(stackName);
    stack.move("UPDATE_IN_PROGRESS", "theirs");
    run.installation.time.after(1_000, () => stack.move("UPDATE_COMPLETE", "theirs"));
    const seen = run.watch();

    expect(await close(run)).toBe("done");
    expect(seen.requests).toEqual([`DeleteStack ${stackName}`]);
  });

  test("is requested again when the first request left no trace", async () => {
    const run = await withLiveIngress();
    const { askedAtMs } = refuse(run.installation.account, requestsFor("cloudformation", "DeleteStack"), {
      error: () => taken(),
      times: 1,
    });

    expect(await close(run)).toBe("done");
    expect(askedAtMs).toHaveLength(2);
  });

  test.each([
    ["another operation is in its way", busy(stackName)],
    ["the request was taken before", taken()],
  ])(
    "asks less and less often while CloudFormation answers that %s and nothing moves",
    async (_what, answer) => {
      const run = await withLiveIngress();
      const { askedAtMs } = refuse(run.installation.account, requestsFor("cloudformation", "DeleteStack"), {
        error: () => answer,
      });

      expect(await close(run)).toBe("waiting");
      expect(askedAtMs.length).toBeGreaterThan(2);
      expect(askedAtMs.length).toBeLessThanOrEqual(100);
      expect(await run.stepRecords(subject)).toEqual(["intent close-ingress"]);
    },
  );
});

describe("ingress that the change no longer has", () => {
  const oldStack = "shop-production-old-door";
  const leavingOut = (stackId?: string) =>
    OpenedRun.begin({
      steps: { production: [{ part: "network" }] },
      removed: ({ cloudFormation }) => [
        {
          environment: "production",
          step: "old-door",
          part: "ingress",
          stackName: oldStack,
          stackId: stackId ?? cloudFormation.place(oldStack, templateOf("an old door")).id,
          deployedDigest: "a".repeat(64),
          dependsOn: [],
        },
      ],
    });

  test("is closed like any other", async () => {
    const run = await leavingOut();
    const seen = run.watch();

    expect(await close(run)).toBe("done");
    expect(seen.requests).toEqual([`DeleteStack ${oldStack}`]);
  });

  test("is not closed if another stack has its name by now", async () => {
    const run = await leavingOut("arn:the-one-before");
    run.cloudFormation.place(oldStack, templateOf("another door"));
    const seen = run.watch();

    expect(await close(run)).toBe("failed");
    expect(await run.reasonOf("production/old-door")).toBe(
      "ingress could not be closed: another stack has the name of the one that was to be removed",
    );
    expect(seen.requests).toEqual([]);
  });
});

describe("closing ingress that cannot be closed", () => {
  test("fails with CloudFormation's reason when our own deletion failed", async () => {
    const run = await withLiveIngress();
    run.cloudFormation.alter(stackName, "Bucket", { objects: 1 });

    expect(await close(run)).toBe("failed");
    expect(await run.stepRecords(subject)).toEqual(["intent close-ingress", "failed"]);
    expect(await run.reasonOf(subject)).toBe(
      `ingress could not be closed: Bucket: The bucket you tried to delete is not empty; ${stackName}: The following resource(s) failed to delete: [Bucket].`,
    );
  });

  test("fails in CloudFormation's words when it refuses to begin", async () => {
    const run = await withLiveIngress();
    run.cloudFormation.there(stackName).isProtected = true;

    expect(await close(run)).toBe("failed");
    expect(await run.reasonOf(subject)).toBe(
      `ingress could not be closed: Stack [${stackName}] cannot be deleted while TerminationProtection is enabled`,
    );
  });

  test("is tried although someone else's deletion failed before", async () => {
    const run = await withLiveIngress();
    run.cloudFormation.there(stackName).move("DELETE_FAILED", "theirs");

    expect(await close(run)).toBe("done");
    expect(await run.stepRecords(subject)).toEqual(closing);
  });
});
