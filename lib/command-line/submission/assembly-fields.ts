import { basename, join } from "node:path";
import type {
  ArtifactManifest,
  AssemblyManifest,
  AwsCloudFormationStackProperties,
} from "@aws-cdk/cloud-assembly-schema";
import type { Refusal } from "../../domain/change/refusal.ts";
import { readInside } from "./assembly-file.ts";

// Which fields of an assembly are carried, and what becomes of the others: each is refused by its name.

const unknownField =
  "Interlock does not know it, so nobody would see what it does: take it out or update Interlock";

/** The types of artifacts that are read, or that say nothing that is deployed. */
const knownTypes = [
  "aws:cloudformation:stack",
  "cdk:asset-manifest",
  "cdk:cloud-assembly",
  "cdk:feature-flag-report",
  "cdk:tree",
];

// Source: cloud-assembly-schema 55, AssemblyManifest and ArtifactManifest. `runtime` and `minimumCliVersion` are about other programs.
const knownOfManifest = ["artifacts", "minimumCliVersion", "missing", "runtime", "version"];
const knownOfArtifact = [
  "additionalMetadataFile",
  "dependencies",
  "displayName",
  "environment",
  "metadata",
  "properties",
  "type",
];

/**
 * The properties of a stack that are carried, are refused below, or are about programs that deploy from the bootstrap's bucket.
 * Source: cloud-assembly-schema 55, AwsCloudFormationStackProperties.
 */
const knownProperties = [
  // The CDK writes this beside `dependencies`, which says the same.
  "additionalDependencies",
  "assumeRoleAdditionalOptions",
  "assumeRoleArn",
  "assumeRoleExternalId",
  "bootstrapStackVersionSsmParameter",
  "cloudFormationExecutionRoleArn",
  "lookupRole",
  "notificationArns",
  "parameters",
  "requiresBootstrapStackVersion",
  "stackName",
  "stackTemplateAssetObjectUrl",
  "tags",
  "templateFile",
  "terminationProtection",
  "validateOnSynth",
];

/** Fields of a manifest that nobody knows, and artifacts that wait for one that is not there. */
export function fieldRefusals(manifest: AssemblyManifest, folder: string): readonly Refusal[] {
  const where = join(basename(folder), "manifest.json");
  const artifacts = Object.entries(manifest.artifacts ?? {});
  const ids = new Set(artifacts.map(([id]) => id));
  const unknown = (of: object, known: readonly string[]) =>
    Object.keys(of).filter((name) => !known.includes(name));
  return [
    ...unknown(manifest, knownOfManifest).map(
      (name): Refusal => ({
        rule: "artifact-known",
        where,
        seen: `it has the field ${name}`,
        todo: unknownField,
      }),
    ),
    ...artifacts.flatMap(([id, artifact]) => [
      ...unknown(artifact, knownOfArtifact).map(
        (name): Refusal => ({
          rule: "artifact-known",
          where: id,
          seen: `the artifact has the field ${name}`,
          todo: unknownField,
        }),
      ),
      ...(artifact.dependencies ?? [])
        .filter((name) => !ids.has(name))
        .map(
          (name): Refusal => ({
            rule: "order-dependencies",
            where: artifact.displayName ?? id,
            seen: `it waits for ${name}, which the assembly does not have`,
            todo: "synthesise the app again",
          }),
        ),
    ]),
  ];
}

const unknownArtifact = (where: string, type: string): Refusal => ({
  rule: "artifact-known",
  where,
  seen: `the artifact is a ${type}`,
  todo: "Interlock does not know it: take it out or update Interlock",
});

/** Artifacts of a manifest that CDK's schema refused because their types are not known to it, by name; none of one that is not JSON. */
export function unknownArtifacts(text: string): readonly Refusal[] {
  let artifacts: Readonly<Record<string, { type?: unknown } | null>> | undefined;
  try {
    ({ artifacts } = JSON.parse(text) as { artifacts?: typeof artifacts });
  } catch {
    return [];
  }
  return Object.entries(artifacts ?? {}).flatMap(([id, artifact]) =>
    typeof artifact?.type !== "string" || knownTypes.includes(artifact.type)
      ? []
      : [unknownArtifact(id, artifact.type)],
  );
}

