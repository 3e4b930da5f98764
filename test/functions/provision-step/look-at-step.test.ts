import { lookAtStep } from "../../../functions/provision-step/look-at-step.ts";
import type { Part } from "../../../lib/domain/environment.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { requestToken } from "../../../lib/domain/step/token.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { requestsFor, requestsTo } from "../../simulator/requests.ts";

const stackName = "shop-development-storage";
const before = templateOf("as it was");
const theirs = "their token";

async function withStorage(part: Part = "storage") {
  const run = await OpenedRun.begin({ steps: { development: [{ part, step: "storage" }] } });
  const step = run.step("development", "storage");
  const ports = run.installation.ports("provision-step", "development");
  const look = async (plan = run.plan) =>
    lookAtStep(ports, await run.written(), "development", step, plan, null);
  /** A stack of other contents is there, which that operation brought to that status. */
  const existsAs = (status: string, token = theirs) => {
    const stack = run.exists(step, before);
    stack.move(status, token);
    return stack;
  };
  const tokenOf = (operation: string, attempt = 1) =>
    requestToken(run.runId, "development", "storage", operation, attempt);
  return { run, step, ports, look, existsAs, tokenOf };
}

type Storage = Awaited<ReturnType<typeof withStorage>>;

/** What the look says is to be recorded and done, and it is recorded. */
async function intentOf({ run, look }: Storage) {
  const looked = await look();
  if (!("intent" in looked)) throw new Error(`there is nothing to do: ${looked.do}`);
  if (looked.intent !== null) await run.say(looked.intent);
  return looked;
}

describe("looking at a step", () => {
  test("that must be created returns the whole intent, and changes nothing yet", async () => {
    const storage = await withStorage();
    const seen = storage.run.watch();
    const { intent } = await intentOf(storage);

    expect(intent).toEqual({
      action: "provision-step",
      kind: "intent",
      subject: "development/storage",
      detail: {
        environment: "development",
        step: "storage",
        part: "storage",
        operation: "create",
        attempt: 1,
        stackName,
        stackId: null,
        token: storage.tokenOf("create"),
        wantedDigest: deployedDigest(storage.step),
        baselineDigest: null,
      },
    });
    expect(seen.requests).toEqual([]);
  });

  test("requests exactly what the change wants", async () => {
    const storage = await withStorage();
    const seen = storage.run.watch();
    await (await intentOf(storage)).act();

    expect(seen.inputs).toEqual([
      {
        StackName: stackName,
        TemplateBody: templateOf("development storage"),
        Parameters: [],
        Tags: [],
        Capabilities: ["CAPABILITY_NAMED_IAM"],
        DeploymentConfig: { Mode: "STANDARD" },
        RoleARN: expect.stringContaining("role/cdk-hnb659fds-cfn-exec-role-222222222222"),
        ClientRequestToken: storage.tokenOf("create"),
      },
    ]);
  });

  test("again, after a worker died before its effect, is the same attempt and no other intent", async () => {
    const storage = await withStorage();
    await intentOf(storage);
    const again = await intentOf(storage);
    const seen = storage.run.watch();
    await again.act();

    expect(again.intent).toBeNull();
    expect(seen.inputs).toMatchObject([{ ClientRequestToken: storage.tokenOf("create") }]);
  });

  test("counts its attempts through all intents of this step, and of no other", async () => {
    const storage = await withStorage();
    const first = await intentOf(storage);
    const of = (step: string) =>
      first.intent === null ? [] : [{ ...first.intent, detail: { ...first.intent.detail, step } }];
    await storage.run.say(...of("network"), ...of("compute"));
    const { id } = storage.existsAs("UPDATE_COMPLETE");
    const { intent } = await intentOf(storage);

    expect(intent?.detail).toMatchObject({ operation: "prepare", attempt: 2, stackId: id });
    expect(intent?.detail.token).toBe(storage.tokenOf("prepare", 2));
  });

  test("removes a leftover by its id", async () => {
    const storage = await withStorage();
    const { id } = storage.existsAs("ROLLBACK_COMPLETE");
    const seen = storage.run.watch();
    const { intent, act } = await intentOf(storage);
    await act();

    expect(intent?.detail).toMatchObject({
      operation: "delete-leftover",
      baselineDigest: null,
      stackId: id,
    });
    expect(seen.requests).toEqual([`DeleteStack ${stackName}`]);
    expect(seen.inputs).toMatchObject([
      { StackName: id, ClientRequestToken: storage.tokenOf("delete-leftover") },
    ]);
  });

  test("has an earlier update's rollback finished", async () => {
    const storage = await withStorage();
    const stack = storage.existsAs("UPDATE_ROLLBACK_FAILED");
    const seen = storage.run.watch();
    const { intent, act } = await intentOf(storage);
    await act();

    expect(intent?.detail).toMatchObject({ operation: "continue-rollback", baselineDigest: null });
    expect(seen.requests).toEqual([`ContinueUpdateRollback ${stackName}`]);
    expect(seen.inputs).toMatchObject([{ ClientRequestToken: storage.tokenOf("continue-rollback") }]);
    expect(stack.status).toBe("UPDATE_ROLLBACK_COMPLETE");
  });

  test("requests a change set named after its attempt, and keeps the deployed template", async () => {
    const storage = await withStorage();
    const stack = storage.existsAs("UPDATE_COMPLETE");
    const { intent, act } = await intentOf(storage);
    await act();
    const token = storage.tokenOf("prepare");
    const { deployedDigest: deployed } = await storage.ports.stacks.observe(stackName);

    expect(intent?.detail).toMatchObject({
      operation: "prepare",
      fromDigest: deployed,
      changeSet: `interlock-${token.slice(0, 32)}`,
    });
    expect(JSON.parse(storage.run.kept(intent?.detail.baselineDigest ?? "") ?? "null")).toEqual({
      template: before,
      parameters: {},
      tags: {},
      previous: [],
    });
    expect(stack.changeSets.map(({ name }) => name)).toEqual([intent?.detail.changeSet]);
  });

  test("reads the change set that was requested last", async () => {
    const storage = await withStorage();
    storage.existsAs("UPDATE_COMPLETE");
    await (await intentOf(storage)).act();
    await storage.run.installation.pass(1_000);

    expect((await intentOf(storage)).do).toBe("update");
  });
});

