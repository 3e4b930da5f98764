import { sha256 } from "../../../lib/domain/canonical.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { intended, rollbackBegun } from "../../fixtures/sample-facts.ts";
import { deployByHand } from "../../simulator/by-hand.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { justBefore, refuse, requestsFor } from "../../simulator/requests.ts";
import { allowed, compute, computeStack, done, failed, network, networkStack, provision } from "./allowed.ts";

const killed = new Error("killed");

describe("provisioning an environment", () => {
  test("provisions each step after the ones that it depends on", async () => {
    const run = await allowed();
    const seen = run.watch();

    expect(await provision(run)).toEqual(done);
    expect(seen.requests).toEqual([`CreateStack ${networkStack}`, `CreateStack ${computeStack}`]);
  });

  test("writes a step's outcome together with the next one's intent", async () => {
    const run = await allowed();
    const seen = run.watch();
    await provision(run);

    expect(seen.transactions).toEqual([
      [`${network} intent create`],
      [`${network} created`, `${compute} intent create`],
      [`${compute} created`],
    ]);
  });

  test("takes no time where CloudFormation takes none", async () => {
    const run = await allowed();
    const { time } = run.installation;
    const beganAtMs = time.nowMs();
    await provision(run);

    expect(time.nowMs()).toBe(beganAtMs);
  });

  test("writes no second intent after a worker died before its effect: it only confirms its lease", async () => {
    const run = await allowed();
    refuse(run.installation.account, requestsFor("cloudformation", "CreateStack"), {
      error: () => killed,
      times: 1,
    });
    await expect(provision(run)).rejects.toThrow("killed");
    const seen = run.watch();
    await provision(run);

    expect(seen.transactions.slice(0, 2)).toEqual([[], [`${network} created`, `${compute} intent create`]]);
  });

  test("says which stack it created", async () => {
    const run = await allowed();
    await provision(run);
    const idOf = (stack: string) => run.cloudFormation.there(stack).id;
    const about = { environment: "development", result: "created", reason: "" };

    expect(await run.recorded("provision-step", "outcome")).toEqual([
      { ...about, step: "network", part: "network", stackId: idOf(networkStack) },
      { ...about, step: "compute", part: "compute", stackId: idOf(computeStack) },
    ]);
  });

  test("names no stack as created that existed before", async () => {
    const run = await allowed();
    run.exists(run.step("development", "network"), templateOf("as it was"));
    await provision(run);
    const [outcome] = await run.recorded("provision-step", "outcome");

    expect(await run.stepRecords(network)).toEqual(["intent prepare", "intent update", "updated"]);
    expect(outcome).not.toHaveProperty("stackId");
  });

  test("leaves stacks alone that are deployed as wanted, and records that once for all of them", async () => {
    const run = await allowed();
    for (const step of ["network", "compute"]) run.exists(run.step("development", step));
    const seen = run.watch();

    expect(await provision(run)).toEqual(done);
    expect(seen).toMatchObject({
      requests: [],
      transactions: [[`${network} untouched`, `${compute} untouched`]],
    });
  });

  test.each([
    ["created", undefined],
    ["updated", templateOf("as it was")],
    ["untouched", templateOf("development network")],
  ])("does not read a stack again that is %s, and writes nothing new", async (result, before) => {
    const run = await allowed();
    const step = run.step("development", "network");
    if (before !== undefined) run.exists(step, before);
    await provision(run);
    run.exists(step, templateOf("changed by hand"));
    const seen = run.watch();

    expect((await run.stepRecords(network)).at(-1)).toBe(result);
    expect(await provision(run)).toEqual(done);
    expect(seen).toMatchObject({ requests: [], transactions: [] });
  });
});

describe("the permission to provision", () => {
  test("is signed, or nothing is changed", async () => {
    const run = await OpenedRun.begin();
    const seen = run.watch();

    await expect(provision(run)).rejects.toMatchObject({ name: "PrerequisiteMissing" });
    expect(seen.requests).toEqual([]);
  });

  test("is every template as it was submitted, also the last one's", async () => {
    const run = await allowed();
    run.edit(run.step("development", "compute").templateDigest, "edited");
    const seen = run.watch();

    await expect(provision(run)).rejects.toMatchObject({ name: "DigestMismatch" });
    expect(seen.requests).toEqual([]);
  });

  test("are only the templates of the steps in scope", async () => {
    const run = await OpenedRun.begin({ steps: { development: [{ part: "network" }, { part: "ingress" }] } });
    await run.allow("development");
    run.edit(run.step("development", "ingress").templateDigest, "edited");
    const seen = run.watch();

    expect(await provision(run, "development", "all-but-ingress")).toEqual(done);
    expect(seen.requests).toEqual([`CreateStack ${networkStack}`]);
  });

  test("is the lease: an intent is not carried out again once the run was taken over", async () => {
    const run = await allowed();
    refuse(run.installation.account, requestsFor("cloudformation", "CreateStack"), {
      error: () => killed,
      times: 1,
    });
    await expect(provision(run)).rejects.toThrow("killed");
    await run.records.takeOver(run.runId, 2, "arn:recovery", "it was stopped");
    const seen = run.watch();

    await expect(provision(run)).rejects.toMatchObject({ name: "LeaseLost" });
    expect(seen.requests).toEqual([]);
  });
});

test("a step that is as wanted has no reason, although an earlier update of it was undone", async () => {
  const run = await allowed();
  run.exists(run.step("development", "network"));
  deployByHand(run.cloudFormation, networkStack, templateOf("wrong", { fails: ["update"] }));
  await run.installation.pass(60_000);

  expect(await provision(run)).toEqual(done);
  expect(await run.stepRecords(network)).toEqual(["untouched"]);
  expect(await run.reasonOf(network)).toBe("");
});

