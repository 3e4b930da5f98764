import type { Obligation } from "../../lib/domain/rollback/steps-to-undo.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

type Template = {
  readonly Resources?: Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
};

/**
 * The bucket in a step's stack that must be emptied before the stack can be deleted; null if there is none. Only a
 * bucket that the plan destroys and that goes with its stack is emptied: what this run created and its template retains goes
 * too, because its stack is released first.
 */
export async function fullBucket(
  { stacks, buckets, changes }: TaskPorts<"roll-back-step">,
  { stackName, deployed, owners, undo, isKept }: Obligation,
  destroys: boolean,
): Promise<string | null> {
  // A step that the change no longer has holds no data: its removal would have been refused.
  if (!destroys || isKept || undo.to !== "absent" || deployed === null) return null;
  const { Resources = {} } = JSON.parse(await changes.bytes(deployed.templateDigest)) as Template;
  for (const { type, id, logicalId } of await stacks.resources(stackName)) {
    const { DeletionPolicy = "Delete" } = Resources[logicalId] ?? {};
    const goes = owners !== null || DeletionPolicy === "Delete";
    if (type === "AWS::S3::Bucket" && goes && !(await buckets.isEmpty(id))) return id;
  }
  return null;
}
