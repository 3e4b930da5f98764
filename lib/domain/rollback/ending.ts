import * as z from "zod";
import type { Change } from "../change/manifest.ts";
import { type Environment, environments } from "../environment.ts";
import type { Entry } from "../records/entry.ts";
import { type Fact, isFact } from "../records/facts.ts";
import { causeOf } from "../run/cause.ts";
import { isValidated } from "../run/effects.ts";
import { ingressAfter, ingressSchema } from "../run/ingress.ts";
import { type Phase, phasesOf } from "../run/phases.ts";
import { rollbackSoFar } from "../run/rollback-so-far.ts";
import { type Verdict, verdicts } from "../run/verdict.ts";
import { leftBehind } from "./quarantine.ts";

/**
 * How a run ended, as one short line of the list of all runs. It is made from the entries and the change, and written in the
 * transaction that seals the run; the entries stay the truth.
 */
export const endingSchema = z.object({
  verdict: z.enum(verdicts),
  endedAtMs: z.int(),
  /** The root cause of a bad end, in words; null for a run that SUCCEEDED. */
  because: z.string().nullable(),
  /** The commit's subject and its author; null if the change could not be read. */
  subject: z.string().nullable(),
  author: z.string().nullable(),
  ingress: ingressSchema.nullable(),
  /** The environments that stand as this run's change wants them; absent in endings from before it was kept. */
  stands: z.array(z.enum(environments)).exactOptional(),
  /** How long each phase that was finished took, in milliseconds; waiting for people is not in the environments' times. */
  tookMs: z.record(z.string(), z.int()),
});

/** How a run ended. */
export type Ending = z.infer<typeof endingSchema>;

/** A list has ten thousand of them, so each keeps a line of what may be long. */
const mostCharacters = 300;

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
const shortened = (text: string): string => cut(text, mostCharacters);

/** How the run that these entries seal ended. `change` is null if it could not be read. */
export function endingOf(
  entries: readonly Entry[],
  verdict: Verdict,
  change: Change | null,
  endedAtMs: number,
): Ending {
  const took = phasesOf(entries, change).flatMap(({ phase, tookMs }): [Phase, number][] =>
    tookMs === null ? [] : [[phase, tookMs]],
  );
  return {
    verdict,
    endedAtMs,
    because: verdict === "SUCCEEDED" ? null : shortened(rootCauseOf(entries, verdict)),
    subject: change === null ? null : shortened(change.commit.subject),
    author: change === null ? null : shortened(change.commit.author.name),
    ingress: ingressAfter(entries),
    stands: environments.filter((environment) => stands(entries, environment, verdict)),
    tookMs: Object.fromEntries(took),
  };
}

/** Whether an environment stands as the run's change wants it: validated, and not rolled back since. */
const stands = (entries: readonly Entry[], environment: Environment, verdict: Verdict): boolean =>
  environment === "production"
    ? verdict === "SUCCEEDED"
    : isValidated(entries, environment) && rollbackSoFar(entries, environment) === null;

/**
 * Why a run ended badly, in one sentence: what began it, and for a quarantine also what is left. A rollback's own troubles
 * are no root cause, so what the first rollback named counts.
 */
export function rootCauseOf(facts: readonly Fact[], verdict: Verdict | "RUNNING"): string {
  const began = facts.find(isFact("begin-rollback", "observation"))?.detail.cause ?? causeOf(facts);
  if (verdict !== "QUARANTINED") return began;
  const left = leftBehind(facts).what;
  return left.length === 0 ? began : `${left.join("; ")}; it was rolled back because ${began}`;
}

const mostInConsole = 840;

/**
 * How a run ended, in one sentence for the reader of the Step Functions console: after a bad end, its root cause and the command to
 * run. At most 1,000 characters.
 */
export function endInWords(
  runId: string,
  facts: readonly Fact[],
  verdict: Verdict,
  typed: (args: string) => string,
): string {
  if (verdict === "SUCCEEDED") return `${runId} is released.`;
  const because = rootCauseOf(facts, verdict).replaceAll("\n", "; ");
  const command = verdict === "QUARANTINED" ? "quarantine show" : "status";
  return `${cut(because, mostInConsole - runId.length)} Run: ${typed(`${command} ${runId}`)}`;
}
