import { provisionStep } from "../../../functions/provision-step/provision-step.ts";
import type { Environment, Scope } from "../../../lib/domain/environment.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { Provisioning, runId, shownOf, templateOf } from "../../fakes/provisioning.ts";

const network = "development/network";
const compute = "development/compute";
const done = { outcome: "done", waitSeconds: 0 };
const failed = { outcome: "failed", waitSeconds: 0 };

/** One call of the task, as if its process had just begun. */
const provision = (
  { ports }: Provisioning,
  environment: Environment = "development",
  scope: Scope = "everything",
) => provisionStep(ports)({ runId, epoch: 1, environment, scope });

/** A run that may change development, where two steps are wanted, of these templates if they matter. */
async function allowed(templates: { readonly network?: string; readonly compute?: string } = {}) {
  const installation = await Provisioning.begun({
    development: [
      // Not in their order: what depends on another is brought up after it, wherever it is written.
      { part: "compute", dependsOn: ["network"], template: templates.compute },
      { part: "network", template: templates.network },
    ],
  });
  await installation.allow("development");
  return installation;
}

/** What each transaction from now on appends, as told of steps. */
function transactions({ records }: Provisioning): readonly (readonly string[])[] {
  const told: (readonly string[])[] = [];
  const append = records.append.bind(records);
  records.append = async (run, work, facts) => {
    told.push(
      facts.map((fact) =>
        isFact("provision-step", "intent")(fact)
          ? `${fact.subject} intent ${fact.detail.operation}`
          : isFact("provision-step", "outcome")(fact)
            ? `${fact.subject} ${fact.detail.result}`
            : fact.action,
      ),
    );
    return append(run, work, facts);
  };
  return told;
}

describe("provisioning an environment", () => {
  test("brings up each step after the ones that it depends on", async () => {
    const installation = await allowed();

    expect(await provision(installation)).toEqual(done);
    expect(installation.stacks.calls).toEqual([
      "create shop-development-network",
      "create shop-development-compute",
    ]);
  });

  test("writes a step's outcome together with the next one's intent", async () => {
    const installation = await allowed();
    const written = transactions(installation);
    await provision(installation);

    expect(written).toEqual([
      [`${network} intent create`],
      [`${network} created`, `${compute} intent create`],
      [`${compute} created`],
    ]);
  });

  test("takes no time where CloudFormation takes none", async () => {
    const installation = await allowed();
    const beganAtMs = installation.nowMs;
    await provision(installation);

    expect(installation.nowMs).toBe(beganAtMs);
  });

  test("means nothing new after a worker died before its effect: it only makes sure of its lease", async () => {
    const installation = await allowed();
    const { stacks } = installation;
    const create = stacks.create.bind(stacks);
    stacks.create = () => Promise.reject(new Error("killed"));
    await expect(provision(installation)).rejects.toThrow("killed");
    stacks.create = create;
    const written = transactions(installation);
    await provision(installation);

    expect(written.slice(0, 2)).toEqual([[], [`${network} created`, `${compute} intent create`]]);
  });

  test("says which stack it created", async () => {
    const installation = await allowed();
    await provision(installation);
    const { entries } = await installation.run();

    expect(entries.filter(isFact("provision-step", "outcome")).map(({ detail }) => detail)).toEqual([
      {
        environment: "development",
        step: "network",
        part: "network",
        result: "created",
        reason: "",
        stackId: "arn:stack/shop-development-network/1",
      },
      {
        environment: "development",
        step: "compute",
        part: "compute",
        result: "created",
        reason: "",
        stackId: "arn:stack/shop-development-compute/2",
      },
    ]);
  });

  test("names no stack as created that stood before", async () => {
    const installation = await allowed();
    installation.stands(installation.step("development", "network"), templateOf("as it was"));
    await provision(installation);
    const { entries } = await installation.run();
    const outcome = entries.find((fact) => isFact("provision-step", "outcome")(fact));

    expect(await installation.told(network)).toEqual(["intent prepare", "intent update", "updated"]);
    expect(outcome?.detail).not.toHaveProperty("stackId");
  });

  test("leaves alone what stands as wanted, and writes that down once for all of it", async () => {
    const installation = await allowed();
    for (const step of ["network", "compute"]) installation.stands(installation.step("development", step));
    const written = transactions(installation);

    expect(await provision(installation)).toEqual(done);
    expect(installation.stacks.calls).toEqual([]);
    expect(written).toEqual([[`${network} untouched`, `${compute} untouched`]]);
  });

  test.each([
    ["created", undefined],
    ["updated", templateOf("as it was")],
    ["untouched", templateOf("development network")],
  ])("does not look again at what is %s, and writes nothing new", async (result, before) => {
    const installation = await allowed();
    if (before !== undefined) installation.stands(installation.step("development", "network"), before);
    await provision(installation);
    installation.stacks.tamper("shop-development-network");
    installation.stacks.calls.length = 0;
    const written = transactions(installation);

    expect((await installation.told(network)).at(-1)).toBe(result);
    expect(await provision(installation)).toEqual(done);
    expect(installation.stacks.calls).toEqual([]);
    expect(written).toEqual([]);
  });
});

