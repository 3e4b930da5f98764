import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as z from "zod";
import { type Digest, sha256 } from "../../domain/canonical.ts";
import type { Change, Step } from "../../domain/change/manifest.ts";
import { type Environment, environments, parts } from "../../domain/environment.ts";
import { invalidChange } from "../../domain/errors.ts";

/** A cloud assembly as Interlock reads it: the steps of each environment, and the templates by the digest of their bytes. */
export type Assembly = {
  readonly application: string;
  readonly environments: Change["environments"];
  readonly templates: ReadonlyMap<Digest, string>;
};

// Source: the cloud assembly schema of the CDK, reduced to the fields that are read here.
const manifestSchema = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      displayName: z.string().optional(),
      dependencies: z.array(z.string()).optional(),
      properties: z
        .looseObject({
          stackName: z.string().optional(),
          templateFile: z.string().optional(),
          parameters: z.record(z.string(), z.string()).optional(),
          tags: z.record(z.string(), z.string()).optional(),
          directoryName: z.string().optional(),
          displayName: z.string().optional(),
          file: z.string().optional(),
        })
        .optional(),
    }),
  ),
});
const templateSchema = z.looseObject({
  Parameters: z
    .record(
      z.string(),
      z.looseObject({
        Default: z.union([z.string(), z.number()]).optional(),
        NoEcho: z.union([z.boolean(), z.string()]).optional(),
      }),
    )
    .optional(),
});
const assetsSchema = z.looseObject({
  files: z
    .record(z.string(), z.looseObject({ source: z.looseObject({ path: z.string().optional() }) }))
    .optional(),
  dockerImages: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Reads the assembly in `folder`.
 * @throws InvalidChange if a Stage is missing, an asset is not a template, a part is unknown, or an environment imports an
 * export of another one.
 */
export function readAssembly(folder: string): Assembly {
  const root = readManifest(folder);
  const nested = Object.values(root.artifacts).filter(({ type }) => type === "cdk:cloud-assembly");
  const templates = new Map<Digest, string>();
  const read = (environment: Environment): Step[] => {
    const stage = nested.find(({ properties }) => properties?.displayName === environment);
    if (stage?.properties?.directoryName === undefined)
      throw invalidChange(
        `the assembly has no Stage named ${environment} (it has ${nested.map(({ properties }) => properties?.displayName).join(", ") || "none"}): a change is a CDK app with the Stages ${environments.join(", ")}`,
      );
    return stepsOf(join(folder, stage.properties.directoryName), templates);
  };
  const found = {
    development: read("development"),
    staging: read("staging"),
    production: read("production"),
  };
  refuseImportsAcross(found, templates);
  return { application: applicationOf(found.development), environments: found, templates };
}

function stepsOf(folder: string, templates: Map<Digest, string>): Step[] {
  const { artifacts } = readManifest(folder);
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === "aws:cloudformation:stack");
  const nameOf = new Map(
    stacks.map(([id, { displayName = id }]) => [id, displayName.split("/").at(-1) ?? id]),
  );
  for (const { type, properties } of Object.values(artifacts))
    if (type === "cdk:asset-manifest") refuseAssets(join(folder, properties?.file ?? ""));
  return stacks.map(([id, { properties, dependencies = [] }]): Step => {
    const { stackName = id, templateFile = "", parameters: given = {}, tags = {} } = properties ?? {};
    const template = readFileSync(join(folder, templateFile), "utf8");
    const parameters = parametersFor(parseTemplate(template, stackName), given, stackName);
    const templateDigest = sha256(template);
    templates.set(templateDigest, template);
    const step = nameOf.get(id) ?? id;
    const named = tags["interlock:part"] ?? step;
    const part = parts.find((known) => known === named);
    if (part === undefined)
      throw invalidChange(
        `the stack ${stackName} has the unknown part "${named}": tag it interlock:part with one of ${parts.join(", ")}`,
      );
    return {
      step,
      part,
      stackName,
      templateDigest,
      parameters,
      tags,
      dependsOn: dependencies.flatMap((dependency) => nameOf.get(dependency) ?? []),
    };
  });
}

/** Refuses an environment that imports an export of another one: environments share nothing. */
function refuseImportsAcross(found: Change["environments"], templates: ReadonlyMap<Digest, string>): void {
  const textOf = ({ templateDigest }: Step) => templates.get(templateDigest) ?? "{}";
  const exported = new Map(
    environments.flatMap((environment) =>
      found[environment].flatMap((step) =>
        exportsOf(textOf(step)).map((name): [string, Environment] => [name, environment]),
      ),
    ),
  );
  for (const environment of environments)
    for (const step of found[environment])
      for (const name of importsOf(JSON.parse(textOf(step)))) {
        const owner = exported.get(name);
        if (owner !== undefined && owner !== environment)
          throw invalidChange(
            `${step.stackName} of ${environment} imports ${name}, which ${owner} exports: environments share nothing, so give ${environment} its own`,
          );
      }
}

function exportsOf(template: string): readonly string[] {
  const { Outputs = {} } = JSON.parse(template) as {
    Outputs?: Record<string, { Export?: { Name?: unknown } }>;
  };
  return Object.values(Outputs).flatMap(({ Export }) =>
    typeof Export?.Name === "string" ? [Export.Name] : [],
  );
}

function importsOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "Fn::ImportValue" && typeof inner === "string" ? [inner] : importsOf(inner),
  );
}

