import * as z from "zod";
import { type Environment, environments } from "../../domain/environment.ts";
import type { CommitOutcome, CommitState } from "../../domain/run/commit-outcome.ts";
import type { EnvironmentProgress, ProgressState } from "../../domain/run/progress.ts";
import { askingAs, type GithubSettings } from "./github-app.ts";
import type { Forge } from "./port.ts";
import type { Reaching } from "./reaching.ts";

const mostInOutput = 65_535;
const mostInTitle = 255;
const mostInDescription = 140;

/** Source: GitHub REST API, "Create a deployment status", state. It has no word for waiting that a client may use. */
const deploymentStates: Readonly<Record<ProgressState, string>> = {
  queued: "queued",
  "in-progress": "in_progress",
  waiting: "pending",
  success: "success",
  failure: "failure",
  inactive: "inactive",
};

/** Source: GitHub REST API, "Create a check run", status and conclusion. */
const checkStates: Readonly<Record<CommitState, { readonly status: string; readonly conclusion?: string }>> =
  {
    queued: { status: "queued" },
    "in-progress": { status: "in_progress" },
    SUCCEEDED: { status: "completed", conclusion: "success" },
    REFUSED: { status: "completed", conclusion: "failure" },
    REJECTED: { status: "completed", conclusion: "cancelled" },
    ROLLED_BACK: { status: "completed", conclusion: "failure" },
    ABORTED: { status: "completed", conclusion: "cancelled" },
    QUARANTINED: { status: "completed", conclusion: "failure" },
    SUPERSEDED: { status: "completed", conclusion: "skipped" },
  };

const deploymentSchema = z.looseObject({
  id: z.int(),
  environment: z.string(),
  /** GitHub keeps what it was given: an object, or a text. */
  payload: z.unknown(),
});
type Deployment = z.infer<typeof deploymentSchema>;
const statusSchema = z.looseObject({ id: z.int(), state: z.string(), description: z.string().nullish() });
const output = z.looseObject({
  title: z.string().nullable(),
  summary: z.string().nullable(),
  text: z.string().nullable(),
});
const checkRunSchema = z.looseObject({
  id: z.int(),
  external_id: z.string().nullish(),
  status: z.string(),
  conclusion: z.string().nullable(),
  output,
});
const nothing = z.unknown();

/**
 * Shows outcomes on GitHub: one deployment for each environment of a run, and one check run. A deployment is found by its commit,
 * task and payload, so that none is made twice; of two that were made at the same moment, the older one counts.
 */