describe("what allows provisioning", () => {
  test("is signed, or nothing is touched", async () => {
    const installation = await Provisioning.begun();

    await expect(provision(installation)).rejects.toMatchObject({ name: "PrerequisiteMissing" });
    expect(installation.stacks.calls).toEqual([]);
  });

  test("is every template as it was submitted, also the last one's", async () => {
    const installation = await allowed();
    installation.objects.set(installation.step("development", "compute").templateDigest, "edited");

    await expect(provision(installation)).rejects.toMatchObject({ name: "DigestMismatch" });
    expect(installation.stacks.calls).toEqual([]);
  });

  test("are only the templates of the steps in scope", async () => {
    const installation = await Provisioning.begun({
      development: [{ part: "network" }, { part: "ingress" }],
    });
    await installation.allow("development");
    installation.objects.set(installation.step("development", "ingress").templateDigest, "edited");

    expect(await provision(installation, "development", "all-but-ingress")).toEqual(done);
    expect(installation.stacks.calls).toEqual(["create shop-development-network"]);
  });

  test("is the lease: what was meant is not asked for again once the run was taken over", async () => {
    const installation = await allowed();
    const { stacks } = installation;
    const create = stacks.create.bind(stacks);
    stacks.create = () => Promise.reject(new Error("killed"));
    await expect(provision(installation)).rejects.toThrow("killed");
    stacks.create = create;
    await installation.records.takeOver(runId, 2, "arn:recovery", "it was stopped");

    await expect(provision(installation)).rejects.toMatchObject({ name: "LeaseLost" });
    expect(stacks.effects).toEqual([]);
  });
});

describe("a step that fails", () => {
  test("ends the work, with CloudFormation's reason and what was finished before it", async () => {
    const installation = await allowed({ compute: templateOf("it fails") });
    installation.stands(installation.step("development", "network"));
    const written = transactions(installation);

    expect(await provision(installation)).toEqual(failed);
    expect(written).toEqual([[`${network} untouched`, `${compute} intent create`], [`${compute} failed`]]);
    expect(await installation.reason(compute)).toBe("Bucket: it fails on purpose");
  });

  test("is not followed by the next one", async () => {
    const installation = await allowed({ network: templateOf("it fails") });

    expect(await provision(installation)).toEqual(failed);
    expect(installation.stacks.calls).toEqual(["create shop-development-network"]);
  });

  test("failed also when CloudFormation refuses to begin, in its words", async () => {
    const installation = await allowed({ network: templateOf("refused") });

    expect(await provision(installation)).toEqual(failed);
    expect(await installation.told(network)).toEqual(["intent create", "failed"]);
    expect(await installation.reason(network)).toBe("Template format error");
  });

  test("failed also when its change set may not be executed, and nothing was updated", async () => {
    const secret = (length: number) =>
      templateOf("a secret", {
        Secret: {
          Type: "AWS::SecretsManager::Secret",
          Properties: { GenerateSecretString: { PasswordLength: length } },
        },
      });
    const installation = await allowed({ network: secret(40) });
    installation.stands(installation.step("development", "network"), secret(20));

    expect(await provision(installation)).toEqual(failed);
    expect(await installation.told(network)).toEqual(["intent prepare", "failed"]);
    expect(await installation.reason(network)).toContain(
      "GenerateSecretString, which cannot be changed back",
    );
  });

  test("is unknown when nobody may guess, and nothing is done about it", async () => {
    const installation = await allowed();
    installation.stands(installation.step("development", "network"));
    Object.assign(installation.stacks.stacks.get("shop-development-network") ?? {}, {
      status: "IMPORT_IN_PROGRESS",
    });

    expect(await provision(installation)).toEqual({ outcome: "unknown", waitSeconds: 0 });
    expect(await installation.told(network)).toEqual(["unknown"]);
    expect(await installation.reason(network)).toContain("somebody imports into the stack");
    expect(installation.stacks.calls).toEqual([]);
  });
});

