import * as z from "zod";
import { askedOf, longestMinutes, type QuestionOf, type TeamQuestion } from "../team-question.ts";
import type { Reading } from "./probes.ts";

/** A check of the plan that a team added. */
export type TeamCheck = { readonly id: string; readonly asks: TeamQuestion };

/** What came of asking: null if it cannot be told, with what was seen in words. */
export type Answered = { readonly holds: boolean | null; readonly saw: string };

/** What an address answered. */
export type HttpAnswer =
  | {
      readonly result: "answered";
      readonly status: number;
      /** The beginning of the body. */
      readonly body: string;
      /** Whether the body is longer than what was read. */
      readonly isCut: boolean;
      /** When the certificate ends; null without TLS. */
      readonly certificateEndsAtMs: number | null;
      readonly tookMs: number;
    }
  /** It did not answer in time or at all, or its certificate is not valid. */
  | { readonly result: "silent"; readonly why: string }
  /** It was not asked, because it is not an address that may be. */
  | { readonly result: "not-asked"; readonly why: string };

/** An alarm: its state, and since when. */
export type AlarmAnswer = { readonly state: string; readonly sinceMs: number };

/** What a team's function answered. */
export type FunctionAnswer =
  | { readonly result: "answered"; readonly text: string }
  /** It threw, hung, or could not be asked. */
  | { readonly result: "silent"; readonly why: string };

const dayMs = 86_400_000;
const minuteMs = 60_000;
const mostShown = 300;
/** The facts of the readings that a team's checks give. They tell of moments, so two of them may differ. */
export const teamFacts: readonly string[] = ["http", "alarm", "function"] satisfies TeamQuestion["kind"][];

const shown = (text: string): string => (text.length <= mostShown ? text : `${text.slice(0, mostShown)}…`);

/** Whether an address answered as the plan wants. Everything that is wrong is named. */
export function httpHolds(question: QuestionOf<"http">, answer: HttpAnswer, nowMs: number): Answered {
  if (answer.result === "not-asked") return { holds: null, saw: answer.why };
  if (answer.result === "silent") return { holds: false, saw: answer.why };
  const { status, body, isCut, certificateEndsAtMs, tookMs } = answer;
  const wrong = [
    status === question.status ? null : `the plan wants ${question.status}`,
    question.body === undefined || body.includes(question.body)
      ? null
      : `${isCut ? "the beginning of the body" : "the body"} does not contain ${JSON.stringify(question.body)}: ${JSON.stringify(shown(body))}`,
    question.certificateDays === undefined
      ? null
      : certificateWrong(question.certificateDays, certificateEndsAtMs, nowMs),
    tookMs <= question.withinSeconds * 1_000 ? null : `the plan wants at most ${question.withinSeconds} s`,
  ].filter((one) => one !== null);
  return {
    holds: wrong.length === 0,
    saw: [`${status} in ${tookMs} ms`, ...wrong].join(", "),
  };
}

function certificateWrong(days: number, endsAtMs: number | null, nowMs: number): string | null {
  if (endsAtMs === null) return "it has no certificate";
  const left = Math.floor((endsAtMs - nowMs) / dayMs);
  return left >= days ? null : `its certificate is valid for ${left} days, and the plan wants ${days}`;
}

/**
 * Whether an alarm has stayed OK for its time, counted from the last change of the environment. CloudWatch tells when the state
 * last changed, so one look shows the whole time.
 * @param answer null if there is no such alarm.
 * @param changedAtMs when the run last changed the environment; null if it did not.
 */
export function alarmHolds(
  { okMinutes }: QuestionOf<"alarm">,
  answer: AlarmAnswer | null,
  changedAtMs: number | null,
  nowMs: number,
): Answered {
  if (answer === null) return { holds: null, saw: "there is no such alarm" };
  const { state, sinceMs } = answer;
  if (state !== "OK") return { holds: false, saw: `${state} since ${new Date(sinceMs).toISOString()}` };
  const countedFromMs = Math.max(sinceMs, changedAtMs ?? sinceMs);
  const minutes = Math.floor((nowMs - countedFromMs) / minuteMs);
  return minutes >= okMinutes
    ? { holds: true, saw: `OK for ${okMinutes} min` }
    : { holds: false, saw: `OK for ${Math.max(0, minutes)} min of ${okMinutes}` };
}

const sayingSchema = z.strictObject({ answer: z.enum(["held", "broken"]), saw: z.string().min(1) });

/** Whether a team's function says that its check holds. Anything but its two answers proves nothing. */
export function functionHolds(answer: FunctionAnswer): Answered {
  if (answer.result === "silent") return { holds: null, saw: answer.why };
  const parsed = sayingSchema.safeParse(parsedJson(answer.text));
  return parsed.success
    ? { holds: parsed.data.answer === "held", saw: shown(parsed.data.saw) }
    : {
        holds: null,
        saw: `it answered ${shown(answer.text)}: a check answers {"answer":"held" or "broken","saw":"…"}`,
      };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How a check is named in the records. */
const resourceOf = (environment: string, { asks }: TeamCheck): string =>
  `${environment}/${asks.step}/${askedOf(asks)}`;

/**
 * The reading of a team's check.
 * @param settles whether it will be asked again if it does not hold.
 */
export const teamReading = (
  environment: string,
  check: TeamCheck,
  { holds, saw }: Answered,
  settles: boolean,
): Reading => ({
  check: check.id,
  fact: check.asks.kind,
  resource: resourceOf(environment, check),
  answer: holds === null ? "unobservable" : holds ? "held" : "broken",
  saw,
  settles,
});

/** The reading of a team's check whose step is not there, and why that may be. */
export const notYet = (environment: string, check: TeamCheck, saw: string): Reading => ({
  ...teamReading(environment, check, { holds: null, saw }, false),
  answer: "unasked",
});

/** Whether a check may still be asked again: `askedForMs` since its first answer was missing. */
export const mayAskAgain = ({ asks }: TeamCheck, askedForMs: number): boolean =>
  askedForMs < longestMinutes(asks) * minuteMs;