describe("what the change no longer has", () => {
  /** A development whose network has this template, and from which two steps were left out. */
  const leavingOut = async (template?: string) => {
    const run = await OpenedRun.begin({
      steps: { development: [{ part: "network", template }] },
      removed: ({ cloudFormation }) =>
        (["monitoring", "ingress"] as const).map((part) => {
          const old = templateOf(`old ${part}`);
          const { id } = cloudFormation.place(`shop-development-${part}`, old);
          return {
            environment: "development",
            step: part,
            part,
            stackName: `shop-development-${part}`,
            stackId: id,
            deployedDigest: deployedDigest({ templateDigest: sha256(old), parameters: {}, tags: {} }),
            dependsOn: [],
          };
        }),
    });
    await run.allow("development");
    return run;
  };

  test("is removed once everything else is done, one step after the other", async () => {
    const run = await leavingOut();
    const seen = run.watch();

    expect(await provision(run)).toEqual(done);
    expect(seen.requests).toEqual([
      `CreateStack ${networkStack}`,
      "DeleteStack shop-development-monitoring",
      "DeleteStack shop-development-ingress",
    ]);
  });

  test("is looked at quickly again, however long the removal before took", async () => {
    const run = await leavingOut();
    const { time, account } = run.installation;
    const theirs = run.cloudFormation.there("shop-development-ingress");
    theirs.move("UPDATE_IN_PROGRESS", "theirs");
    run.cloudFormation.pace.set("shop-development-monitoring", 9);
    let lookedAtMs = 0;
    justBefore(
      account,
      (call) =>
        requestsFor("cloudformation", "DescribeStacks")(call) &&
        (call.input as { readonly StackName?: string }).StackName === "shop-development-ingress",
      () => {
        lookedAtMs = time.nowMs();
        time.after(50, () => theirs.move("UPDATE_COMPLETE", "theirs"));
      },
    );

    expect(await provision(run)).toEqual(done);
    expect(time.nowMs() - lookedAtMs).toBeLessThan(500);
  });

  test("stays if a step fails before it", async () => {
    const run = await leavingOut(templateOf("wrong", { fails: ["create"] }));
    const seen = run.watch();

    expect(await provision(run)).toEqual(failed);
    expect(seen.requests).toEqual([`CreateStack ${networkStack}`]);
  });

  test("stays if the removal before it fails", async () => {
    const run = await leavingOut();
    run.cloudFormation.there("shop-development-monitoring").isProtected = true;
    const seen = run.watch();

    expect(await provision(run)).toEqual(failed);
    expect(seen.requests).not.toContain("DeleteStack shop-development-ingress");
  });
});

describe("a step that fails", () => {
  test("ends the work, with CloudFormation's reason and the steps finished before it", async () => {
    const run = await allowed({ compute: templateOf("wrong", { fails: ["create"] }) });
    run.exists(run.step("development", "network"));
    const seen = run.watch();

    expect(await provision(run)).toEqual(failed);
    expect(seen.transactions).toEqual([
      [`${network} untouched`, `${compute} intent create`],
      [`${compute} failed`],
    ]);
    expect(await run.reasonOf(compute)).toBe("Bucket: it fails on purpose");
  });

  test("is not followed by the next one", async () => {
    const run = await allowed({ network: templateOf("wrong", { fails: ["create"] }) });
    const seen = run.watch();

    expect(await provision(run)).toEqual(failed);
    expect(seen.requests).toEqual([`CreateStack ${networkStack}`]);
  });

  test("failed also when CloudFormation refuses to begin, in its words", async () => {
    const run = await allowed({ network: templateOf("wrong", { refused: true }) });

    expect(await provision(run)).toEqual(failed);
    expect(await run.stepRecords(network)).toEqual(["intent create", "failed"]);
    expect(await run.reasonOf(network)).toBe("Template format error: it is refused on purpose");
  });

  test("failed also when its change set cannot be executed and nothing was updated", async () => {
    const secret = (length: number) =>
      templateOf("a secret", {
        resources: {
          Secret: {
            Type: "AWS::SecretsManager::Secret",
            Properties: { GenerateSecretString: { PasswordLength: length } },
          },
        },
      });
    const run = await allowed({ network: secret(40) });
    run.exists(run.step("development", "network"), secret(20));

    expect(await provision(run)).toEqual(failed);
    expect(await run.stepRecords(network)).toEqual(["intent prepare", "failed"]);
    expect(await run.reasonOf(network)).toContain("GenerateSecretString, which cannot be changed back");
  });

  test("is unknown when only a person can tell what happened, and nothing more is done", async () => {
    const run = await allowed();
    run.exists(run.step("development", "network")).move("IMPORT_ROLLBACK_FAILED", undefined);
    const seen = run.watch();

    expect(await provision(run)).toEqual({ outcome: "unknown", waitSeconds: 0 });
    expect(await run.stepRecords(network)).toEqual(["unknown"]);
    expect(await run.reasonOf(network)).toContain("someone's import into the stack failed");
    expect(seen.requests).toEqual([]);
  });
});

test("a call that comes late, after the run's rollback began, has no effect", async () => {
  const run = await allowed();
  await run.say(intended(network), rollbackBegun("development"));
  const seen = run.watch();

  await expect(provision(run)).rejects.toMatchObject({ name: "PrerequisiteMissing" });
  expect(seen.requests).toEqual([]);
});
