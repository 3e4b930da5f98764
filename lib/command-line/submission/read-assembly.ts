import { basename, join } from "node:path";
import {
  type ArtifactManifest,
  type AssemblyManifest,
  type AwsCloudFormationStackProperties,
  Manifest,
  type NestedCloudAssemblyProperties,
} from "@aws-cdk/cloud-assembly-schema";
import { asciiJson } from "../../domain/change/ascii.ts";
import type { Refusal } from "../../domain/change/refusal.ts";
import type { Candidate, CandidateStep } from "../../domain/change/rules/candidate.ts";
import { type Environment, environments, type Part, parts } from "../../domain/environment.ts";
import { artifactRefusals, fieldRefusals, propertyRefusals, unknownArtifacts } from "./assembly-fields.ts";
import { problemOf, readInside } from "./assembly-file.ts";
import type { Project } from "./project.ts";
import { readAssets } from "./read-assets.ts";

/** What an assembly holds, as far as it can be read, and everything that keeps it from being a change. */
export type AssemblyRead = {
  readonly candidate: Candidate;
  /** The asset manifests of each environment, by path. */
  readonly assetManifests: Readonly<Record<Environment, readonly string[]>>;
  readonly refusals: readonly Refusal[];
};

type Artifacts = readonly (readonly [id: string, artifact: ArtifactManifest])[];

/** The tag that says what part a stack is. */
const partTag = "interlock:part";

/**
 * Reads the cloud assembly in `folder` with CDK's own schema. It never throws for what an assembly holds: everything that
 * is wrong is a refusal, and what could be read besides is in the candidate, so that its rules are applied as well.
 */
export function readAssembly(folder: string, project: Project, repositoryName: string): AssemblyRead {
  const root = readManifest(folder, folder);
  if ("refusals" in root)
    return { candidate: candidateOf("unknown", []), assetManifests: noManifests, refusals: root.refusals };
  const stages = Object.entries(root.manifest.artifacts ?? {}).flatMap(([id, { type, properties }]) => {
    if (type !== "cdk:cloud-assembly") return [];
    const { directoryName, displayName = id } = properties as NestedCloudAssemblyProperties;
    return [{ id, directoryName, displayName }];
  });
  const refusals: Refusal[] = [
    ...fieldRefusals(root.manifest, folder),
    ...contextRefusals(root.manifest, "manifest.json"),
  ];
  const steps: (readonly [Environment, CandidateStep])[] = [];
  const assetManifests: Record<Environment, readonly string[]> = { ...noManifests };
  for (const environment of environments) {
    const name = project.stages?.[environment] ?? environment;
    const named = stages.filter(({ id, displayName }) => displayName === name || id === name);
    const [stage] = named;
    if (stage === undefined || named.length > 1) {
      const others = stages.map(({ displayName }) => displayName).join(", ") || "none";
      refusals.push(
        stage === undefined
          ? {
              rule: "stage-present",
              where: environment,
              seen: `the assembly has no Stage named ${name} (its Stages: ${others})`,
              todo: `add a Stage for ${environment}, or map it under "stages" in interlock.json`,
            }
          : {
              rule: "one-stage-each",
              where: environment,
              seen: `${named.length} Stages are named ${name}`,
              todo: "leave one",
            },
      );
      continue;
    }
    const read = readStage(folder, join(folder, stage.directoryName), environment, project);
    refusals.push(...read.refusals);
    assetManifests[environment] = read.assetManifests;
    steps.push(...read.steps.map((step) => [environment, step] as const));
  }
  return {
    candidate: candidateOf(applicationOf(project, steps, repositoryName), steps),
    assetManifests,
    refusals: unique(refusals),
  };
}

/** No asset manifest in any environment. */
export const noManifests: AssemblyRead["assetManifests"] = { development: [], staging: [], production: [] };

const candidateOf = (
  application: string,
  steps: readonly (readonly [Environment, CandidateStep])[],
): Candidate => {
  const of = (environment: Environment) =>
    steps.flatMap(([owner, step]) => (owner === environment ? [step] : []));
  return {
    application,
    environments: { development: of("development"), staging: of("staging"), production: of("production") },
  };
};

