import type { Refusal } from "../../domain/change/refusal.ts";
import type { Candidate } from "../../domain/change/rules/candidate.ts";
import { parseTemplate } from "../../domain/change/rules/templates.ts";
import { resourceTypeOf } from "../../domain/change/template/resource-type.ts";
import { objectIn } from "../../domain/change/template/values.ts";
import { environments } from "../../domain/environment.ts";
import { notEmulated as lackedByEmulator } from "../../sandbox/not-emulated.ts";

const mostNamed = 3;
const customResources: readonly string[] = lackedByEmulator.customResources;

/**
 * The resources of a change that the emulator's CloudFormation cannot make, by type. In a sandbox they would fail after the
 * first gate, one stack at a time. A template that does not parse has none: another rule refuses it.
 * @param emulated the types that it can make; null if nobody knows: then nothing is refused.
 */
export function resourcesNotEmulated(
  { environments: steps }: Candidate,
  emulated: ReadonlySet<string> | null,
): readonly Refusal[] {
  if (emulated === null) return [];
  const lacking = new Map<string, string[]>();
  for (const environment of environments)
    for (const step of steps[environment]) {
      const parsed = parseTemplate(step);
      if (!("document" in parsed)) continue;
      for (const [logicalId, resource] of Object.entries(objectIn(parsed.document["Resources"]))) {
        const type = resourceTypeOf(resource);
        if (type.startsWith("Custom::") ? !customResources.includes(type) : emulated.has(type)) continue;
        lacking.set(type, [...(lacking.get(type) ?? []), `${environment}/${step.step}/${logicalId}`]);
      }
    }
  return [...lacking].map(([type, where]) => ({
    rule: "emulated-type",
    where: `${where.slice(0, mostNamed).join(", ")}${where.length > mostNamed ? ` and ${where.length - mostNamed} more` : ""}`,
    seen: `the sandbox's emulator has no ${type}`,
    todo: "leave it out in the sandbox by a context value of your own, or deploy to AWS",
  }));
}