describe("a step that takes its time", () => {
  test("is waited for within a call, and handed back with what is to be recorded", async () => {
    const installation = await allowed();
    installation.stands(installation.step("development", "network"));
    installation.stacks.slow.add("shop-development-compute");
    const beganAtMs = installation.nowMs;
    const answer = await provision(installation);

    expect(answer.outcome).toBe("waiting");
    expect(answer.waitSeconds).toBeGreaterThan(0);
    expect(installation.nowMs - beganAtMs).toBeGreaterThan(10_000);
    expect(await installation.told(network)).toEqual(["untouched"]);
    expect(await installation.told(compute)).toEqual(["intent create"]);
  });

  test("is only looked at by the next call: it writes nothing, and asks for nothing", async () => {
    const installation = await allowed();
    installation.stacks.slow.add("shop-development-network");
    await provision(installation);
    const written = transactions(installation);

    expect((await provision(installation)).outcome).toBe("waiting");
    expect(written).toEqual([]);
    expect(installation.stacks.calls).toEqual(["create shop-development-network"]);
  });

  test("is recorded by the call that finds it finished, which goes on with the next", async () => {
    const installation = await allowed();
    installation.stacks.slow.add("shop-development-network");
    await provision(installation);
    installation.stacks.settle("shop-development-network");

    expect(await provision(installation)).toEqual(done);
    expect(await installation.told(network)).toEqual(["intent create", "created"]);
    expect(await installation.told(compute)).toEqual(["intent create", "created"]);
  });

  test("leaves what stands before it to be recorded although nothing else moves", async () => {
    const installation = await allowed();
    installation.stands(installation.step("development", "network"));
    installation.stands(installation.step("development", "compute"), templateOf("as it was"));
    Object.assign(installation.stacks.stacks.get("shop-development-compute") ?? {}, {
      status: "UPDATE_IN_PROGRESS",
    });

    expect((await provision(installation)).outcome).toBe("waiting");
    expect(await installation.told(network)).toEqual(["untouched"]);
    expect(await installation.told(compute)).toEqual([]);
  });

  test("lets the next one take its own time in the same call", async () => {
    const installation = await allowed();
    const { stacks } = installation;
    installation.stands(installation.step("development", "compute"));
    const theirs = stacks.stacks.get("shop-development-compute");
    Object.assign(theirs ?? {}, { status: "UPDATE_IN_PROGRESS" });
    stacks.slow.add("shop-development-network");
    installation.after(9_000, () => stacks.settle("shop-development-network"));
    installation.after(18_000, () => Object.assign(theirs ?? {}, { status: "UPDATE_COMPLETE" }));

    expect(await provision(installation)).toEqual(done);
  });

  test("takes its own time for each of its operations in the same call", async () => {
    const installation = await allowed();
    const { stacks } = installation;
    const stackName = "shop-development-network";
    installation.stands(installation.step("development", "network"), templateOf("as it was"));
    Object.assign(stacks.stacks.get(stackName) ?? {}, { status: "UPDATE_IN_PROGRESS" });
    installation.after(9_000, () =>
      Object.assign(stacks.stacks.get(stackName) ?? {}, { status: "UPDATE_COMPLETE" }),
    );
    stacks.slow.add(stackName);
    installation.after(18_000, () => stacks.settle(stackName));

    expect(await provision(installation)).toEqual(done);
  });

  test("fails when it takes longer than the plan allows", async () => {
    const installation = await allowed();
    installation.stacks.slow.add("shop-development-network");
    await provision(installation);
    installation.nowMs += 121 * 60_000;

    expect(await provision(installation)).toEqual(failed);
    expect(await installation.reason(network)).toBe(
      "it took longer than the 120 minutes that the plan allows",
    );
  });
});

