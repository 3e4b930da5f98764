import type { ResourceChange } from "../../lib/domain/records/resource-change.ts";
import type { ResourceId } from "../../lib/ports/stack-reader/port.ts";

type Resource = {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
};

/** What every template of a test that names no resources stands for. */
const oneBucket = (template: string): Readonly<Record<string, Resource>> => ({
  Bucket: { Type: "AWS::S3::Bucket", Properties: { template } },
});

/** The resources that a template declares; one that declares none has one bucket. */
export function resourcesIn(template: string): Readonly<Record<string, Resource>> {
  try {
    const { Resources } = JSON.parse(template) as { Resources?: Record<string, Resource> };
    return Resources ?? oneBucket(template);
  } catch {
    return oneBucket(template);
  }
}

/** The resources that a stack of that template has. A name that the template gives is the resource's id. */
export const resourceIds = (stack: string, stackName: string, template: string): readonly ResourceId[] =>
  Object.entries(resourcesIn(template)).map(([logicalId, { Type, Properties = {} }]) => ({
    type: Type,
    id: String(Properties["Name"] ?? `${stackName}-${logicalId.toLowerCase()}`),
    logicalId,
    stack,
  }));

/** What an update from one template to another does. Another `Name` is a replacement, as it is for most of AWS's types. */
export function changesBetween(before: string, after: string): readonly ResourceChange[] {
  const [was, will] = [resourcesIn(before), resourcesIn(after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(will)])].sort();
  return names.flatMap((logicalId): ResourceChange[] => {
    const [one, other] = [was[logicalId], will[logicalId]];
    const type = one?.Type ?? other?.Type ?? "";
    const about = { logicalId, type };
    if (one === undefined)
      return [{ ...about, action: "Add", replacement: "False", policy: null, properties: [] }];
    if (other === undefined)
      return [
        {
          ...about,
          action: "Remove",
          replacement: "False",
          policy: one.DeletionPolicy ?? "Delete",
          properties: [],
        },
      ];
    const properties = changed(one.Properties ?? {}, other.Properties ?? {});
    if (properties.length === 0 && JSON.stringify(one) === JSON.stringify(other)) return [];
    const replaced = properties.includes("Name") || one.Type !== other.Type;
    const policy = replaced ? `ReplaceAnd${one.UpdateReplacePolicy ?? "Delete"}` : null;
    return [{ ...about, action: "Modify", replacement: replaced ? "True" : "False", policy, properties }];
  });
}

const changed = (
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]))
    .sort();