describe("whose operation it was that a stack stands by", () => {
  const askedOf = async (storage: Storage) => {
    const asked = requestsTo(
      storage.run.installation.account,
      requestsFor("cloudformation", "DescribeStackEvents"),
    );
    await storage.look();
    return asked.length > 0;
  };

  test("is not asked before this run has touched the step: its content alone decides", async () => {
    const storage = await withStorage();
    storage.existsAs("UPDATE_COMPLETE");
    expect(await askedOf(storage)).toBe(false);
  });

  test("is not asked of a stack that is changing: it is waited for in any case", async () => {
    const storage = await withStorage();
    storage.existsAs("UPDATE_COMPLETE");
    await intentOf(storage);
    storage.existsAs("UPDATE_IN_PROGRESS");
    expect(await askedOf(storage)).toBe(false);
  });

  test("is asked of a stack that this run has touched, and that stands", async () => {
    const storage = await withStorage();
    storage.existsAs("UPDATE_COMPLETE");
    await intentOf(storage);
    expect(await askedOf(storage)).toBe(true);
  });
});

describe("looking at a step that needs no work", () => {
  test.each([
    ["waits while CloudFormation works", "UPDATE_IN_PROGRESS", "wait"],
    ["leaves a failed import to people", "IMPORT_ROLLBACK_FAILED", "stop"],
    ["waits while someone imports", "IMPORT_IN_PROGRESS", "wait"],
  ])("%s", async (_what, status, move) => {
    const storage = await withStorage();
    const { id } = storage.existsAs(status);

    expect(await storage.look()).toMatchObject({ do: move, observed: { status, stackId: id } });
  });

  test("finds that it is deployed as wanted, even if another party deployed it", async () => {
    const storage = await withStorage();
    const { id } = storage.run.exists(storage.step);

    expect(await storage.look()).toMatchObject({
      do: "finish",
      result: "untouched",
      observed: { stackId: id },
    });
  });

  test("fails when its own creation was rolled back", async () => {
    const storage = await withStorage();
    await intentOf(storage);
    storage.existsAs("ROLLBACK_COMPLETE", storage.tokenOf("create"));

    expect((await storage.look()).do).toBe("fail");
  });

  test("does not finish another party's deletion of a part that the plan keeps in that environment", async () => {
    const storage = await withStorage();
    storage.existsAs("DELETE_FAILED");
    const keeping = structuredClone(storage.run.plan);
    keeping.environments[0].rollback.keep = ["storage"];
    const keepingElsewhere = structuredClone(storage.run.plan);
    keepingElsewhere.environments[1].rollback.keep = ["storage"];

    expect((await storage.look(keeping)).do).toBe("stop");
    expect((await storage.look(keepingElsewhere)).do).toBe("delete-leftover");
  });
});
