import type { ChangeSubmitted } from "../../lib/domain/change/events.ts";
import { type Change, changeDigest, runIdOf } from "../../lib/domain/change/manifest.ts";
import { type Plan, planDigest } from "../../lib/plan/schema.ts";
import type { TaskAnswer } from "../../lib/tasks/tasks.ts";
import { Installation } from "./installation.ts";
import { keepChange, type Wanted } from "./opened-run.ts";

/** A change that was submitted, and what came of it. */
export type Submitted = {
  readonly change: Change;
  readonly plan: Plan;
  readonly runId: string;
  readonly outcome: TaskAnswer<"start-run">["outcome"];
};

/** The event of a change that is kept by its digest. */
export const submittedEvent = (change: Change, plan: Plan): { readonly detail: ChangeSubmitted } => ({
  detail: {
    version: 1,
    changeDigest: changeDigest(change),
    planDigest: planDigest(plan),
    door: "submit",
  },
});

/** Submits a change to an installation, as the event of its door does. */
export async function submit(
  installation: Installation,
  wanted: Pick<Wanted, "steps" | "edit" | "plan"> = {},
): Promise<Submitted> {
  const { change, plan } = keepChange(installation, wanted);
  const { outcome } = await installation.run("start-run", submittedEvent(change, plan));
  return { change, plan, runId: runIdOf(change), outcome };
}

/** The same change, submitted for another attempt. */
export const attempted = (attempt: number) => (change: Change) => ({ ...change, attempt });

/** The ARN of a run's execution by its name. */
export const executionOf = ({ parentArn }: Pick<Installation, "parentArn">, name: string): string =>
  `${parentArn.replace(":stateMachine:", ":execution:")}:${name}`;

/** An installation with a run that has the lease; nothing was done for it yet. */
export async function submitted({ settings = {}, ...wanted }: Omit<Wanted, "waivers"> = {}) {
  const installation = await Installation.withoutLatency({ settings });
  const { change, plan, runId } = await submit(installation, wanted);
  const records = installation.port("records");
  const entries = async () => (await records.read(runId)).entries;
  return { installation, records, change, plan, runId, entries };
}
