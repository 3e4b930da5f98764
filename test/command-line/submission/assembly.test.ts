import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAssembly } from "../../../lib/command-line/submission/assembly.ts";
import { environments } from "../../../lib/domain/environment.ts";

type FakeStack = {
  readonly template?: string;
  readonly tags?: Record<string, string>;
  readonly dependencies?: string[];
  readonly parameters?: Record<string, string>;
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assembly-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes an assembly as the CDK does: one nested assembly per Stage. */
function write(stages: Readonly<Record<string, Readonly<Record<string, FakeStack>>>>, assets: object = {}) {
  const json = (path: string, document: object) =>
    writeFileSync(join(folder, path), JSON.stringify(document));
  const nested = Object.keys(stages).map((stage) => [
    `assembly-${stage}`,
    { type: "cdk:cloud-assembly", properties: { directoryName: `assembly-${stage}`, displayName: stage } },
  ]);
  json("manifest.json", { version: "55.0.0", artifacts: Object.fromEntries(nested) });
  for (const [stage, stacks] of Object.entries(stages)) {
    mkdirSync(join(folder, `assembly-${stage}`));
    const artifacts = Object.entries(stacks).map(
      ([id, { tags, dependencies = [], template = "{}", parameters }]) => {
        writeFileSync(join(folder, `assembly-${stage}`, `${id}.template.json`), template);
        const properties = {
          stackName: `shop-${stage}-${id}`,
          templateFile: `${id}.template.json`,
          tags,
          parameters,
        };
        return [
          id,
          { type: "aws:cloudformation:stack", displayName: `${stage}/${id}`, dependencies, properties },
        ];
      },
    );
    json(`assembly-${stage}/assets.json`, assets);
    json(`assembly-${stage}/manifest.json`, {
      version: "55.0.0",
      artifacts: {
        ...Object.fromEntries(artifacts),
        assets: { type: "cdk:asset-manifest", properties: { file: "assets.json" } },
      },
    });
  }
}

const each = (stacks: Readonly<Record<string, FakeStack>>) =>
  Object.fromEntries(environments.map((environment) => [environment, stacks]));

test("reads each stack as a step, with its part, its template by digest and its dependencies", () => {
  write(
    each({
      network: {},
      shopdata: { tags: { "interlock:part": "database" }, dependencies: ["network", "assets"] },
    }),
  );
  const { application, environments: found, templates } = readAssembly(folder);
  expect(application).toBe("shop");
  expect(found.staging).toEqual([
    expect.objectContaining({
      step: "network",
      part: "network",
      stackName: "shop-staging-network",
      dependsOn: [],
    }),
    expect.objectContaining({ step: "shopdata", part: "database", dependsOn: ["network"] }),
  ]);
  expect([...templates.values()]).toEqual(["{}"]);
});

test("refuses an assembly that lacks one of the three Stages, and names the Stages it has", () => {
  const { development = {}, production = {} } = each({ network: {} });
  write({ development, production });
  expect(() => readAssembly(folder)).toThrow("no Stage named staging (it has development, production)");
});

test("refuses a stack with an unknown part", () => {
  write(each({ kitchen: {} }));
  expect(() => readAssembly(folder)).toThrow('the unknown part "kitchen"');
});

test("reads the parameters as CloudFormation will report them: with defaults, without NoEcho parameters", () => {
  const Parameters = {
    BootstrapVersion: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/cdk-bootstrap/version" },
    Days: { Type: "Number", Default: 7 },
    Secret: { Type: "String", NoEcho: true, Default: "s3cret" },
  };
  write(each({ network: { template: JSON.stringify({ Parameters }) } }));
  expect(readAssembly(folder).environments.staging[0]?.parameters).toEqual({
    BootstrapVersion: "/cdk-bootstrap/version",
    Days: "7",
  });
});

test("refuses a change that contains the value of a NoEcho parameter", () => {
  const template = JSON.stringify({ Parameters: { Secret: { Type: "String", NoEcho: true } } });
  write(each({ network: { template, parameters: { Secret: "s3cret" } } }));
  expect(() => readAssembly(folder)).toThrow(/NoEcho parameter Secret of shop-development-network/);
});

test("refuses a template that is not JSON", () => {
  write(each({ network: { template: "Resources:" } }));
  expect(() => readAssembly(folder)).toThrow("the template of shop-development-network is not JSON");
});

test("refuses an environment that imports an export of another one", () => {
  const exporting = JSON.stringify({ Outputs: { Id: { Value: "x", Export: { Name: "shared-vpc" } } } });
  const importing = JSON.stringify({
    Resources: { A: { Properties: { Vpc: { "Fn::ImportValue": "shared-vpc" } } } },
  });
  write({
    development: { network: { template: exporting } },
    staging: { network: { template: importing } },
    production: { network: {} },
  });
  expect(() => readAssembly(folder)).toThrow("imports shared-vpc, which development exports");
});

test("refuses assets other than templates", () => {
  write(each({ network: {} }), { files: { abc: { source: { path: "asset.abc.zip" } } } });
  expect(() => readAssembly(folder)).toThrow("assets other than templates (asset.abc.zip)");
});

test("refuses a stack name that does not follow the pattern", () => {
  write(each({ network: {} }));
  const manifest = join(folder, "assembly-development", "manifest.json");
  writeFileSync(
    manifest,
    JSON.stringify({
      artifacts: {
        network: {
          type: "aws:cloudformation:stack",
          displayName: "development/network",
          properties: { stackName: "my-network", templateFile: "network.template.json" },
        },
      },
    }),
  );
  expect(() => readAssembly(folder)).toThrow("my-network of development does not follow the pattern");
});

test("refuses a folder without an assembly", () => {
  expect(() => readAssembly(folder)).toThrow("is not a cloud assembly");
});
