import { runIdOf } from "../../lib/domain/change/manifest.ts";
import { judgePush } from "../../lib/domain/change/push.ts";
import { settingMissing } from "../../lib/domain/errors.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

/**
 * Takes a push: says on the bus that the commit's build may begin, unless the commit is a run already, or this event was
 * here before. A call that was killed in between says it again: what is built twice becomes one run.
 * @throws InvalidInput for an event of another account or repository; it ends in the dead letters with this reason.
 */
export const receivePush =
  ({ records, bus, settings, clock }: TaskPorts<"receive-push">) =>
  async (event: TaskInput<"receive-push">): Promise<TaskAnswer<"receive-push">> => {
    const { application, repository, accounts } = settings;
    if (repository === undefined)
      throw settingMissing('a push came, but the settings name no "repository": name it, or remove the rule');
    const { name, branch } = repository;
    const judged = judgePush(event, { ...accounts.controlPlane, repository: name, branch });
    if ("left" in judged) {
      if (judged.left === "deleted-branch")
        await records.note("receive-push", "branch-deleted", branch, { repository: name, event: event.id });
      return { outcome: "left", because: judged.left };
    }
    const { commit, previous } = judged;
    const noted = { repository: name, branch, event: event.id };
    if ((await records.pushTakenAtMs(event.id)) !== null) {
      await records.note("receive-push", "duplicate-push", commit, noted);
      return { outcome: "duplicate", because: "" };
    }
    if ((await records.claimOf(runIdOf({ application, commit: { sha: commit }, attempt: 1 }))) !== null) {
      await records.note("receive-push", "known-commit", commit, noted);
      return { outcome: "known", because: "" };
    }
    const door = repository.builds === "queue" ? "sandbox" : "codecommit";
    await bus.commitPushed({ version: 1, application, door, repository: name, branch, commit, previous });
    await records.keepPush(event.id, commit, clock.nowMs());
    return { outcome: "announced", because: "" };
  };
