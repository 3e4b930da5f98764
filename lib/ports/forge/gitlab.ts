import * as z from "zod";
import { environments } from "../../domain/environment.ts";
import type { CommitOutcome, CommitState } from "../../domain/run/commit-outcome.ts";
import type { ProgressState } from "../../domain/run/progress.ts";
import type { Settings } from "../settings/port.ts";
import { asking } from "./api.ts";
import type { Forge } from "./port.ts";
import type { Reaching } from "./reaching.ts";

/** How GitLab is written to: a project, and the token that may. */
export type GitlabSettings = NonNullable<Settings["gitlab"]>;

const mostInDescription = 255;

/** Source: GitLab REST API, "Set commit pipeline status", state. It has no word for waiting. */
const environmentStates: Readonly<Record<ProgressState, string>> = {
  queued: "pending",
  "in-progress": "running",
  waiting: "running",
  success: "success",
  failure: "failed",
  inactive: "canceled",
};

const runStates: Readonly<Record<CommitState, string>> = {
  queued: "pending",
  "in-progress": "running",
  SUCCEEDED: "success",
  REFUSED: "failed",
  REJECTED: "failed",
  ROLLED_BACK: "failed",
  ABORTED: "failed",
  QUARANTINED: "failed",
  SUPERSEDED: "canceled",
};

/** A status that has ended stays: GitLab refuses to set it again ("Cannot transition status"). */
const ended: readonly string[] = ["success", "failed", "canceled", "skipped"];
/** What comes before what: GitLab refuses to go back, and to set the same state again. */
const order: readonly string[] = ["created", "pending", "running"];

const statusSchema = z.looseObject({ id: z.int(), status: z.string() });

/** Shows outcomes on GitLab: a commit status for the run, and one for each environment. A further attempt has its own. */
export function gitlabForge(
  { server, project, tokenSecretName }: GitlabSettings,
  { send, clock, readSecret }: Reaching,
): Forge {
  const ask = asking(
    {
      name: "GitLab",
      base: `${server.replace(/\/$/, "")}/api/v4/projects/${encodeURIComponent(project)}`,
      headers: async () => ({
        "private-token": (await readSecret(tokenSecretName)).trim(),
        "user-agent": "interlock",
      }),
      ifRefused: `put a project access token with the scope api into the secret ${tokenSecretName}; a token that has expired needs a successor`,
      ifGone: `correct the setting "gitlab": ${project} is gone, or the token's role may not see it`,
    },
    send,
    clock,
  );
  const host = new URL(server).host;
  return {
    async show(outcome) {
      if (outcome.repository.toLowerCase() !== `${host}/${project}`.toLowerCase()) return "elsewhere";
      for (const { name, state, description } of statusesOf(outcome)) {
        // A commit may have hundreds of statuses, oldest first; of one name it has one for each pipeline.
        const standing = await ask(
          "GET",
          `/repository/commits/${outcome.commit}/statuses?name=${encodeURIComponent(name)}&all=true&per_page=100`,
          z.array(statusSchema),
        );
        const now = standing.toSorted((one, other) => other.id - one.id)[0]?.status;
        if (now !== undefined && !comesAfter(state, now)) continue;
        await ask("POST", `/statuses/${outcome.commit}`, z.unknown(), {
          state,
          name,
          description: description.slice(0, mostInDescription),
          target_url: outcome.page,
        });
      }
      return "shown";
    },
  };
}

const comesAfter = (state: string, now: string): boolean =>
  !ended.includes(now) && (ended.includes(state) || order.indexOf(state) > order.indexOf(now));

function statusesOf(outcome: CommitOutcome) {
  const { application, attempt, runId, title } = outcome;
  const nameOf = (what: string) => `interlock/${application}${what}${attempt === 1 ? "" : ` (${attempt})`}`;
  return [
    ...environments.map((environment) => {
      const { state, says } = outcome.environments[environment];
      return {
        name: nameOf(`/${environment}`),
        state: environmentStates[state],
        description: `${says} (${runId})`,
      };
    }),
    { name: nameOf(""), state: runStates[outcome.state], description: title },
  ];
}
