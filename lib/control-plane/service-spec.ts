import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";

type Named = Readonly<Record<string, string>>;

/**
 * Writes a small substitute for `@aws-cdk/aws-service-spec` and returns its path. The diff library asks that database of
 * 2.6 MB, which takes half a second to load, for two things only: which properties replace their resource, and which
 * need a second look for permissions. Those are taken from the unmodified database when the functions are bundled.
 */
export function writeServiceSpec(folder: string): string {
  const types = loadAwsServiceSpecSync()
    .all("resource")
    .map(({ cloudFormationType, properties, scrutinizable }) => {
      const of = (key: "causesReplacement" | "scrutinizable"): Named =>
        Object.fromEntries(
          Object.entries(properties).flatMap(([name, property]) => {
            const value = property[key];
            return value === undefined || value === "no" ? [] : [[name, value]];
          }),
        );
      return [cloudFormationType, [of("causesReplacement"), of("scrutinizable"), scrutinizable]] as const;
    });
  const path = join(folder, "service-spec.mjs");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path,
    `const types = JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(types)))});
const lookup = (_entity, _index, _is, type) => {
  if (!Object.hasOwn(types, type)) return [];
  const [replaces, scrutinized, scrutinizable] = types[type];
  const properties = {};
  for (const name of [...Object.keys(replaces), ...Object.keys(scrutinized)])
    properties[name] = { causesReplacement: replaces[name], scrutinizable: scrutinized[name] };
  return [{ cloudFormationType: type, properties, scrutinizable }];
};
export const loadAwsServiceSpecSync = () => ({ lookup });
`,
  );
  return path;
}