function refuseAssets(file: string): void {
  const { files = {}, dockerImages = {} } = assetsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const others = [
    ...Object.values(files).flatMap(({ source }) =>
      source.path?.endsWith(".template.json") ? [] : [source.path ?? "a bundled file"],
    ),
    ...Object.keys(dockerImages),
  ];
  if (others.length > 0)
    throw invalidChange(
      `the assembly has assets other than templates (${others.slice(0, 3).join(", ")}), which Interlock does not publish yet: reference them by digest from a registry`,
    );
}

/**
 * The parameters as CloudFormation will report them: the given values, and the template's defaults for the rest.
 * CloudFormation never reports a NoEcho parameter, so those are left out, and a change may not contain their values.
 */
function parametersFor(
  { Parameters = {} }: z.infer<typeof templateSchema>,
  given: Readonly<Record<string, string>>,
  stackName: string,
): Record<string, string> {
  const declared = Object.fromEntries(
    Object.entries(Parameters).flatMap(([name, { Default, NoEcho }]) => {
      const value = given[name];
      if (NoEcho === true || NoEcho === "true") {
        if (value === undefined) return [];
        throw invalidChange(
          `the change contains a value for the NoEcho parameter ${name} of ${stackName}, and every reader of the change would see it: use a dynamic reference to Secrets Manager in the template`,
        );
      }
      if (value === undefined && Default === undefined) return [];
      return [[name, value ?? String(Default)]];
    }),
  );
  return { ...given, ...declared };
}

function parseTemplate(template: string, stackName: string): z.infer<typeof templateSchema> {
  let document: unknown;
  try {
    document = JSON.parse(template);
  } catch (error) {
    throw invalidChange(
      `the template of ${stackName} is not JSON (${String(error)}): synthesise it again`,
      error,
    );
  }
  const parsed = templateSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw invalidChange(
    `the template of ${stackName} does not parse (${parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}): synthesise it again`,
  );
}

function readManifest(folder: string): z.infer<typeof manifestSchema> {
  const path = join(folder, "manifest.json");
  if (!existsSync(path))
    throw invalidChange(
      `${basename(folder)} is not a cloud assembly (it has no manifest.json): synthesise the app first`,
    );
  const parsed = manifestSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (parsed.success) return parsed.data;
  throw invalidChange(
    `the manifest of ${basename(folder)} does not parse (${parsed.error.message}): synthesise it again`,
  );
}

/** The application: the part of the stacks' names before the environment. */
function applicationOf(development: readonly Step[]): string {
  const names = development.map(({ stackName }) => stackName);
  const [application] = (names[0] ?? "").split("-development-");
  if (application === undefined || application === names[0])
    throw invalidChange(
      `the name of the stack ${names[0] ?? "(none)"} of development does not follow the pattern <application>-development-…: rename it`,
    );
  return application;
}
