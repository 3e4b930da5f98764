import type { Obligation } from "../../lib/domain/rollback/steps-to-undo.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

type Template = {
  readonly Resources?: Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
};

/**
 * A bucket of a step's stack that has to be emptied before the stack can be deleted; null if there is none. Only what
 * this run created and the plan destroys is emptied, and nothing that its template keeps.
 */
export async function fullBucket(
  { stacks, buckets, changes }: TaskPorts<"roll-back-step">,
  { stackName, templateDigest, undo, isKept }: Obligation,
  destroys: boolean,
): Promise<string | null> {
  if (!destroys || isKept || undo.to !== "absent") return null;
  const { Resources = {} } = JSON.parse(await changes.bytes(templateDigest)) as Template;
  for (const { type, id, logicalId } of await stacks.resources(stackName)) {
    const { DeletionPolicy = "Delete" } = Resources[logicalId] ?? {};
    if (type === "AWS::S3::Bucket" && DeletionPolicy === "Delete" && !(await buckets.isEmpty(id))) return id;
  }
  return null;
}
