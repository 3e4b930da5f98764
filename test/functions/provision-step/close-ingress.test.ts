import { closeIngress } from "../../../functions/provision-step/close-ingress.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import { requestToken } from "../../../lib/domain/step/token.ts";
import { patience } from "../../../lib/shared-use-cases/patience.ts";
import { Provisioning, runId } from "../../fakes/provisioning.ts";

const subject = "production/ingress";
const stackName = "shop-production-ingress";
const token = requestToken(runId, "production", "ingress", "close-ingress", 1);

/** A run that may begin with production, where these steps' ingress stands already. */
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
  const installation = await Provisioning.begun({ production }, (plan) => {
    plan.ingressDuringUpdate = ingressDuringUpdate;
  });
  for (const step of ["network", ...steps]) installation.stands(installation.step("production", step));
  return installation;
}

/** Closes it within one call, as if the process had just begun. */
const close = async (installation: Provisioning) => {
  const { ports, work, change, clock } = installation;
  const { outcome } = await closeIngress(ports, await installation.run(), work, change, patience(clock));
  return outcome;
};

describe("ingress that an earlier run opened", () => {
  test("is deleted, its intent recorded before and its closure after it", async () => {
    const installation = await withLiveIngress();
    const { stacks } = installation;
    const asked: (readonly string[])[] = [];
    const remove = stacks.remove.bind(stacks);
    stacks.remove = async (stack, under) => {
      asked.push([stack, under, ...(await installation.told(subject))]);
      return remove(stack, under);
    };

    expect(await close(installation)).toBe("done");
    expect(asked).toEqual([[`arn:stack/${stackName}/2`, token, "intent close-ingress"]]);
    expect([...stacks.stacks.keys()]).toEqual(["shop-production-network"]);
    expect(await installation.told(subject)).toEqual(["intent close-ingress", "ingress-closed"]);
  });

  test("is closed by an intent that says which stack goes, and under which token", async () => {
    const installation = await withLiveIngress();
    await close(installation);
    const { entries } = await installation.run();
    const where = { environment: "production", step: "ingress", part: "ingress" };

    expect(entries.filter(isFact("provision-step", "intent")).map(({ detail }) => detail)).toEqual([
      {
        ...where,
        operation: "close-ingress",
        attempt: 1,
        stackName,
        stackId: `arn:stack/${stackName}/2`,
        token,
        wantedDigest: token,
        baselineDigest: null,
      },
    ]);
    expect(entries.filter(isFact("provision-step", "outcome")).map(({ detail }) => detail)).toEqual([
      { ...where, result: "ingress-closed", reason: "" },
    ]);
  });

  test("answers with the records as they are then", async () => {
    const installation = await withLiveIngress();
    const { ports, work, change, clock } = installation;
    const { run } = await closeIngress(ports, await installation.run(), work, change, patience(clock));

    expect(run).toEqual(await installation.run());
  });

  test("stays under a plan that holds it", async () => {
    const installation = await withLiveIngress(["ingress"], "hold");

    expect(await close(installation)).toBe("done");
    expect(installation.stacks.calls).toEqual([]);
  });

  test("is no matter where there is none: nothing is asked, nothing is recorded", async () => {
    const installation = await withLiveIngress([]);

    expect(await close(installation)).toBe("done");
    expect(installation.stacks.calls).toEqual([]);
    expect(await installation.told(subject)).toEqual([]);
  });

  test("is not said to be closed by this run when somebody else had deleted it", async () => {
    const installation = await withLiveIngress();
    installation.stacks.stacks.delete(stackName);

    expect(await close(installation)).toBe("done");
    expect(await installation.told(subject)).toEqual([]);
  });

  test("is closed once, however often it is looked at", async () => {
    const installation = await withLiveIngress();
    await close(installation);
    await close(installation);

    expect(installation.stacks.calls).toEqual([`remove ${stackName}`]);
    expect(await installation.told(subject)).toEqual(["intent close-ingress", "ingress-closed"]);
  });

  test("of several stacks is closed from the outermost inwards, and each closure is recorded", async () => {
    const installation = await withLiveIngress(["balancer", "names"]);

    expect(await close(installation)).toBe("done");
    expect(installation.stacks.calls).toEqual([
      "remove shop-production-names",
      "remove shop-production-balancer",
    ]);
    for (const step of ["names", "balancer"])
      expect(await installation.told(`production/${step}`)).toEqual([
        "intent close-ingress",
        "ingress-closed",
      ]);
  });
});

describe("closing ingress after a worker died", () => {
  /** The intent stands, and nothing came of it. */
  async function diedBeforeItsEffect() {
    const installation = await withLiveIngress();
    const { stacks } = installation;
    const remove = stacks.remove.bind(stacks);
    stacks.remove = () => Promise.reject(new Error("killed"));
    await expect(close(installation)).rejects.toThrow("killed");
    stacks.remove = remove;
    return installation;
  }

  test("asks again under the same token, and means nothing new", async () => {
    const installation = await diedBeforeItsEffect();
    const before = (await installation.run()).entries.length;

    expect(await close(installation)).toBe("done");
    expect((await installation.run()).entries).toHaveLength(before + 1);
    expect(installation.stacks.effects).toEqual([{ what: `DELETE_IN_PROGRESS ${stackName}`, token }]);
    expect(await installation.told(subject)).toEqual(["intent close-ingress", "ingress-closed"]);
  });

  test("asks for nothing once the run was taken over", async () => {
    const installation = await diedBeforeItsEffect();
    await installation.records.takeOver(runId, 2, "arn:recovery", "it was stopped");

    await expect(close(installation)).rejects.toMatchObject({ name: "LeaseLost" });
    expect(installation.stacks.effects).toEqual([]);
  });
});

