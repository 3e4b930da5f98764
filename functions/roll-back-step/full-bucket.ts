import type { Obligation } from "../../lib/domain/rollback/steps-to-undo.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

type Template = {
  readonly Resources?: Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
};

/**
 * The bucket in a step's stack that must be emptied before the stack can be deleted; null if there is none. Only a
 * bucket that this run created, that the plan destroys and that its template does not retain is emptied.
 */
export async function fullBucket(
  { stacks, buckets, changes }: TaskPorts<"roll-back-step">,
  { stackName, templateDigest, undo, isKept }: Obligation,
  destroys: boolean,
): Promise<string | null> {
  // A step that the change no longer has holds no data: its removal would have been refused.
  if (!destroys || isKept || undo.to !== "absent" || templateDigest === null) return null;
  const { Resources = {} } = JSON.parse(await changes.bytes(templateDigest)) as Template;
  for (const { type, id, logicalId } of await stacks.resources(stackName)) {
    const { DeletionPolicy = "Delete" } = Resources[logicalId] ?? {};
    if (type === "AWS::S3::Bucket" && DeletionPolicy === "Delete" && !(await buckets.isEmpty(id))) return id;
  }
  return null;
}
