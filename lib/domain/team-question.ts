import * as z from "zod";

/** The tag of the functions that a team lets Interlock invoke as checks; its value is the application's name. */
export const checkTag = "interlock:check";

/** A function is asked within one call of a task, which has 60 seconds for everything. */
const longestSeconds = 20;
/** Together they are 90 minutes: the machine that waits for a validation may look for longer. */
const longestSoakMinutes = 60;
const longestRetryMinutes = 30;

const asked = {
  /** The step whose stack has what is asked, by its construct id. */
  step: z.string().min(1),
  /** For how long an answer that does not hold is asked again. */
  retryMinutes: z.int().min(0).max(longestRetryMinutes).default(0),
};

/**
 * A question that a team adds to a plan. http: an address that a stack puts out answers as wanted. alarm: an alarm stays OK for
 * a time after the last change of the environment. function: a function of the environment says whether all is well.
 */
export const teamQuestionSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...asked,
    kind: z.literal("http"),
    /** The output of the stack that holds the address. */
    output: z.string().min(1),
    /** What is asked of that address: a path, with a query if need be. */
    path: z
      .string()
      .regex(/^\/(?!\/)/, "a path that begins with one slash")
      .max(1_000)
      .exactOptional(),
    status: z.int().min(100).max(599),
    /** A text that the body must contain. */
    body: z.string().min(1).max(1_000).exactOptional(),
    /** For how many days more the certificate must be valid. */
    certificateDays: z.int().min(1).max(365).exactOptional(),
    /** How long the whole answer may take. */
    withinSeconds: z.int().min(1).max(longestSeconds),
  }),
  z.strictObject({
    ...asked,
    kind: z.literal("alarm"),
    /** The logical id of the alarm. */
    resource: z.string().min(1),
    okMinutes: z.int().min(1).max(longestSoakMinutes),
  }),
  z.strictObject({
    ...asked,
    kind: z.literal("function"),
    /** The logical id of the function. */
    resource: z.string().min(1),
    withinSeconds: z.int().min(1).max(longestSeconds),
  }),
]);

/** A question that a team adds to a plan. */
export type TeamQuestion = z.output<typeof teamQuestionSchema>;

/** The questions of a kind. */
export type QuestionOf<K extends TeamQuestion["kind"]> = Extract<TeamQuestion, { kind: K }>;

/** What a question is asked of within its stack: the output, or the logical id. */
export const askedOf = (question: TeamQuestion): string =>
  question.kind === "http" ? question.output : question.resource;

/** How long a question may go without an answer that holds, in minutes. */
export const longestMinutes = (question: TeamQuestion): number =>
  question.retryMinutes + (question.kind === "alarm" ? question.okMinutes : 0);

/** What a question asks, for the person who approves the plan. */
export function questionInWords(question: TeamQuestion): string {
  const again = question.retryMinutes === 0 ? "" : `, asked again for ${question.retryMinutes} min`;
  if (question.kind === "alarm")
    return `the alarm ${question.resource} of ${question.step} stays OK for ${question.okMinutes} min${again}`;
  if (question.kind === "function")
    return `the function ${question.resource} of ${question.step} says so within ${question.withinSeconds} s${again}`;
  const { step, output, path = "", status, body, certificateDays, withinSeconds } = question;
  const more = [
    ...(body === undefined ? [] : [`a body with ${JSON.stringify(body)}`]),
    ...(certificateDays === undefined ? [] : [`a certificate for ${certificateDays} days`]),
  ].map((one) => ` and ${one}`);
  return `GET ${output}${path} of ${step} answers ${status}${more.join("")} within ${withinSeconds} s${again}`;
}