describe("closing ingress that takes its time", () => {
  test("takes none where CloudFormation takes none", async () => {
    const installation = await withLiveIngress();
    const beganAtMs = installation.nowMs;
    await close(installation);

    expect(installation.nowMs).toBe(beganAtMs);
  });

  test("goes on in the same call as long as something moves now and then", async () => {
    const installation = await withLiveIngress(["balancer", "names"]);
    const { stacks } = installation;
    const remove = stacks.remove.bind(stacks);
    stacks.remove = async (stack, under) => {
      const name = stack.split("/")[1] ?? "";
      stacks.slow.add(name);
      installation.after(9_000, () => stacks.settle(name));
      return remove(stack, under);
    };

    expect(await close(installation)).toBe("done");
  });

  test("asks again after a while when another operation is in its way", async () => {
    const installation = await withLiveIngress();
    const { stacks } = installation;
    const remove = stacks.remove.bind(stacks);
    const askedAtMs: number[] = [];
    stacks.remove = async (...asked) => {
      askedAtMs.push(installation.nowMs);
      return askedAtMs.length === 1 ? "busy" : remove(...asked);
    };
    await close(installation);
    const [first = 0, second = 0] = askedAtMs;

    expect(second).toBeGreaterThan(first);
  });

  test("is waited for within a call, and handed back when that is not enough", async () => {
    const installation = await withLiveIngress();
    installation.stacks.slow.add(stackName);
    const beganAtMs = installation.nowMs;

    expect(await close(installation)).toBe("waiting");
    expect(installation.nowMs - beganAtMs).toBeGreaterThan(10_000);
    expect(await installation.told(subject)).toEqual(["intent close-ingress"]);
    installation.stacks.settle(stackName);
    expect(await close(installation)).toBe("done");
    expect(await installation.told(subject)).toEqual(["intent close-ingress", "ingress-closed"]);
  });

  test("goes on as soon as somebody else's operation is over", async () => {
    const installation = await withLiveIngress();
    const stack = installation.stacks.stacks.get(stackName);
    Object.assign(stack ?? {}, { status: "UPDATE_IN_PROGRESS" });
    installation.after(1_000, () => Object.assign(stack ?? {}, { status: "UPDATE_COMPLETE" }));

    expect(await close(installation)).toBe("done");
    expect(installation.stacks.calls).toEqual([`remove ${stackName}`]);
  });

  test("is asked for again when the first request left no trace", async () => {
    const installation = await withLiveIngress();
    const { stacks } = installation;
    const remove = stacks.remove.bind(stacks);
    let times = 0;
    stacks.remove = async (...asked) => {
      times += 1;
      return times === 1 ? "removing" : remove(...asked);
    };

    expect(await close(installation)).toBe("done");
    expect(times).toBe(2);
  });

  test.each(["busy", "removing"] as const)(
    "asks less and less often while CloudFormation answers %s and nothing moves",
    async (answer) => {
      const installation = await withLiveIngress();
      let asked = 0;
      installation.stacks.remove = async () => {
        asked += 1;
        if (asked > 100) throw new Error("it is asked without end");
        return answer;
      };

      expect(await close(installation)).toBe("waiting");
      expect(asked).toBeGreaterThan(2);
      expect(await installation.told(subject)).toEqual(["intent close-ingress"]);
    },
  );
});

describe("closing ingress that cannot be closed", () => {
  test("fails with CloudFormation's reason when our own deletion failed", async () => {
    const installation = await withLiveIngress();
    installation.stacks.full.add("shop-production-ingress-bucket");

    expect(await close(installation)).toBe("failed");
    expect(await installation.told(subject)).toEqual(["intent close-ingress", "failed"]);
    expect(await installation.reason(subject)).toBe(
      "ingress could not be closed: Bucket: the bucket you tried to delete is not empty",
    );
  });

  test("fails in CloudFormation's words when it refuses to begin", async () => {
    const installation = await withLiveIngress();
    installation.stacks.remove = async () => ({ refused: "the stack is protected" });

    expect(await close(installation)).toBe("failed");
    expect(await installation.reason(subject)).toBe("ingress could not be closed: the stack is protected");
  });

  test("is tried although somebody else's deletion failed before", async () => {
    const installation = await withLiveIngress();
    const stack = installation.stacks.stacks.get(stackName);
    if (stack !== undefined) stack.status = "DELETE_FAILED";

    expect(await close(installation)).toBe("done");
    expect(await installation.told(subject)).toEqual(["intent close-ingress", "ingress-closed"]);
  });
});
