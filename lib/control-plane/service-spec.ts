import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";

type Named = Readonly<Record<string, string>>;

/**
 * Writes a small stand-in for `@aws-cdk/aws-service-spec` and returns its path. The diff library asks that database of
 * 2.6 MB, which takes half a second to load, for a few things only: which properties a type has, which of them replace
 * the resource or need a second look for permissions, and whether the type holds data. Those are taken from the unmodified database when the functions are bundled.
 */
export function writeServiceSpec(folder: string): string {
  const types = loadAwsServiceSpecSync()
    .all("resource")
    .map(({ cloudFormationType, properties, scrutinizable, isStateful }) => {
      const of = (key: "causesReplacement" | "scrutinizable"): Named =>
        Object.fromEntries(
          Object.entries(properties).flatMap(([name, property]) => {
            const value = property[key];
            return value === undefined || value === "no" ? [] : [[name, value]];
          }),
        );
      const [replaces, scrutinized] = [of("causesReplacement"), of("scrutinizable")];
      const others = Object.keys(properties).filter((name) => !(name in replaces) && !(name in scrutinized));
      return [
        cloudFormationType,
        [others.join(" "), replaces, scrutinized, isStateful ? 1 : 0, scrutinizable],
      ] as const;
    });
  const path = join(folder, "service-spec.mjs");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path,
    `const types = JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(types)))});
const lookup = (_entity, _index, _is, type) => {
  if (!Object.hasOwn(types, type)) return [];
  const [others, replaces, scrutinized, isStateful, scrutinizable] = types[type];
  const properties = {};
  for (const name of [...others.split(" "), ...Object.keys(replaces), ...Object.keys(scrutinized)])
    if (name !== "") properties[name] = { causesReplacement: replaces[name], scrutinizable: scrutinized[name] };
  return [{ cloudFormationType: type, properties, scrutinizable, isStateful: isStateful === 1 }];
};
export const loadAwsServiceSpecSync = () => ({ lookup });
`,
  );
  return path;
}
