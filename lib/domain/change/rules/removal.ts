import { holdsData, lostWith } from "../../../resources/tables.ts";
import type { Refusal } from "../refusal.ts";
import { resourceTypeOf } from "../template/resource-type.ts";
import { type Objects, objectIn, templateIn } from "../template/values.ts";

/** A stack that stands under an environment's name and that the change does not have. */
export type StandingAside = {
  readonly stackName: string;
  readonly status: string;
  /** What it deploys; null if it is not settled, or if no run of the application deployed it. */
  readonly deployed: { readonly template: string; readonly secrets: readonly string[] } | null;
  /** Whether a run of this application deployed it. */
  readonly isOurs: boolean;
};

/**
 * Why a stack that the change no longer has may not be removed: nobody knows whose it is, or it could not be made again as it
 * was. Empty if it may be removed.
 */
export function removalRefusals({ stackName, status, deployed, isOurs }: StandingAside): readonly Refusal[] {
  const refuse = (seen: string, todo: string): Refusal => ({
    rule: "removed-stack",
    where: stackName,
    seen,
    todo,
  });
  if (!isOurs)
    return [
      refuse(
        "it stands under the environment's name, the change does not have it, and no run deployed it",
        "add it to the change, or delete it yourself if nobody needs it",
      ),
    ];
  const keep = "put it back into the change, or delete the stack yourself";
  if (deployed === null)
    return [refuse(`the change no longer has it, and it is ${status}`, "bring it to an end first")];
  if (deployed.secrets.length > 0)
    return [
      refuse(
        `the change no longer has it, and the values of its parameters ${deployed.secrets.join(", ")} cannot be read, so it could not be made again`,
        keep,
      ),
    ];
  const resources = resourcesIn(deployed.template);
  if (resources === null) return [refuse("the change no longer has it, and its template is not JSON", keep)];
  return resources.flatMap(([logicalId, resource]) => {
    const type = resourceTypeOf(resource);
    const policy = String(resource["DeletionPolicy"] ?? "Delete");
    if (holdsData.includes(type))
      return [
        refuse(
          `the change no longer has it, and ${logicalId} (${type}) holds data: ${lostWith[type] ?? "it would be lost"}`,
          `save what is in it, then ${keep}`,
        ),
      ];
    return policy === "Delete"
      ? []
      : [
          refuse(
            `the change no longer has it, and ${logicalId} (${type}) would stay behind (its DeletionPolicy is ${policy})`,
            `set Delete in a change of its own first, or ${keep}`,
          ),
        ];
  });
}

function resourcesIn(template: string): readonly (readonly [string, Objects])[] | null {
  const document = templateIn(template);
  if (document === null) return null;
  return Object.entries(objectIn(document["Resources"])).map(([id, resource]) => [id, objectIn(resource)]);
}
