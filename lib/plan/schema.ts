import * as z from "zod";
import { type Digest, digestOf } from "../domain/canonical.ts";
import { type Environment, environments, identityTiers, parts } from "../domain/environment.ts";
import { invalidPlan } from "../domain/errors.ts";
import { perGate } from "../domain/gates.ts";

const hoursInGateCeiling = 30 * 24;
const minutesInStepCeiling = 120;

const clause = z.string().regex(/^\d(\.\d)?$/);
const identifier = z.string().regex(/^[a-z][a-z0-9-]{1,62}$/);
const check = z.strictObject({ id: identifier, clause, text: z.string().min(1) });

const environment = (name: Environment) =>
  z.strictObject({
    name: z.literal(name),
    clause,
    parts: z.array(z.enum(parts)).min(1),
    checks: z.array(check).min(1),
    rollback: z.strictObject({
      clause,
      /** destroy: everything created goes. keep: the named parts stay, and are named as kept. */
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
  /** The part of that time after which the approvers are reminded. */
  remindAfterFraction: z.number().gt(0).lt(1),
  /** Whom a mail tells, by approver id, that the gate is undecided after this part of its time; null: there is none. */
  escalation: z.strictObject({ to: identifier, afterFraction: z.number().gt(0).lt(1) }).nullable(),
  /** What a decision must rest on. */
  identity: z.enum(identityTiers),
});

/**
 * A plan: 21.03 as data. Exactly three environments in their one order and exactly the four gates; nothing else parses.
 * The ceilings are those of the state machines (a gate 30 days, a step 2 hours): a plan may be stricter, never laxer.
 */
export const planSchema = z.strictObject({
  documentId: z.string().regex(/^\d+\.\d+$/),
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
  /** How old the last rehearsal of a rollback may be when production begins; null: the plan asks for none. */
  rehearsal: z
    .strictObject({ withinDays: z.int().min(1) })
    .nullable()
    .default(null),
  ingressDuringUpdate: z.enum(["close", "hold"]),
  /** Must be empty for now: `parsePlan` refuses a window, because no code enforces it yet. */
  freezeWindows: z.array(
    z.strictObject({ fromIso: z.iso.datetime(), toIso: z.iso.datetime(), reason: z.string().min(1) }),
  ),
  limits: z.strictObject({ stepMinutes: z.int().min(1).max(minutesInStepCeiling) }),
});

/** A plan that parsed. */
export type Plan = z.infer<typeof planSchema>;

/** What the plan says of one environment. */
export type PlanEnvironment = Plan["environments"][number];

/**
 * The plan in `text`.
 * @throws InvalidPlan naming the path, the value seen and what is allowed there.
 */
export function parsePlan(text: string): Plan {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw invalidPlan(`the plan is not JSON (${String(error)}); write it as one JSON document`, error);
  }
  refuseOtherOrder(document);
  const parsed = planSchema.safeParse(document);
  if (!parsed.success)
    throw invalidPlan(parsed.error.issues.map((issue) => describe(issue, document)).join("; "));
  refuseContradictions(parsed.data);
  return parsed.data;
}

/** What the plan says of `name`. */
export function environmentOf(plan: Plan, name: Environment): PlanEnvironment {
  return plan.environments[environments.indexOf(name)] as PlanEnvironment;
}

/** The plan's name: SHA-256 over its RFC 8785 canonical JSON. An edited plan is another plan. */
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
  const [window] = plan.freezeWindows;
  if (window !== undefined)
    throw invalidPlan(
      `freezeWindows has a window from ${window.fromIso} to ${window.toIso} (${window.reason}): Interlock does not enforce freeze windows yet; leave the list empty and hold changes back yourself`,
    );
  const clauses = plan.environments.flatMap(({ checks }) => checks.map(({ id }) => id));
  const twice = clauses.find((id, index) => clauses.indexOf(id) !== index);
  if (twice !== undefined) throw invalidPlan(`the check ${twice} appears twice; give each check its own id`);
}

function describe(issue: z.core.$ZodIssue, document: unknown): string {
  const path = issue.path.map(String).join(".") || "the plan";
  let seen: unknown = document;
  for (const key of issue.path) seen = (seen as Record<PropertyKey, unknown> | undefined)?.[key];
  return `${path}: ${issue.message} (seen: ${JSON.stringify(seen) ?? "nothing"})`;
}
