import type { TaskInput } from "../../../lib/tasks/tasks.ts";
import { commitOf, pushEvent } from "../../fixtures/push-events.ts";
import { watchedRepository } from "../../fixtures/repository-settings.ts";
import { controlPlaneAccount } from "../../simulator/accounts/environment-accounts.ts";
import { Installation } from "../../simulator/installation.ts";
import { submit } from "../../simulator/submitted.ts";

const place = { account: controlPlaneAccount, region: "us-east-1" };
const repository = watchedRepository("shop");
const pushed = commitOf("pushed");

const pushOf = (
  commit: string = pushed,
  {
    id = "event-1",
    branch = "main",
    event = "referenceUpdated",
  }: { id?: string; branch?: string; event?: string } = {},
) =>
  pushEvent(
    {
      event,
      repositoryName: repository.name,
      referenceType: "branch",
      referenceName: branch,
      ...(event === "referenceDeleted" ? {} : { commitId: commit }),
      ...(event === "referenceCreated" ? {} : { oldCommitId: commitOf("before") }),
    },
    { id, ...place, resources: [`arn:aws:codecommit:${place.region}:${place.account}:${repository.name}`] },
  ) as TaskInput<"receive-push">;

/** What the records keep of an event about a push. */
const ofEvent = { repository: "shop", branch: "main", event: "event-1" };

async function watching(settings: object = { repository }) {
  const installation = await Installation.withoutLatency({ settings });
  const records = installation.port("records");
  const receive = (event: TaskInput<"receive-push">) => installation.run("receive-push", event);
  const announced = () =>
    installation.said.flatMap((event) => (event["detail-type"] === "Commit Pushed" ? [event.detail] : []));
  const noted = async () =>
    (await records.read("control-plane")).entries.map(({ subject, detail }) => [
      (detail as { about?: string }).about,
      subject,
      JSON.parse((detail as { detail: string }).detail),
    ]);
  return { installation, records, receive, announced, noted };
}

test("a push is announced, with everything that its build needs", async () => {
  const { receive, announced } = await watching();
  expect(await receive(pushOf())).toEqual({ outcome: "announced", because: "" });
  expect(announced()).toEqual([
    {
      version: 1,
      application: "shop",
      door: "codecommit",
      repository: "shop",
      branch: "main",
      commit: pushed,
      previous: commitOf("before"),
    },
  ]);
});

test("a push to a sandbox's own repository comes through the door of the sandbox", async () => {
  const { receive, announced } = await watching({ repository: { ...repository, builds: "queue" } });
  await receive(pushOf());
  expect(announced()).toMatchObject([{ door: "sandbox" }]);
});

test("the same event again is recorded, and announces nothing", async () => {
  const { receive, announced, noted } = await watching();
  await receive(pushOf());
  expect(await receive(pushOf())).toEqual({ outcome: "duplicate", because: "" });
  expect(announced()).toHaveLength(1);
  expect(await noted()).toEqual([["duplicate-push", pushed, ofEvent]]);
});

test("a call that was killed after its announcement announces again, because nothing else would", async () => {
  const { installation, receive, announced, records } = await watching();
  const killed = {
    ...installation.port("records"),
    keepPush: () => Promise.reject(new Error("killed")),
  };
  await expect(installation.run("receive-push", pushOf(), { records: killed })).rejects.toThrow("killed");
  expect(await records.pushTakenAtMs("event-1")).toBeNull();
  expect(await receive(pushOf())).toMatchObject({ outcome: "announced" });
  expect(announced()).toHaveLength(2);
});

test("a push whose announcement the bus refused is announced by the next call", async () => {
  const { installation, receive, announced } = await watching();
  const bus = { ...installation.port("bus"), commitPushed: () => Promise.reject(new Error("refused")) };
  await expect(installation.run("receive-push", pushOf(), { bus })).rejects.toThrow("refused");
  expect(await receive(pushOf())).toMatchObject({ outcome: "announced" });
  expect(announced()).toHaveLength(1);
});

test("a commit that is a run already is recorded, and not built again", async () => {
  const { installation, receive, announced, noted } = await watching();
  const { change } = await submit(installation);
  expect(await receive(pushOf(change.commit.sha))).toEqual({ outcome: "known", because: "" });
  expect(announced()).toEqual([]);
  expect(await noted()).toEqual([["known-commit", change.commit.sha, ofEvent]]);
});

test("another event about the same commit is built again, as long as the commit is no run", async () => {
  const { receive, announced } = await watching();
  await receive(pushOf());
  expect(await receive(pushOf(pushed, { id: "event-2" }))).toMatchObject({ outcome: "announced" });
  expect(announced()).toHaveLength(2);
});

test("a push to another branch is left without a trace in the records", async () => {
  const { receive, announced, noted } = await watching();
  expect(await receive(pushOf(pushed, { branch: "feature" }))).toEqual({
    outcome: "left",
    because: "other-branch",
  });
  expect([announced(), await noted()]).toEqual([[], []]);
});

test("the deletion of the watched branch starts nothing, and is recorded", async () => {
  const { receive, announced, noted } = await watching();
  expect(await receive(pushOf(pushed, { event: "referenceDeleted" }))).toEqual({
    outcome: "left",
    because: "deleted-branch",
  });
  expect(announced()).toEqual([]);
  expect(await noted()).toEqual([["branch-deleted", "main", { repository: "shop", event: "event-1" }]]);
});

test("an event of another account fails, so that it ends among the dead letters with its reason", async () => {
  const { receive } = await watching();
  await expect(receive({ ...pushOf(), account: "999999999999" })).rejects.toMatchObject({
    name: "InvalidInput",
    message: expect.stringContaining("account 999999999999"),
  });
});

test("a push that comes without a repository in the settings says what to set", async () => {
  const { receive } = await watching({});
  await expect(receive(pushOf())).rejects.toMatchObject({ name: "SettingMissing" });
});
