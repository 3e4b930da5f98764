import type { Refusal } from "../../domain/change/refusal.ts";
import { objectIn, type Value } from "../../domain/change/template/values.ts";
import { environments } from "../../domain/environment.ts";
import type { Assembly } from "./assembly.ts";

const mostNamed = 3;

/**
 * The resources of an assembly that the emulator's CloudFormation cannot make, by type. In a sandbox they would fail after the
 * first gate, one stack at a time.
 * @param emulated the types that it can make; null if nobody knows: then nothing is refused.
 */
export function notEmulated(
  { environments: steps, templates }: Pick<Assembly, "environments" | "templates">,
  emulated: ReadonlySet<string> | null,
): readonly Refusal[] {
  if (emulated === null) return [];
  const lacking = new Map<string, string[]>();
  for (const environment of environments)
    for (const { step, templateDigest } of steps[environment]) {
      const template = objectIn(JSON.parse(templates.get(templateDigest) ?? "{}") as Value);
      for (const [logicalId, resource] of Object.entries(objectIn(template["Resources"]))) {
        const type = String(objectIn(resource)["Type"]);
        if (type.startsWith("Custom::") || emulated.has(type)) continue;
        lacking.set(type, [...(lacking.get(type) ?? []), `${environment}/${step}/${logicalId}`]);
      }
    }
  return [...lacking].map(([type, where]) => ({
    rule: "emulated-type",
    where: `${where.slice(0, mostNamed).join(", ")}${where.length > mostNamed ? ` and ${where.length - mostNamed} more` : ""}`,
    seen: `the sandbox's emulator has no ${type}`,
    todo: "leave it out in the sandbox by a context value of your own, or deploy to AWS",
  }));
}