/** A manifest of CDK's schema, or why it cannot be read. */
function readManifest(
  root: string,
  folder: string,
): { readonly manifest: AssemblyManifest } | { readonly refusals: readonly Refusal[] } {
  const where = join(basename(folder), "manifest.json");
  const refused = (rule: string, seen: string, todo: string) => ({ refusals: [{ rule, where, seen, todo }] });
  const path = join(folder, "manifest.json");
  const noFolder = problemOf(root, folder, "folder");
  if (noFolder !== null)
    return refused(
      "manifest-present",
      folder === root ? `there is no folder ${folder}` : `the folder ${basename(folder)} ${noFolder}`,
      "name the folder that cdk synth wrote",
    );
  const read = readInside(root, path);
  const wrong = "wrong" in read ? read.wrong : null;
  if (wrong !== null)
    return problemOf(root, path, "file") === null
      ? refused("manifest-parses", `manifest.json ${wrong}`, "synthesise the app again")
      : refused(
          "manifest-present",
          wrong === "is not in the assembly"
            ? `${basename(folder)} has no manifest.json`
            : `manifest.json ${wrong}`,
          "name the folder that cdk synth wrote",
        );
  try {
    const manifest = Manifest.loadAssemblyManifest(path, { validateSchema: true, skipEnumCheck: true });
    if (manifest.artifacts === undefined)
      return refused("manifest-parses", "manifest.json has no artifacts", "synthesise the app again");
    // CDK's schema takes any artifact without properties.
    const bare = Object.entries(manifest.artifacts).filter(
      ([, { type, properties }]) => Object.hasOwn(needed, type) && !has(properties, needed[type]),
    );
    return bare.length === 0
      ? { manifest }
      : refused(
          "manifest-parses",
          bare.map(([id, { type }]) => `the artifact ${id} (${type}) has no ${needed[type]}`).join("; "),
          "synthesise the app again",
        );
  } catch (error) {
    // CDK's reader asks a manifest for its members before it looks whether it is an object.
    const said =
      error instanceof TypeError
        ? "manifest.json is no manifest of an assembly"
        : oneLine(error instanceof Error ? error.message : String(error));
    const unknown = error instanceof TypeError || !("text" in read) ? [] : unknownArtifacts(read.text);
    if (unknown.length > 0) return { refusals: unknown };
    return /version mismatch/i.test(said)
      ? refused(
          "manifest-version",
          said,
          `Interlock reads versions up to ${Manifest.version()}: synthesise with an aws-cdk-lib of that age, or update Interlock`,
        )
      : refused("manifest-parses", said, "synthesise the app again");
  }
}

/** The property without which an artifact of a type names nothing. */
const needed: Readonly<Record<string, string>> = {
  "aws:cloudformation:stack": "templateFile",
  "cdk:asset-manifest": "file",
  "cdk:cloud-assembly": "directoryName",
};

const has = (properties: unknown, name = ""): boolean =>
  typeof properties === "object" &&
  properties !== null &&
  typeof (properties as Readonly<Record<string, unknown>>)[name] === "string";

