import { setTimeout } from "node:timers/promises";
import { sha256 } from "../domain/canonical.ts";
import { releasedForGood } from "../domain/change/template/deletion-policy.ts";
import { standingOf } from "../domain/step/stack-status.ts";
import { bucketsIn } from "../ports/buckets/aws.ts";
import type { Environments } from "../ports/shared/environments/environments.ts";
import { stacksIn } from "../ports/stacks/aws.ts";
import type { Asked, Stacks } from "../ports/stacks/port.ts";

const pollMs = 2_000;
const longestMs = 3_600_000;

/**
 * Deletes the stacks of an environment that nobody needs any more, newest first, with everything that they would keep: what
 * deletion policies retain, what is protected against deletion, what is in buckets. The plan's rollback never does that.
 * @param environments reach this environment alone.
 * @param stacks the names of its stacks, in the order in which they were made.
 * @returns why something is left, in words; empty if nothing is.
 */
export async function clearEnvironment(
  environments: Environments,
  stacks: readonly string[],
  say: (line: string) => void,
): Promise<readonly string[]> {
  const cloudFormation = stacksIn(environments);
  const left: string[] = [];
  for (const stack of stacks.toReversed()) {
    const reason = await clearStack(cloudFormation, environments, stack);
    if (reason === null) say(`${stack} deleted`);
    else left.push(`${stack}: ${reason}`);
  }
  return left;
}

async function clearStack(stacks: Stacks, environments: Environments, stack: string): Promise<string | null> {
  const token = (what: string) => sha256(`${what} ${stack} ${Date.now()}`);
  const observed = await settled(stacks, stack);
  if (standingOf(observed.status) === "absent") return null;
  if (standingOf(observed.status) === "settled") {
    const baseline = await stacks.baseline(stack);
    const template = releasedForGood(baseline.template);
    if (template !== null) {
      const refused = refusalOf(
        await stacks.update({ ...baseline, template, stackName: stack, token: token("release") }),
      );
      if (refused !== null) return refused;
      await settled(stacks, stack);
    }
  }
  const hints: string[] = [];
  const buckets = bucketsIn(environments);
  for (const { type, id } of await stacks.resources(stack)) {
    if (type !== "AWS::S3::Bucket" || (await buckets.isEmpty(id))) continue;
    const { isEmpty, refused } = await buckets.empty(id);
    // Nobody may look into the buckets of an environment that the plan keeps. An empty one is deleted all the same.
    if (!isEmpty) hints.push(`${refused ?? `${id} is not empty yet`}: aws s3 rm s3://${id} --recursive`);
  }
  const refused = refusalOf(await stacks.remove(observed.stackId ?? stack, token("delete")));
  if (refused !== null) return refused;
  const { status, reason } = await settled(stacks, stack);
  return standingOf(status) === "absent" ? null : [`${status}: ${reason}`, ...hints].join("; ");
}

const refusalOf = (answer: Asked<string>): string | null =>
  typeof answer === "object" ? answer.refused : answer === "busy" ? "another operation is under way" : null;

/** The stack once no operation is under way. Throws nothing when that takes too long: the status then says so. */
async function settled(stacks: Stacks, stack: string): ReturnType<Stacks["observe"]> {
  const beganAtMs = Date.now();
  for (;;) {
    const observed = await stacks.observe(stack);
    if (standingOf(observed.status) !== "busy" || Date.now() - beganAtMs > longestMs) return observed;
    await setTimeout(pollMs);
  }
}