describe("a request that CloudFormation does not carry out at once", () => {
  test("is made again after a while when another operation is in its way, and meant once", async () => {
    const installation = await allowed();
    const { stacks } = installation;
    const create = stacks.create.bind(stacks);
    const askedAtMs: number[] = [];
    stacks.create = async (request) => {
      askedAtMs.push(installation.nowMs);
      return askedAtMs.length === 1 ? "busy" : create(request);
    };
    await provision(installation);
    const [first = 0, second = 0] = askedAtMs;

    expect(second).toBeGreaterThan(first);
    expect(await installation.told(network)).toEqual(["intent create", "created"]);
  });

  test.each(["busy", "creating"] as const)(
    "is made less and less often while the answer is %s and nothing moves, and handed back",
    async (answer) => {
      const installation = await allowed();
      let asked = 0;
      installation.stacks.create = async () => {
        asked += 1;
        if (asked > 100) throw new Error("it is asked without end");
        return answer;
      };

      expect((await provision(installation)).outcome).toBe("waiting");
      expect(asked).toBeGreaterThan(2);
      expect(await installation.told(network)).toEqual(["intent create"]);
    },
  );

  test("leaves a step as it is when CloudFormation finds no difference after all", async () => {
    const installation = await allowed();
    installation.stands(
      installation.step("development", "network"),
      templateOf("development network", { Bucket: { Type: "AWS::S3::Bucket" } }),
    );
    const { stacks } = installation;
    const prepare = stacks.prepare.bind(stacks);
    stacks.prepare = async (request, changeSet) => {
      const { stackName } = request;
      const standing = stacks.stacks.get(stackName)?.deployed.template ?? "";
      return prepare({ ...request, template: standing }, changeSet);
    };
    stacks.update = async () => "nothing-to-do";
    const written = transactions(installation);

    expect(await provision(installation)).toEqual(done);
    expect(written.at(-2)).toEqual([`${network} untouched`, `${compute} intent create`]);
    expect(await installation.reason(network)).toBe("CloudFormation finds no difference");
  });
});

