import * as z from "zod";
import { type Digest, digestOf } from "../domain/canonical.ts";
import { type Environment, environments, identityTiers, parts } from "../domain/environment.ts";
import { invalidPlan } from "../domain/errors.ts";
import { freezeWindowsSchema } from "../domain/freeze/window.ts";
import { perGate } from "../domain/gates.ts";
import { issuesInWords } from "../domain/issues.ts";
import { readJson } from "../domain/read-json.ts";
import { teamQuestionSchema } from "../domain/team-question.ts";

const hoursInGateCeiling = 30 * 24;
const minutesInStepCeiling = 120;

const clause = z.string().regex(/^\d(\.\d)?$/);
const identifier = z.string().regex(/^[a-z][a-z0-9-]{1,62}$/);
const check = z.strictObject({
  id: identifier,
  clause,
  text: z.string().min(1),
  /** Whether the check passes if no resource of the environment answers it; the records then say so. Absent: it fails. */
  mayBeUnasked: z.literal(true).exactOptional(),
  /** A team's own check: what is asked. Absent: the resources of the environment answer it. */
  asks: teamQuestionSchema.exactOptional(),
});
/** They are asked at once, and within one call of a task. */
const mostTeamChecks = 8;

const environment = (name: Environment) =>
  z.strictObject({
    name: z.literal(name),
    clause,
    /** Parts that the environment must have. */
    parts: z.array(z.enum(parts)),
    checks: z.array(check).min(1),
    rollback: z.strictObject({
      clause,
      /** destroy: everything that was created is deleted. keep: the named parts stay, and are named as kept. */
      policy: z.enum(["destroy", "keep"]),
      keep: z.array(z.enum(parts)),
    }),
  });

const gate = z.strictObject({
  clause,
  question: z.string().min(1),
  approvers: z.array(identifier).min(1),
  quorum: z.int().min(1),
  expiresAfterHours: z.number().positive().max(hoursInGateCeiling),
  /** The fraction of that time after which the approvers are reminded. */
  remindAfterFraction: z.number().gt(0).lt(1),
  /** Who is mailed, by approver id, if the gate is undecided after this fraction of its time; null: no one. */
  escalation: z.strictObject({ to: identifier, afterFraction: z.number().gt(0).lt(1) }).nullable(),
  /** What a decision must rest on. */
  identity: z.enum(identityTiers),
});

/** The document id of the plan that is carried out to the letter. */
export const letter = "21.03";

/**
 * A plan as data: 21.03, or one modelled on it. It has exactly three environments in their one order and exactly the four
 * gates; nothing else parses. The state machines set the ceilings (a gate 30 days, a step 2 hours): a plan may be stricter, never
 * laxer.
 */
export const planSchema = z.strictObject({
  documentId: z.string().regex(/^(\d+\.\d+|[a-z][a-z0-9-]{1,62})$/),
  title: z.string().min(1),
  governingPhase: z.string().min(1),
  environments: z.tuple([environment("development"), environment("staging"), environment("production")]),
  gates: z.strictObject(perGate(() => gate)),
  allowedDifferences: z.array(
    z.strictObject({ part: z.enum(parts), pointer: z.string().startsWith("/"), reason: z.string().min(1) }),
  ),
  /** Changes that cannot be undone, each allowed by name: replacing or removing data, or changing a one-way property. */
  irreversibleChanges: z
    .array(
      z.strictObject({
        environment: z.enum(environments),
        step: z.string().min(1),
        logicalId: z.string().min(1),
        reason: z.string().min(1),
      }),
    )
    .default([]),
  /** How old the last rehearsal of a rollback may be when production begins; null: the plan requires none. */
  rehearsal: z
    .strictObject({ withinDays: z.int().min(1) })
    .nullable()
    .default(null),
  ingressDuringUpdate: z.enum(["close", "hold"]),
  /**
   * What becomes of public endpoints outside the part ingress: `announced` ones may exist if the change record shows them,
   * and nothing else may be reached. Absent: the checks of the plan forbid them.
   */
  exposure: z.literal("announced").exactOptional(),
  /** When environments may not be changed (deny), or may only be changed (allow). The settings may add windows, and loosen none. */
  freezeWindows: freezeWindowsSchema,
  limits: z.strictObject({ stepMinutes: z.int().min(1).max(minutesInStepCeiling) }),
});

/** A plan that parsed. */
export type Plan = z.infer<typeof planSchema>;

/** What the plan says about one environment. */
export type PlanEnvironment = Plan["environments"][number];

/**
 * Parses a plan.
 * @throws InvalidPlan naming the path, the value seen and what is allowed there.
 */
export function parsePlan(text: string): Plan {
  let document: unknown;
  try {
    document = readJson(text);
  } catch (error) {
    throw invalidPlan(`the plan is not JSON (${String(error)}); write it as one JSON document`, error);
  }
  refuseOtherOrder(document);
  const parsed = planSchema.safeParse(document);
  if (!parsed.success) throw invalidPlan(issuesInWords(parsed.error, document, "the plan"));
  refuseContradictions(parsed.data);
  return parsed.data;
}

/** What the plan says about `name`. */
export function environmentOf(plan: Plan, name: Environment): PlanEnvironment {
  return plan.environments[environments.indexOf(name)] as PlanEnvironment;
}

/** The plan's digest: SHA-256 over its RFC 8785 canonical JSON. An edited plan is a different plan. */
export const planDigest = (plan: Plan): Digest => digestOf(plan);

const orderSchema = z.object({ environments: z.array(z.object({ name: z.unknown() })) });

function refuseOtherOrder(document: unknown): void {
  const shape = orderSchema.safeParse(document);
  if (!shape.success) return;
  const seen = shape.data.environments.map(({ name }) => String(name)).join(", ");
  if (seen !== environments.join(", "))
    throw invalidPlan(
      `environments is [${seen}]: 21.03 section 3 allows exactly [${environments.join(", ")}], in this order`,
    );
}

function refuseContradictions(plan: Plan): void {
  for (const [name, { approvers, quorum, escalation, remindAfterFraction }] of Object.entries(plan.gates)) {
    if (new Set(approvers).size !== approvers.length)
      throw invalidPlan(
        `gates.${name}.approvers names an approver twice (${approvers.join(", ")}); name each once`,
      );
    if (quorum > approvers.length)
      throw invalidPlan(
        `gates.${name}.quorum is ${quorum} of ${approvers.length} approvers; ask for at most ${approvers.length}`,
      );
    if (escalation !== null && escalation.afterFraction < remindAfterFraction)
      throw invalidPlan(
        `gates.${name}.escalation.afterFraction is ${escalation.afterFraction}, before the reminder at ${remindAfterFraction}; escalate after it`,
      );
  }
  for (const { name, checks } of plan.environments) {
    const ids = checks.map(({ id }) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined)
      throw invalidPlan(`the check ${twice} appears twice in ${name}; give each check its own id`);
    const own = checks.filter(({ asks }) => asks !== undefined);
    if (own.length > mostTeamChecks)
      throw invalidPlan(
        `${name} has ${own.length} checks that ask something of their own; one call asks at most ${mostTeamChecks}`,
      );
  }
  if (plan.documentId === letter && plan.exposure !== undefined)
    throw invalidPlan(
      `exposure is "${plan.exposure}": plan ${letter} allows no public access but its ingress; give the plan a document id of its own`,
    );
}
