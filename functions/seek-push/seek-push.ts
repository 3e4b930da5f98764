import { runIdOf } from "../../lib/domain/change/manifest.ts";
import { settingMissing } from "../../lib/domain/errors.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

/**
 * Compares the head of the watched branch with the runs, and announces a head that is no run and that no event brought: CodeCommit
 * promises its events at its best effort only. A commit that was announced is left, whatever became of its build.
 * @throws NotFound if the repository is gone; the alarm of its dead letters says so.
 */
export const seekPush =
  ({ records, branches, bus, settings, clock }: TaskPorts<"seek-push">) =>
  async (_: TaskInput<"seek-push">): Promise<TaskAnswer<"seek-push">> => {
    const { application, repository } = settings;
    if (repository === undefined)
      throw settingMissing('the settings name no "repository" whose branch could be looked at: name it');
    const { name, branch } = repository;
    const commit = await branches.headOf(name, branch);
    if (commit === null) return { outcome: "no-branch" };
    if ((await records.claimOf(runIdOf({ application, commit: { sha: commit }, attempt: 1 }))) !== null)
      return { outcome: "known" };
    if (await records.isAnnounced(commit)) return { outcome: "announced-before" };
    const door = repository.builds === "queue" ? "sandbox" : "codecommit";
    await bus.commitPushed({
      version: 1,
      application,
      door,
      repository: name,
      branch,
      commit,
      previous: null,
    });
    const nowMs = clock.nowMs();
    await records.keepPush(`head ${commit}`, commit, nowMs);
    await records.note("seek-push", "lost-push", commit, { repository: name, branch });
    return { outcome: "announced" };
  };
