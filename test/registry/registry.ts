// What CloudFormation's registry says of the types that Cloud Control reads:
//   node test/registry/registry.ts FOLDER   writes lib/resources/registry.ts; FOLDER holds the schemas of cfn-lint
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { groupedBy } from "../../lib/domain/grouped.ts";

/** The generated file. */
export const registryFile = new URL("../../lib/resources/registry.ts", import.meta.url);

type Schema = {
  readonly primaryIdentifier?: readonly string[];
  readonly handlers?: { readonly read?: object };
};

/** What only CloudFormation has: no handler reads it, and it is nothing outside a stack. */
const onlyInStacks = /^AWS::(CDK|CloudFormation::(WaitCondition|CustomResource))/;

/**
 * The text of lib/resources/registry.ts. AWS's own database of types has the identifiers and what `Ref` answers, but no handlers;
 * the registry's schemas have the handlers. cfn-lint carries those schemas, and `npm run check` installs it with its digest.
 * @param folder of cfn-lint's schemas: `cfnlint/data/schemas`.
 */
export function registryFrom(folder: string): string {
  const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), "utf8"));
  const files = read("providers/us-east-1.json") as Readonly<Record<string, string>>;
  const spec = loadAwsServiceSpecSync();
  const types = Object.keys(files)
    .filter((type) => type.startsWith("AWS::") && !onlyInStacks.test(type))
    .sort();
  const readable = types.map((type) => {
    const { primaryIdentifier = [], handlers = {} } = read(`resources/${files[type]}.json`) as Schema;
    if (handlers.read === undefined) return { type, is: null };
    const parts = primaryIdentifier.map((pointer) => pointer.replace("/properties/", ""));
    const [known] = spec.lookup("resource", "cloudFormationType", "equals", type);
    // Without a word of its own, a Ref answers the identifier.
    const ref = known?.cfnRefIdentifier ?? (parts.length === 1 ? parts : []);
    const isRef = (part: string) => ref.length === 1 && ref[0] === part;
    return { type, is: parts.map((part) => (isRef(part) ? `${part}*` : part)).join() };
  });
  const grouped = (some: readonly { readonly type: string; readonly word: string }[]): string =>
    [...groupedBy(some, ({ type }) => type.split("::")[1] ?? "")]
      .map(([service, ofService]) => `  "${service}: ${ofService.map(({ word }) => word).join(" ")}",`)
      .join("\n");
  const kind = (type: string): string => type.split("::").slice(2).join("::");
  const [readableOnes, unreadableOnes] = [
    readable.flatMap(({ type, is }) => (is === null ? [] : [{ type, word: `${kind(type)}=${is}` }])),
    readable.flatMap(({ type, is }) => (is === null ? [{ type, word: kind(type) }] : [])),
  ];
  return `// test/registry/registry.ts makes this file from the schemas of CloudFormation's registry (us-east-1) that cfn-lint carries, and
// from @aws-cdk/aws-service-spec. The checks of this project fail when it is stale.

/**
 * The types whose read handler Cloud Control calls, a line for each service: each type with the parts of its primary identifier, in
 * their order. A star marks the part that is CloudFormation's own id of the resource.
 */
export const readableTypes: readonly string[] = [
${grouped(readableOnes)}
];

/** The types of the registry that have no read handler, a line for each service. */
export const unreadableTypes: readonly string[] = [
${grouped(unreadableOnes)}
];
`;
}

const [, script = "", folder] = process.argv;
if (script === fileURLToPath(import.meta.url) && folder !== undefined)
  writeFileSync(registryFile, registryFrom(folder));
