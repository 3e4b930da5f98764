import type { TaskInput } from "../../../lib/tasks/tasks.ts";
import { commitOf, pushEvent } from "../../fixtures/push-events.ts";
import { watchedRepository } from "../../fixtures/repository-settings.ts";
import { controlPlaneAccount } from "../../simulator/accounts/environment-accounts.ts";
import { Installation } from "../../simulator/installation.ts";
import { submit } from "../../simulator/submitted.ts";

const place = { account: controlPlaneAccount, region: "us-east-1" };
const repository = watchedRepository("shop");

async function watching(head: string | null | undefined, settings: object = { repository }) {
  const installation = await Installation.withoutLatency({ settings });
  if (head !== undefined) installation.heads.set("shop main", head);
  const announced = () =>
    installation.said.flatMap((event) => (event["detail-type"] === "Commit Pushed" ? [event.detail] : []));
  return { installation, announced, seek: () => installation.run("seek-push", {}) };
}

const arrives = (commitId: string) =>
  pushEvent(
    {
      event: "referenceCreated",
      repositoryName: "shop",
      referenceType: "branch",
      referenceName: "main",
      commitId,
    },
    { id: "event-1", ...place, resources: [`arn:aws:codecommit:${place.region}:${place.account}:shop`] },
  ) as TaskInput<"receive-push">;

test("a head whose event was lost is announced once, and the records say so", async () => {
  const { installation, announced, seek } = await watching(commitOf("lost"));
  expect(await seek()).toEqual({ outcome: "announced" });
  expect(await seek()).toEqual({ outcome: "announced-before" });
  expect(announced()).toMatchObject([{ commit: commitOf("lost"), door: "codecommit", previous: null }]);
  const { entries } = await installation.port("records").read("control-plane");
  expect(entries).toMatchObject([
    {
      subject: commitOf("lost"),
      detail: { about: "lost-push", detail: '{"branch":"main","repository":"shop"}' },
    },
  ]);
});

test("a head of a sandbox's own repository comes through the door of the sandbox", async () => {
  const { announced, seek } = await watching(commitOf("lost"), {
    repository: { ...repository, builds: "queue" },
  });
  await seek();
  expect(announced()).toMatchObject([{ door: "sandbox" }]);
});

test("a look without a repository in the settings says what to set", async () => {
  const { seek } = await watching(undefined, {});
  await expect(seek()).rejects.toMatchObject({ name: "SettingMissing" });
});

test("a head that an event brought is left, whatever becomes of its build", async () => {
  const { installation, announced, seek } = await watching(commitOf("pushed"));
  await installation.run("receive-push", arrives(commitOf("pushed")));
  expect(await seek()).toEqual({ outcome: "announced-before" });
  expect(announced()).toHaveLength(1);
});

test("the event of a head that a look found first announces it again at most: it becomes one run", async () => {
  const { installation, announced, seek } = await watching(commitOf("late"));
  await seek();
  await installation.run("receive-push", arrives(commitOf("late")));
  expect(announced()).toHaveLength(2);
});

test("a head that is a run is left", async () => {
  const { installation, announced, seek } = await watching(null);
  const { change } = await submit(installation);
  installation.heads.set("shop main", change.commit.sha);
  expect(await seek()).toEqual({ outcome: "known" });
  expect(announced()).toEqual([]);
});

test("a look that was killed after its announcement announces again, because nothing else would", async () => {
  const { installation, announced, seek } = await watching(commitOf("lost"));
  const records = { ...installation.port("records"), keepPush: () => Promise.reject(new Error("killed")) };
  await expect(installation.run("seek-push", {}, { records })).rejects.toThrow("killed");
  expect(await seek()).toEqual({ outcome: "announced" });
  expect(announced()).toHaveLength(2);
});

test("a branch that is deleted starts nothing", async () => {
  const { announced, seek } = await watching(null);
  expect(await seek()).toEqual({ outcome: "no-branch" });
  expect(announced()).toEqual([]);
});

test("a repository that is gone is an error that says what to correct", async () => {
  const { seek } = await watching(undefined);
  await expect(seek()).rejects.toMatchObject({
    name: "NotFound",
    message: expect.stringContaining('correct the setting "repository"'),
  });
});
