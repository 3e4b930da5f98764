import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { writeServiceSpec } from "../../lib/control-plane/service-spec.ts";

type Model = {
  properties: Record<string, { causesReplacement?: string; scrutinizable?: string }>;
  scrutinizable?: string;
  isStateful?: boolean;
};
type Spec = { lookup(entity: string, index: string, is: string, type: string): Model[] };

const folder = mkdtempSync(join(tmpdir(), "service-spec-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the bundled functions know of every type what the whole database says about properties, replacement, permissions and data", async () => {
  const module = (await import(pathToFileURL(writeServiceSpec(folder)).href)) as {
    loadAwsServiceSpecSync(): Spec;
  };
  const small = module.loadAwsServiceSpecSync();
  const whole = loadAwsServiceSpecSync();
  const differing = whole.all("resource").filter((resource) => {
    const [found] = small.lookup("resource", "cloudFormationType", "equals", resource.cloudFormationType);
    const same = Object.entries(resource.properties).every(([name, property]) => {
      const known = found?.properties[name];
      return (
        (known?.causesReplacement ?? "no") === (property.causesReplacement ?? "no") &&
        known?.scrutinizable === property.scrutinizable
      );
    });
    return (
      !same ||
      Object.keys(found?.properties ?? {}).length !== Object.keys(resource.properties).length ||
      Object.keys(resource.properties).some((name) => found?.properties[name] === undefined) ||
      (found?.isStateful ?? false) !== (resource.isStateful ?? false) ||
      (found?.scrutinizable ?? undefined) !== resource.scrutinizable
    );
  });
  expect(differing.map(({ cloudFormationType }) => cloudFormationType)).toEqual([]);
  expect(small.lookup("resource", "cloudFormationType", "equals", "Nobody::Knows::This")).toEqual([]);
});
