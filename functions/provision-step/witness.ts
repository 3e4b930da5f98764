import type { Environment } from "../../lib/domain/environment.ts";
import { ownerOf } from "../../lib/resources/tables.ts";
import { generalPartsOf } from "../../lib/shared-use-cases/read-generally.ts";
import { ownedAndGoing, seeStanding } from "../../lib/shared-use-cases/see-standing.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import type { WitnessedResources } from "./drive-step.ts";

/** How often one call reads a stack that is under way. What it misses, the next call sees. */
const mostLooks = 5;

/**
 * Sees the resources of a step's stack that only Cloud Control reads, while they stand: before an effect, and while they are being
 * made, because CloudFormation itself deletes them if the rest of the stack fails.
 * @param template that is being deployed; null if the stack is only taken away.
 */
export function witnessOf(
  { changes, cloudControl, stacks: stackReader }: TaskPorts<"provision-step">,
  where: { readonly environment: Environment; readonly step: string; readonly stackName: string },
  template: string | null,
): WitnessedResources {
  const ports = { changes, cloudControl, stackReader };
  const hasSome = template === null ? Promise.resolve(false) : needsCloudControl(template);
  let looks = 0;
  return {
    before: ({ entries }, { detail }) => seeStanding(ports, { ...where, changes: detail.changes }, entries),
    async meanwhile({ entries }) {
      if (looks >= mostLooks) return [];
      if (!(await hasSome) && (template === null || (await ownedAndGoing(ports, where, entries)).size === 0))
        return [];
      looks += 1;
      return seeStanding(ports, where, entries);
    },
  };
}

/** Whether a template has a resource that only Cloud Control reads, or one whose owner it does not have. */
async function needsCloudControl(template: string): Promise<boolean> {
  const { Resources = {} } = JSON.parse(template) as {
    readonly Resources?: Readonly<Record<string, { readonly Type?: string }>>;
  };
  const types = new Set(Object.values(Resources).flatMap(({ Type }) => Type ?? []));
  const owners = [...types].flatMap((type) => (Object.hasOwn(ownerOf, type) ? (ownerOf[type] ?? []) : []));
  if (owners.some((owner) => !owner.types.some((type) => types.has(type)))) return true;
  const parts = await Promise.all([...types].map(generalPartsOf));
  return parts.some((one) => one !== null);
}