describe("provisioning production", () => {
  /** A run whose production, without its ingress, was approved as it is wanted, over nothing. */
  async function approved({
    withinDays = null,
    network: shown = {},
  }: {
    withinDays?: number | null;
    network?: Parameters<typeof shownOf>[1];
  } = {}) {
    const installation = await Provisioning.begun(
      { production: [{ part: "network" }, { part: "ingress", dependsOn: ["network"] }] },
      (plan) => {
        plan.rehearsal = withinDays === null ? null : { withinDays };
      },
    );
    await installation.allow("production", "all-but-ingress");
    await installation.approve("change-record", [shownOf(installation.step("production", "network"), shown)]);
    return installation;
  }
  const withLiveIngress = async () => {
    const installation = await approved();
    installation.stands(installation.step("production", "ingress"));
    return installation;
  };

  test("closes live ingress before anything else of it changes", async () => {
    const installation = await withLiveIngress();

    expect(await provision(installation, "production", "all-but-ingress")).toEqual(done);
    expect(installation.stacks.calls).toEqual([
      "remove shop-production-ingress",
      "create shop-production-network",
    ]);
    expect(await installation.told("production/ingress")).toEqual(["intent close-ingress", "ingress-closed"]);
  });

  test("waits for its ingress to be closed", async () => {
    const installation = await withLiveIngress();
    installation.stacks.slow.add("shop-production-ingress");

    expect((await provision(installation, "production", "all-but-ingress")).outcome).toBe("waiting");
    expect(installation.stacks.calls).toEqual(["remove shop-production-ingress"]);
  });

  test("fails when its ingress cannot be closed, and changes nothing else", async () => {
    const installation = await withLiveIngress();
    installation.stacks.full.add("shop-production-ingress-bucket");

    expect(await provision(installation, "production", "all-but-ingress")).toEqual(failed);
    expect(installation.stacks.calls).toEqual(["remove shop-production-ingress"]);
  });

  test("leaves live ingress open where nothing is to change and nobody was asked", async () => {
    const installation = await withLiveIngress();
    installation.stands(installation.step("production", "network"));
    await installation.pass("change-record");

    expect(await provision(installation, "production", "all-but-ingress")).toEqual(done);
    expect(installation.stacks.calls).toEqual([]);
  });

  test("opens ingress at last, and does not close it first", async () => {
    const installation = await withLiveIngress();
    const ingress = installation.step("production", "ingress");
    await installation.allow("production", "ingress");
    await installation.approve("production-release", [
      shownOf(ingress, { baselineDigest: deployedDigest(ingress) }),
    ]);

    expect(await provision(installation, "production", "ingress")).toEqual(done);
    expect(installation.stacks.calls).toEqual([]);
    expect(await installation.told("production/ingress")).toEqual(["untouched"]);
  });

  test.each(["development", "staging"] as const)(
    "is no matter of %s: its ingress stays",
    async (environment) => {
      const installation = await withLiveIngress();
      await installation.allow(environment);

      expect(await provision(installation, environment, "all-but-ingress")).toEqual(done);
      expect(installation.stacks.calls).toEqual([`create shop-${environment}-network`]);
    },
  );

  test("does nothing that was not shown, and says what", async () => {
    const installation = await approved({ network: { wantedDigest: "a".repeat(64) } });

    expect(await provision(installation, "production", "all-but-ingress")).toEqual(failed);
    expect(await installation.told("production/network")).toEqual(["failed"]);
    expect(await installation.reason("production/network")).toBe("network is not wanted as it was shown");
    expect(installation.stacks.calls).toEqual([]);
  });

  describe("under a plan that asks for a recent rehearsal", () => {
    test("is refused before its first effect when there was none", async () => {
      const installation = await approved({ withinDays: 30 });

      await expect(provision(installation, "production", "all-but-ingress")).rejects.toMatchObject({
        name: "PrerequisiteMissing",
        message: expect.stringContaining("a rehearsal within 30 days"),
      });
      expect(installation.stacks.calls).toEqual([]);
    });

    test("begins when there was one", async () => {
      const installation = await approved({ withinDays: 30 });
      await installation.records.recordRehearsal({ runId: "rehearsal", atMs: installation.nowMs });

      expect(await provision(installation, "production", "all-but-ingress")).toEqual(done);
    });

    test("goes on with what it began, also when the rehearsal has become too old meanwhile", async () => {
      const installation = await approved({ withinDays: 1 });
      await installation.records.recordRehearsal({ runId: "rehearsal", atMs: installation.nowMs });
      installation.stacks.slow.add("shop-production-network");
      await provision(installation, "production", "all-but-ingress");
      installation.nowMs += 25 * 3_600_000;
      installation.stacks.settle("shop-production-network");

      expect(await provision(installation, "production", "all-but-ingress")).toEqual(done);
    });

    test("does not ask for it in the environments before", async () => {
      const installation = await approved({ withinDays: 30 });
      await installation.allow("staging");

      expect(await provision(installation, "staging")).toEqual(done);
    });
  });
});
