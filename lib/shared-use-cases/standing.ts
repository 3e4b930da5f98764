import { type Environment, environments } from "../domain/environment.ts";
import type { ListedRun, UnreadableRun } from "../ports/records/port.ts";
import type { Situation } from "./situation.ts";

/** What stands in one environment. */
export type StandingRelease = {
  readonly environment: Environment;
  /** The newest run whose change stands there; null if none of those that were looked through does. */
  readonly run: {
    readonly runId: string;
    readonly commit: string;
    readonly subject: string | null;
    readonly endedAtMs: number;
  } | null;
  /** How many runs production is behind staging; 0 for the others. */
  readonly behind: number;
  readonly quarantinedBy: string | null;
  /** Whether customers cannot reach it. */
  readonly isClosed: boolean;
};

/** What stands where, from the list of runs, newest first. An ending from before `stands` was kept tells only of a release. */
export function standingIn(
  lines: readonly (ListedRun | UnreadableRun)[],
  { quarantines, ingress }: Pick<Situation, "quarantines" | "ingress">,
): readonly StandingRelease[] {
  const ended = lines.flatMap((line) =>
    "unreadable" in line || line.ending === null ? [] : [{ claim: line.claim, ending: line.ending }],
  );
  const standsIn = ({ ending }: (typeof ended)[number]): readonly Environment[] =>
    ending.stands ?? (ending.verdict === "SUCCEEDED" ? environments : []);
  const indexIn = (environment: Environment) => ended.findIndex((one) => standsIn(one).includes(environment));
  return environments.map((environment) => {
    const found = ended[indexIn(environment)];
    const since = indexIn("production");
    const newer = ended.slice(0, since < 0 ? ended.length : since);
    return {
      environment,
      run:
        found === undefined
          ? null
          : {
              runId: found.claim.runId,
              commit: found.claim.commit,
              subject: found.ending.subject,
              endedAtMs: found.ending.endedAtMs,
            },
      behind:
        environment === "production" ? newer.filter((one) => standsIn(one).includes("staging")).length : 0,
      quarantinedBy: quarantines.find((one) => one.environment === environment)?.runId ?? null,
      isClosed: environment === "production" && ingress?.ingress.state === "closed",
    };
  });
}
