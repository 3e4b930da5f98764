import { mostRemoved } from "../../simulator/services/inspector.ts";
import { type Arranged, look, stackName, tokenOf, undone } from "./obliged.ts";

const busy = "UPDATE_IN_PROGRESS";
const updated = { owes: "restoration" } as const;

describe("a look at a step", () => {
  test.each<[string, Arranged, string]>([
    ["has to wait for what is under way", { status: "DELETE_IN_PROGRESS" }, "wait"],
    ["finds it undone", { status: null }, "finish"],
    ["finds that it failed", { ...updated, status: "DELETE_FAILED" }, "fail"],
    ["finds what only a person can judge", { tokens: ["theirs"] }, "stop"],
  ])("that %s needs no work", async (_what, arranged, move) => {
    const looked = await look(arranged);

    expect(looked.move.do).toBe(move);
    expect(looked.intent).toBeNull();
    expect(await looked.act()).toBe("nothing");
    expect(looked.seen.requests).toEqual([]);
  });

  test("only reads the stack before its intent is kept", async () => {
    const { seen, described } = await look();

    expect(seen.requests).toEqual([]);
    expect(described).toEqual([]);
  });
});

describe("a step that was created", () => {
  test("is deleted by the id of its stack, under a token of the first attempt", async () => {
    const { stack, intent, fact, act, seen } = await look();

    expect(intent).toEqual({
      environment: "production",
      step: "storage",
      operation: "delete",
      attempt: 1,
      stackName,
      stackId: stack.id,
      token: tokenOf("delete"),
      baselineDigest: null,
    });
    expect(fact).toMatchObject({ action: "roll-back-step", kind: "intent", subject: "production/storage" });
    expect(await act()).toBe("removing");
    expect(seen.requests).toEqual([`DeleteStack ${stackName}`]);
    expect(seen.inputs).toMatchObject([{ StackName: stack.id, ClientRequestToken: tokenOf("delete") }]);
  });

  test("is deleted by its name if CloudFormation returns no id", async () => {
    const { act, seen } = await look({
      other: ({ stacks }) => ({
        stacks: { ...stacks, observe: async (name) => ({ ...(await stacks.observe(name)), stackId: null }) },
      }),
    });
    await act();

    expect(seen.inputs).toMatchObject([{ StackName: stackName, ClientRequestToken: tokenOf("delete") }]);
  });

  test("is deleted again under the same token, without another intent, if the first request had no effect", async () => {
    const { intent, act, seen } = await look({ facts: [undone({})] });
    await act();

    expect(intent).toBeNull();
    expect(seen.inputs).toMatchObject([{ ClientRequestToken: tokenOf("delete") }]);
  });

  test("is deleted again under the next token, if the deletion was given up", async () => {
    const { intent } = await look({
      facts: [undone({})],
      status: "DELETE_FAILED",
      tokens: [tokenOf("delete"), "forward"],
      restedMs: 60_000,
    });

    expect(intent).toMatchObject({ attempt: 2, token: tokenOf("delete", 2) });
  });

  test("counts the attempts of the same operation at the same step only", async () => {
    const facts = [
      undone({ step: "compute" }),
      undone({}),
      undone({ operation: "empty-bucket", bucket: "shop-data" }),
    ];
    const { intent } = await look({ facts, tokens: [tokenOf("delete"), "forward"] });

    expect(intent).toMatchObject({ operation: "delete", attempt: 2 });
  });

  test("is deployed without what would stay behind first, if this run made it", async () => {
    expect((await look({ retains: true, objects: 1 })).intent?.operation).toBe("release");
    expect((await look({ retains: true, isAnyones: true })).move.do).toBe("delete");
    expect((await look()).move.do).toBe("delete");
  });

  test("goes on to empty the same bucket under the same intent, and names another one anew", async () => {
    const { intent: first } = await look({ objects: 1 });
    const emptying = (bucket: string) =>
      look({ objects: 1, facts: [undone({ operation: "empty-bucket", bucket })] });

    expect((await emptying(first?.bucket ?? "")).intent).toBeNull();
    expect((await emptying("another")).intent).toMatchObject({ bucket: first?.bucket, attempt: 1 });
  });

  test("says why its bucket cannot be emptied", async () => {
    const refusing: Arranged["other"] = ({ buckets }) => ({
      buckets: { ...buckets, empty: async () => ({ removed: 0, isEmpty: false, refused: "a legal hold" }) },
    });
    const { act } = await look({ objects: 1, other: refusing });

    expect(await act()).toEqual({ refused: "a legal hold" });
  });

  test("has its full bucket emptied first, which is named", async () => {
    const { stack, intent, act, seen } = await look({ objects: 1 });
    const bucket = stack.resources.get("Data");

    expect(intent).toMatchObject({ operation: "empty-bucket", bucket });
    expect(await act()).toBe("emptied");
    expect(seen.requests).toEqual([`EmptyBucket ${bucket}`]);
  });

  test("has it emptied further if it took too long", async () => {
    const { act } = await look({ objects: mostRemoved + 1 });

    expect([await act(), await act()]).toEqual(["busy", "emptied"]);
  });
});

