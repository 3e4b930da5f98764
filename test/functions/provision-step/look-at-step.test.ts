import { lookAtStep } from "../../../functions/provision-step/look-at-step.ts";
import type { Part } from "../../../lib/domain/environment.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { requestToken } from "../../../lib/domain/step/token.ts";
import { Provisioning, runId, templateOf } from "../../fakes/provisioning.ts";

const stackName = "shop-development-storage";
const stackId = `arn:stack/${stackName}/1`;

async function withStorage(part: Part = "storage") {
  const installation = await Provisioning.begun({ development: [{ part, step: "storage" }] });
  const step = installation.step("development", "storage");
  const look = async (plan = installation.plan) =>
    lookAtStep(installation.ports, await installation.run(), "development", step, plan, null);
  /** A stack of other contents stands there in that status. */
  const standsAs = (status: string, tokens: readonly string[] = ["theirs"]) => {
    installation.stands(step, templateOf("as it was"));
    Object.assign(installation.stacks.stacks.get(stackName) ?? {}, { status, tokens: [...tokens] });
  };
  return { installation, step, look, standsAs };
}

type Storage = Awaited<ReturnType<typeof withStorage>>;

/** What the look says is to be recorded and done, and it is recorded. */
async function intentOf({ installation, look }: Storage) {
  const looked = await look();
  if (!("intent" in looked)) throw new Error(`there is nothing to do: ${looked.do}`);
  if (looked.intent !== null) await installation.write(looked.intent);
  return looked;
}

describe("looking at a step", () => {
  test("that is to be created tells the whole intent, and changes nothing yet", async () => {
    const storage = await withStorage();
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
        token: requestToken(runId, "development", "storage", "create", 1),
        wantedDigest: deployedDigest(storage.step),
        baselineDigest: null,
      },
    });
    expect(storage.installation.stacks.calls).toEqual([]);
  });

  test("asks for exactly what the change wants of it", async () => {
    const storage = await withStorage();
    const asked: unknown[] = [];
    storage.installation.stacks.create = async (request) => {
      asked.push(request);
      return "creating";
    };
    await (await intentOf(storage)).act();

    expect(asked).toEqual([
      {
        stackName,
        template: templateOf("development storage"),
        parameters: {},
        previous: [],
        tags: {},
        token: requestToken(runId, "development", "storage", "create", 1),
      },
    ]);
  });

  test("again, after a worker died before its effect, is the same attempt and no other intent", async () => {
    const storage = await withStorage();
    await intentOf(storage);
    const again = await intentOf(storage);
    await again.act();

    expect(again.intent).toBeNull();
    expect(storage.installation.stacks.effects.map(({ token }) => token)).toEqual([
      requestToken(runId, "development", "storage", "create", 1),
    ]);
  });

  test("counts its attempts through all that was meant for it, and for it alone", async () => {
    const storage = await withStorage();
    const first = await intentOf(storage);
    const of = (step: string) =>
      first.intent === null ? [] : [{ ...first.intent, detail: { ...first.intent.detail, step } }];
    await storage.installation.write(...of("network"), ...of("compute"));
    storage.standsAs("UPDATE_COMPLETE");
    const { intent } = await intentOf(storage);

    expect(intent?.detail).toMatchObject({ operation: "prepare", attempt: 2, stackId });
    expect(intent?.detail.token).toBe(requestToken(runId, "development", "storage", "prepare", 2));
  });

  test("removes a leftover by its id", async () => {
    const storage = await withStorage();
    storage.standsAs("ROLLBACK_COMPLETE");
    const asked: (readonly string[])[] = [];
    storage.installation.stacks.remove = async (...request) => {
      asked.push(request);
      return "removing";
    };
    const { intent, act } = await intentOf(storage);
    await act();

    expect(intent?.detail).toMatchObject({ operation: "delete-leftover", baselineDigest: null, stackId });
    expect(asked).toEqual([[stackId, requestToken(runId, "development", "storage", "delete-leftover", 1)]]);
  });

  test("has an earlier update's rollback finished", async () => {
    const storage = await withStorage();
    storage.standsAs("UPDATE_ROLLBACK_FAILED");
    const { intent, act } = await intentOf(storage);
    await act();

    expect(intent?.detail).toMatchObject({ operation: "continue-rollback", baselineDigest: null });
    expect(storage.installation.stacks.effects).toEqual([
      {
        what: `UPDATE_ROLLBACK_IN_PROGRESS ${stackName}`,
        token: requestToken(runId, "development", "storage", "continue-rollback", 1),
      },
    ]);
  });

  test("asks for a change set named after its attempt, with what stands there kept", async () => {
    const storage = await withStorage();
    storage.standsAs("UPDATE_COMPLETE");
    const { stacks, objects } = storage.installation;
    const { intent, act } = await intentOf(storage);
    await act();
    const token = requestToken(runId, "development", "storage", "prepare", 1);
    const { deployedDigest: standing } = await stacks.observe(stackName);

    expect(intent?.detail).toMatchObject({
      operation: "prepare",
      fromDigest: standing,
      changeSet: `interlock-${token.slice(0, 32)}`,
    });
    expect(JSON.parse(objects.get(intent?.detail.baselineDigest ?? "") ?? "null")).toEqual({
      template: templateOf("as it was"),
      parameters: {},
      tags: {},
      previous: [],
    });
    expect([...(stacks.stacks.get(stackName)?.changeSets.keys() ?? [])]).toEqual([intent?.detail.changeSet]);
  });

  test("sees the change set that was asked for last", async () => {
    const storage = await withStorage();
    storage.standsAs("UPDATE_COMPLETE");
    await (await intentOf(storage)).act();

    expect((await intentOf(storage)).do).toBe("update");
  });
});

describe("looking at a step where nothing is to be done", () => {
  test.each([
    ["waits while CloudFormation works", "UPDATE_IN_PROGRESS", "wait"],
    ["leaves an import to people", "IMPORT_IN_PROGRESS", "stop"],
  ])("%s", async (_what, status, move) => {
    const storage = await withStorage();
    storage.standsAs(status);

    expect(await storage.look()).toMatchObject({ do: move, observed: { status, stackId } });
  });

  test("finds that it stands as wanted, whoever made it so", async () => {
    const storage = await withStorage();
    storage.installation.stands(storage.step);

    expect(await storage.look()).toMatchObject({ do: "finish", result: "untouched", observed: { stackId } });
  });

  test("fails when its own creation was rolled back", async () => {
    const storage = await withStorage();
    await intentOf(storage);
    storage.standsAs("ROLLBACK_COMPLETE", [requestToken(runId, "development", "storage", "create", 1)]);

    expect((await storage.look()).do).toBe("fail");
  });

  test("does not finish somebody's deletion of what the plan keeps in that environment", async () => {
    const storage = await withStorage();
    storage.standsAs("DELETE_FAILED");
    const keeping = structuredClone(storage.installation.plan);
    keeping.environments[0].rollback.keep = ["storage"];
    const keepingElsewhere = structuredClone(storage.installation.plan);
    keepingElsewhere.environments[1].rollback.keep = ["storage"];

    expect((await storage.look(keeping)).do).toBe("stop");
    expect((await storage.look(keepingElsewhere)).do).toBe("delete-leftover");
  });
});