/** What CDK's schema says, without what it says of the other kinds of artifacts that one might have been. */
function oneLine(text: string): string {
  const lines = text.split("\n");
  const own = lines.filter((line) => !/ requires property "| is not any of <#/.test(line));
  return (own.length > 1 ? own : lines).join(" ").replace(/\s+/g, " ").trim().slice(0, 500);
}

/** Context that is missing is replaced by dummy values, which must not be deployed. */
const contextRefusals = ({ missing = [] }: AssemblyManifest, where: string): readonly Refusal[] =>
  missing.map(({ key }) => ({
    rule: "context-complete",
    where,
    seen: `the context ${key} is missing, so the assembly holds dummy values`,
    todo: "look it up with credentials once (cdk synth) and commit cdk.context.json",
  }));

function readStage(
  root: string,
  folder: string,
  environment: Environment,
  project: Project,
): {
  readonly steps: readonly CandidateStep[];
  readonly assetManifests: readonly string[];
  readonly refusals: readonly Refusal[];
} {
  const read = readManifest(root, folder);
  if ("refusals" in read) return { steps: [], assetManifests: [], refusals: read.refusals };
  const artifacts: Artifacts = Object.entries(read.manifest.artifacts ?? {});
  const stacks = artifacts.filter(([, { type }]) => type === "aws:cloudformation:stack");
  const idOf = new Map(stacks.map(([id, artifact]) => [id, constructIdOf(id, artifact)] as const));
  const assets = readAssets(root, folder, artifacts);
  const refusals = [
    ...fieldRefusals(read.manifest, folder),
    ...contextRefusals(read.manifest, join(basename(folder), "manifest.json")),
    ...artifacts.flatMap(([id, artifact]) => artifactRefusals(root, folder, id, artifact)),
    ...assets.refusals,
  ];
  const steps = stacks.flatMap(([id, artifact]): readonly CandidateStep[] => {
    const properties = artifact.properties as AwsCloudFormationStackProperties;
    const path = artifact.displayName ?? `${environment}/${id}`;
    const file = readInside(root, join(folder, properties.templateFile));
    if ("wrong" in file) {
      refusals.push({
        rule: "template-present",
        where: path,
        seen: `the template ${properties.templateFile} ${file.wrong}`,
        todo: "synthesise the app again",
      });
      return [];
    }
    refusals.push(...propertyRefusals(path, properties), ...placeRefusals(path, artifact));
    const step = idOf.get(id) ?? id;
    const template = asciiJson(file.text);
    const tags = properties.tags ?? {};
    const [account, region] = placeOf(artifact);
    return [
      {
        step,
        path,
        part: partOf(step, tags, project),
        stackName: properties.stackName ?? id,
        template,
        parameters: withDefaults(template, properties.parameters ?? {}),
        tags,
        dependsOn: (artifact.dependencies ?? []).flatMap((dependency) => idOf.get(dependency) ?? []),
        account,
        region,
      },
    ];
  });
  return { steps, assetManifests: assets.manifests, refusals };
}

const constructIdOf = (id: string, { displayName = id }: ArtifactManifest): string => {
  const last = displayName
    .replace(/ \(.*\)$/, "")
    .split("/")
    .at(-1);
  return last === undefined || last === "" ? id : last;
};

/** What part a stack is: its tag, the repository's mapping, or its construct id. */
function partOf(step: string, tags: Readonly<Record<string, string>>, project: Project): Part | null {
  const named = tags[partTag] ?? project.parts?.[step] ?? step.toLowerCase();
  return parts.find((part) => part === named) ?? null;
}

const environmentForm = /^aws:\/\/([^/]+)\/(.+)$/;

const placeRefusals = (where: string, { environment }: ArtifactManifest): readonly Refusal[] =>
  environment === undefined || environmentForm.test(environment)
    ? []
    : [
        {
          rule: "stack-place",
          where,
          seen: `its environment is ${environment}`,
          todo: "synthesise the app again: an environment reads aws://ACCOUNT/REGION",
        },
      ];

/** The account and region of a stack; null for what the assembly leaves open. Source: the schema's `environment`. */
function placeOf({
  environment = "",
}: ArtifactManifest): readonly [account: string | null, region: string | null] {
  const [, account = "", region = ""] = environmentForm.exec(environment) ?? [];
  const told = (value: string) => (value === "" || value.startsWith("unknown-") ? null : value);
  return [told(account), told(region)];
}

/** The parameters as CloudFormation will have them: what is given, else the template's defaults as text. */
function withDefaults(
  template: string,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  let declared: unknown;
  try {
    declared = (JSON.parse(template) as { Parameters?: unknown } | null)?.Parameters;
  } catch {
    return given;
  }
  if (typeof declared !== "object" || declared === null) return given;
  const defaults = Object.entries(
    declared as Record<string, { Default?: unknown; NoEcho?: unknown } | null>,
  ).flatMap(([name, declaration]): [string, string][] => {
    const value = declaration?.Default;
    // CloudFormation never tells the value of a NoEcho parameter, so it is no part of what is compared.
    if (value === undefined || value === null || String(declaration?.NoEcho) === "true") return [];
    return [[name, String(value)]];
  });
  return { ...Object.fromEntries(defaults), ...given };
}

/** The application's name: what the repository says, what precedes the environment in stack names, or the repository's. */
function applicationOf(
  { application }: Project,
  steps: readonly (readonly [Environment, CandidateStep])[],
  repositoryName: string,
): string {
  if (application !== undefined) return application;
  for (const [environment, { stackName }] of steps) {
    const at = stackName.indexOf(`-${environment}-`);
    if (at > 0) return stackName.slice(0, at);
  }
  const slug = repositoryName
    .toLowerCase()
    .replace(/.*\//, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-$/g, "");
  return slug.slice(0, 31) || "application";
}

const unique = (refusals: readonly Refusal[]): readonly Refusal[] => [
  ...new Map(refusals.map((refusal) => [JSON.stringify(refusal), refusal])).values(),
];