describe("a step that was updated", () => {
  test("has the change set that this run prepared withdrawn", async () => {
    const { described, intent, act, seen, baselineDigest } = await look({
      ...updated,
      changeSet: "one",
      changeSets: ["one"],
      isAsBefore: true,
      restoring: "changes nothing",
      tokens: ["theirs"],
    });

    expect(described).toEqual(["one"]);
    expect(intent).toMatchObject({ operation: "withdraw", attempt: 1, baselineDigest });
    expect(await act()).toBe("withdrawn");
    expect(seen.requests).toEqual([`DeleteChangeSet ${stackName}`]);
    expect(seen.inputs).toMatchObject([{ ChangeSetName: "one" }]);
  });

  test("has its update cancelled", async () => {
    const { intent, act, seen } = await look({ ...updated, status: busy });

    expect(intent).toMatchObject({ operation: "cancel-update", token: tokenOf("cancel-update") });
    expect(await act()).toBe("cancelling");
    expect(seen.requests).toEqual([`CancelUpdateStack ${stackName}`]);
    expect(seen.inputs).toMatchObject([{ ClientRequestToken: tokenOf("cancel-update") }]);
  });

  test("is looked at again if its update cannot be cancelled any more", async () => {
    const { stack, act } = await look({ ...updated, status: busy });
    stack.move("UPDATE_COMPLETE", "forward");

    expect(await act()).toBe("looked");
  });

  test("has CloudFormation go on undoing", async () => {
    const { intent, act, seen } = await look({ ...updated, status: "UPDATE_ROLLBACK_FAILED" });
    await act();

    expect(intent).toMatchObject({ operation: "continue-rollback" });
    expect(seen.requests).toEqual([`ContinueUpdateRollback ${stackName}`]);
    expect(seen.inputs).toMatchObject([{ ClientRequestToken: tokenOf("continue-rollback") }]);
  });

  test("has a change set prepared that brings back all that was deployed before", async () => {
    const { intent, act, seen, baseline, baselineDigest } = await look({ ...updated, changeSet: "one" });
    const changeSet = `interlock-${tokenOf("prepare").slice(0, 32)}`;
    await act();

    expect(intent).toMatchObject({ operation: "prepare", changeSet, baselineDigest });
    expect(seen.requests).toEqual([`CreateChangeSet ${stackName}`]);
    expect(seen.inputs).toMatchObject([
      {
        TemplateBody: baseline.template,
        Parameters: [
          { ParameterKey: "Size", ParameterValue: "1" },
          { ParameterKey: "Password", UsePreviousValue: true },
        ],
        Tags: [{ Key: "owner", Value: "shop" }],
        ChangeSetName: changeSet,
        ClientToken: tokenOf("prepare"),
        ImportExistingResources: true,
      },
    ]);
  });
});

describe("a step that is being restored", () => {
  const preparing = undone({ operation: "prepare", changeSet: "back" });
  const restoring = undone({ operation: "restore", changeSet: "back" });
  const owes = { ...updated, changeSet: "one" };
  const prepared = { ...owes, facts: [preparing], changeSets: ["back"] };

  test.each([
    ["prepared", preparing],
    ["executed", restoring],
  ])("is seen with the change set that was %s for that", async (_what, fact) => {
    expect((await look({ ...owes, facts: [fact] })).described).toEqual(["back"]);
  });

  test("is seen with the run's own change set before", async () => {
    const facts = [undone({ operation: "withdraw" })];

    expect((await look({ ...owes, facts })).described).toEqual(["one"]);
  });

  test("takes back in, by its name, what a deletion policy kept when the update took it out", async () => {
    const { act, seen } = await look(owes);
    await act();

    expect(seen.requests).toEqual([`CreateChangeSet ${stackName}`]);
    expect(seen.inputs).toMatchObject([{ ImportExistingResources: true }]);
  });

  test("has the change set executed, and its effects recorded before", async () => {
    const { intent, act, seen } = await look(prepared);
    await act();

    expect(intent).toMatchObject({
      operation: "restore",
      changeSet: "back",
      changes: {
        count: 1,
        items: [
          {
            logicalId: "Data",
            type: "AWS::S3::Bucket",
            action: "Modify",
            replacement: "False",
            policy: null,
            properties: ["Version"],
          },
        ],
      },
    });
    expect(seen.requests).toEqual([`ExecuteChangeSet ${stackName}`]);
    expect(seen.inputs).toMatchObject([{ ChangeSetName: "back", ClientRequestToken: tokenOf("restore") }]);
  });

  test("is updated by request if CloudFormation finds nothing to change", async () => {
    const { intent, act, run, baseline } = await look({ ...prepared, restoring: "changes nothing" });
    const asked: unknown[] = [];
    run.installation.account.watchers.push({ acts: ({ input }) => asked.push(input) });

    expect(intent?.changeSet).toBeUndefined();
    expect(await act()).toBe("nothing-to-do");
    expect(asked).toMatchObject([
      { TemplateBody: baseline.template, ClientRequestToken: tokenOf("restore") },
    ]);
  });

  test("is left to people, and its change set withdrawn, if a resource with data would be replaced", async () => {
    const { move, intent, seen, act } = await look({ ...prepared, restoring: "replaces" });

    expect(move).toEqual({ do: "fail", reason: expect.stringContaining("AWS::S3::Bucket Data") });
    expect(intent).toBeNull();
    expect(await act()).toBe("nothing");
    expect(seen.requests).toEqual([`DeleteChangeSet ${stackName}`]);
    expect(seen.inputs).toMatchObject([{ ChangeSetName: "back" }]);
  });

  test("may not replace a resource with data in any other part either", async () => {
    const { move } = await look({ ...prepared, restoring: "replaces", part: "compute" });

    expect(move.do).toBe("fail");
  });
});