/** Everything that a stack asks for and that Interlock does not carry is refused by its name. */
export function propertyRefusals(
  where: string,
  properties: AwsCloudFormationStackProperties,
): readonly Refusal[] {
  const refuse = (seen: string, todo: string): Refusal => ({ rule: "stack-properties", where, seen, todo });
  const { terminationProtection, notificationArns = [], assumeRoleExternalId } = properties;
  const options = [properties, properties.lookupRole].some(
    (one) => one?.assumeRoleAdditionalOptions !== undefined,
  );
  const roles = {
    assumeRoleArn: properties.assumeRoleArn,
    cloudFormationExecutionRoleArn: properties.cloudFormationExecutionRoleArn,
    lookupRole: properties.lookupRole?.arn,
  };
  return [
    ...(terminationProtection === true
      ? [
          refuse(
            "terminationProtection is set",
            "it is not applied: a rollback has to delete the stack; take it out",
          ),
        ]
      : []),
    ...(notificationArns.length > 0
      ? [
          refuse(
            `notificationArns names ${notificationArns.join(", ")}`,
            "they are not applied: take them out",
          ),
        ]
      : []),
    ...([assumeRoleExternalId, properties.lookupRole?.assumeRoleExternalId].every((id) => id === undefined)
      ? []
      : [refuse("assumeRoleExternalId is set", "the standard bootstrap takes none: take it out")]),
    ...(options ? [refuse("assumeRoleAdditionalOptions is set", "they are not applied: take them out")] : []),
    ...Object.keys(properties)
      .filter((name) => !knownProperties.includes(name))
      .map((name) => refuse(`it has the property ${name}`, unknownField)),
    ...Object.entries(roles).flatMap(([name, arn]) =>
      arn === undefined || standardRole.test(arn)
        ? []
        : [
            refuse(
              `${name} is ${arn}`,
              "Interlock acts through the roles of the standard bootstrap: use the default synthesizer",
            ),
          ],
    ),
  ];
}

// Source: aws-cdk-lib, DefaultStackSynthesizer: cdk-<qualifier>-<purpose>-role-<account>-<region>, with its default qualifier.
const standardRole =
  /:role\/cdk-hnb659fds-(deploy|cfn-exec|lookup|file-publishing|image-publishing)-role-[^/]+$/;

/** Artifacts that Interlock does not know, and errors that the CDK wrote beside a stack or into its artifact. */
export function artifactRefusals(
  root: string,
  folder: string,
  id: string,
  artifact: ArtifactManifest,
): readonly Refusal[] {
  const { type, metadata = {} } = artifact;
  const refused = unknownArtifact(id, type);
  const unknownType = !knownTypes.includes(type)
    ? [refused]
    : type === "cdk:cloud-assembly"
      ? [{ ...refused, todo: "a Stage within a Stage is not carried: put its stacks into the Stage" }]
      : [];
  const file = (artifact as { additionalMetadataFile?: unknown }).additionalMetadataFile;
  const beside = typeof file === "string" ? readMetadata(root, join(folder, file)) : {};
  if (beside === null)
    return [
      ...unknownType,
      {
        rule: "manifest-parses",
        where: id,
        seen: `the metadata file ${String(file)} cannot be read`,
        todo: "synthesise the app again",
      },
    ];
  return [
    ...unknownType,
    ...Object.entries({ ...metadata, ...beside }).flatMap(([path, entries]) =>
      (Array.isArray(entries) ? entries : []).flatMap((entry: { type?: unknown; data?: unknown }) =>
        entry?.type === "aws:cdk:error"
          ? [
              {
                rule: "no-errors",
                where: path,
                seen: typeof entry.data === "string" ? entry.data : JSON.stringify(entry.data ?? null),
                todo: "the app itself calls this an error: correct it",
              },
            ]
          : [],
      ),
    ),
  ];
}

function readMetadata(root: string, path: string): Readonly<Record<string, unknown>> | null {
  const file = readInside(root, path);
  if ("wrong" in file) return null;
  try {
    const read: unknown = JSON.parse(file.text);
    return typeof read === "object" && read !== null ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