export function githubForge({ repository, app }: GithubSettings, reaching: Reaching): Forge {
  const ask = askingAs(repository, app, reaching);
  const here = `/repos/${repository}`;
  const taskOf = ({ application }: CommitOutcome) => `interlock:${application}`;
  const deploymentsOf = async (outcome: CommitOutcome): Promise<readonly Deployment[]> => {
    const found = await ask(
      "GET",
      `${here}/deployments?sha=${outcome.commit}&task=${encodeURIComponent(taskOf(outcome))}&per_page=100`,
      z.array(deploymentSchema),
    );
    return found
      .filter(({ payload }) => runIn(payload) === outcome.runId)
      .toSorted((one, other) => one.id - other.id);
  };
  /** The newest status of a deployment; null if it has none. */
  const latest = async (id: number) => {
    const all = await ask("GET", `${here}/deployments/${id}/statuses?per_page=100`, z.array(statusSchema));
    return all.toSorted((one, other) => other.id - one.id)[0] ?? null;
  };
  const say = async (outcome: CommitOutcome, id: number, { state, says }: EnvironmentProgress) => {
    const description = `${says} (${outcome.runId})`.slice(0, mostInDescription);
    const wanted = deploymentStates[state];
    const now = await latest(id);
    // A deployment becomes inactive when its environment has another commit, or none of it: that is its end.
    if (now?.state === "inactive" || (now?.state === wanted && now.description === description)) return;
    await ask("POST", `${here}/deployments/${id}/statuses`, nothing, {
      state: wanted,
      description,
      log_url: outcome.page,
      auto_inactive: false,
    });
  };
  /** Earlier deployments of the environment, which this one takes the place of. GitHub leaves those of production as they are. */
  const retire = async (outcome: CommitOutcome, environment: Environment, by: number) => {
    const found = await ask(
      "GET",
      `${here}/deployments?environment=${environment}&task=${encodeURIComponent(taskOf(outcome))}&per_page=10`,
      z.array(deploymentSchema),
    );
    for (const { id } of found.filter((one) => one.id < by))
      if ((await latest(id))?.state === "success")
        await ask("POST", `${here}/deployments/${id}/statuses`, nothing, {
          state: "inactive",
          description: `${outcome.runId} took its place`.slice(0, mostInDescription),
          auto_inactive: false,
        });
  };
  const showDeployments = async (outcome: CommitOutcome) => {
    let found = await deploymentsOf(outcome);
    const missing = environments.filter(
      (environment) =>
        outcome.environments[environment].state !== "inactive" &&
        !found.some((one) => one.environment === environment),
    );
    for (const environment of missing)
      await ask("POST", `${here}/deployments`, nothing, {
        ref: outcome.commit,
        task: taskOf(outcome),
        auto_merge: false,
        required_contexts: [],
        environment,
        production_environment: environment === "production",
        description: `Interlock: ${outcome.application}`.slice(0, mostInDescription),
        payload: { run: outcome.runId },
      });
    // Another call may have made the same ones meanwhile.
    if (missing.length > 0) found = await deploymentsOf(outcome);
    for (const environment of environments) {
      const [first, ...others] = found.filter((one) => one.environment === environment);
      if (first === undefined) continue;
      const progress = outcome.environments[environment];
      if (progress.state === "success") await retire(outcome, environment, first.id);
      await say(outcome, first.id, progress);
      for (const { id } of others)
        await say(outcome, id, { state: "inactive", says: "was made twice: another deployment counts" });
    }
  };
  const showCheckRun = async (outcome: CommitOutcome) => {
    const name = `Interlock: ${outcome.application}`;
    const listed = await ask(
      "GET",
      `${here}/commits/${outcome.commit}/check-runs?check_name=${encodeURIComponent(name)}&filter=all&per_page=100`,
      z.looseObject({ check_runs: z.array(checkRunSchema) }),
    );
    const wanted = {
      ...checkStates[outcome.state],
      output: {
        title: outcome.title.slice(0, mostInTitle),
        summary: outcome.summary.slice(0, mostInOutput),
        text: outcome.effects.slice(0, mostInOutput),
      },
    };
    const mine = listed.check_runs.filter(({ external_id }) => external_id === outcome.runId);
    if (mine.length === 0)
      await ask("POST", `${here}/check-runs`, nothing, {
        name,
        head_sha: outcome.commit,
        external_id: outcome.runId,
        details_url: outcome.page,
        ...wanted,
      });
    for (const now of mine)
      if (!saysAlready(now, wanted)) await ask("PATCH", `${here}/check-runs/${now.id}`, nothing, wanted);
  };
  return {
    async show(outcome) {
      if (outcome.repository.toLowerCase() !== `github.com/${repository}`.toLowerCase()) return "elsewhere";
      await showDeployments(outcome);
      await showCheckRun(outcome);
      return "shown";
    },
  };
}

/** The run in the payload of a deployment; null if it has none. */
function runIn(payload: unknown): string | null {
  const object = typeof payload === "string" ? jsonOrNull(payload) : payload;
  const { run } = (object ?? {}) as { readonly run?: unknown };
  return typeof run === "string" ? run : null;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const saysAlready = (
  now: Pick<z.infer<typeof checkRunSchema>, "status" | "conclusion" | "output">,
  wanted: { status: string; conclusion?: string; output: { title: string; summary: string; text: string } },
): boolean =>
  now.status === wanted.status &&
  (now.conclusion ?? undefined) === wanted.conclusion &&
  now.output.title === wanted.output.title &&
  now.output.summary === wanted.output.summary &&
  (now.output.text ?? "") === wanted.output.text;
