import { callIn, isList, isObject, type Objects, objectIn, type Value } from "../template/values.ts";
import { alternatives, textsIn, written } from "../template/written.ts";

/** Code or a file that may be another one after it was approved. Nothing of it can be read beforehand. */
export type Loose = { readonly seen: string; readonly todo: string };

// Properties that name a container image. Source: the properties of AWS's resource types whose values are image URIs.
const imageProperty =
  /^(Image|ImageUri|ImageURI|ImageIdentifier|TrainingImage|ContainerUri|ContainerImage|ParentImage)$/;
// Services that run containers: there, a bare name is an image of Docker Hub.
const runsContainers =
  /^AWS::(AppRunner|Batch|BedrockAgentCore|CodeBuild|ECS|EKS|EMRServerless|GameLift|Lambda|Lightsail|SageMaker)::/;
const digest = /@sha256:[0-9a-f]{64}$/;
const looksLikeImage = /^[a-z0-9][\w.:/-]*\/[\w./-]+(:[\w.-]+)?$|^[a-z0-9][\w.-]*:[\w.-]+$/i;
const machineImage = /^ami-[0-9a-f]+$|^arn:/;

/** Every value under a property that names a container image. */
function* imageValues(value: Value): Generator<Value> {
  if (isList(value)) for (const inner of value) yield* imageValues(inner);
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value))
    if (!imageProperty.test(key) || (isObject(inner) && callIn(inner) === null)) yield* imageValues(inner);
    else yield* alternatives(inner);
}

/** Container images that are named by a tag, or by nothing at all. */
export const imagesIn = (type: string, value: Value): readonly Loose[] =>
  [...imageValues(value)].flatMap((one): readonly Loose[] => {
    const text = written(one);
    if (text !== null && (digest.test(text) || machineImage.test(text))) return [];
    const isLiteral = typeof one === "string";
    if (isLiteral && !runsContainers.test(type) && !looksLikeImage.test(one)) return [];
    return [
      {
        seen: `the image ${isLiteral ? one : JSON.stringify(one)} is named by a tag`,
        todo: "name it by its digest (name@sha256:...)",
      },
    ];
  });

/** The container images that are named by their digest, as they are written. */
export const pinnedImagesIn = (value: Value): readonly string[] => [
  ...new Set(
    [...imageValues(value)].flatMap((one) => written(one) ?? []).filter((text) => digest.test(text)),
  ),
];

// Properties whose value names an object in a bucket or a file behind a URL that the service runs or reads as code.
const located =
  /^(Code|Content|BodyS3Location|DefinitionS3Location|SourceBundle|S3ContentLocation|ScriptLocation|CodeUri|DefinitionUri|TemplateURL|LoadTemplateFromURL)$/;
const keys = ["S3Key", "Key", "FileKey"];
const versions = ["S3ObjectVersion", "Version", "ObjectVersion", "VersionId"];
// An asset of the CDK lies under the digest of its bytes, in a bucket whose objects are never replaced by a run.
const assetBucket = /cdk-hnb659fds-assets-/;
const contentAddressed = /[0-9a-f]{64}/;

/** Code and templates that are fetched by a key which may hold other bytes later. */
export function codeIn(type: string, value: Value): readonly Loose[] {
  if (isList(value)) return value.flatMap((inner) => codeIn(type, inner));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    located.test(name) ? alternatives(inner).flatMap((one) => codeAt(type, one)) : codeIn(type, inner),
  );
}

function codeAt(type: string, value: Value): readonly Loose[] {
  const call = callIn(value);
  if (isObject(value) && call === null) {
    const key = keys.map((name) => value[name]).find((one) => one !== undefined);
    if (key === undefined) return codeIn(type, value);
    if (versions.some((name) => value[name] !== undefined) || isAsset(value)) return [];
    return [without(written(key) ?? JSON.stringify(key))];
  }
  const text = written(value);
  // What is written out here is part of the template, not a place.
  if (text === null || !/^(s3|https?):\/\//i.test(text)) return [];
  return assetBucket.test(text) && contentAddressed.test(text) ? [] : [without(text)];
}

const isAsset = (location: Objects): boolean => {
  const text = [...textsIn(location)].join("\n");
  return assetBucket.test(text) && contentAddressed.test(text);
};

const without = (place: string): Loose => ({
  seen: `the code is fetched from ${place}, without a version`,
  todo: "name the version of the object, or let the CDK make an asset of it",
});

/** Launch templates of others, used in whatever version is the newest or the default one (EC2 API reference, LaunchTemplateSpecification). */
export function launchTemplatesIn(value: Value): readonly Loose[] {
  if (isList(value)) return value.flatMap(launchTemplatesIn);
  if (!isObject(value)) return [];
  const { Version: version } = value;
  const name = value["LaunchTemplateId"] ?? value["LaunchTemplateName"];
  const isLoose = typeof name === "string" && (version === "$Latest" || version === "$Default");
  return [
    ...(isLoose
      ? [
          {
            seen: `the launch template ${name} is used in its version ${version}`,
            todo: "name the number of its version",
          },
        ]
      : []),
    ...Object.values(value).flatMap(launchTemplatesIn),
  ];
}

const downloads =
  /\b(curl|wget|aria2c|ftp|scp|rsync|git\s+clone|pip3?\s+install|(npm|pnpm)\s+(i|install|ci|add)|npx|yarn\s+add|apk\s+add|snap\s+install|gem\s+install|go\s+install|cargo\s+install|(apt|apt-get|yum|dnf|zypper|microdnf|tdnf|choco|brew)\s+(-\S+\s+)*(install|update|upgrade|in)|docker\s+(pull|run)|podman\s+(pull|run)|aws\s+s3(api)?\s+(cp|sync|mv|get-object)|Invoke-WebRequest|Invoke-RestMethod|iwr|irm|Install-Module|Install-Package|Start-BitsTransfer|DownloadFile|DownloadString)\b|https?:\/\/|\/dev\/tcp\//i;

/** Start-up scripts that download what nobody approved, in every place where a machine is described. */
export function userDataIn(properties: Objects, body: Objects): readonly Loose[] {
  const found = [...scriptsIn(properties)].map((script) => downloads.exec(script)?.[0]).find(Boolean);
  const init = objectIn(body["Metadata"])["AWS::CloudFormation::Init"];
  const fetched = init === undefined ? undefined : fetchedByInit(init);
  return [
    ...(found === undefined
      ? []
      : [
          {
            seen: `its UserData downloads something ("${found}")`,
            todo: "put it into the image, or fetch it by digest through an asset",
          },
        ]),
    ...(fetched === undefined
      ? []
      : [
          {
            seen: `its AWS::CloudFormation::Init downloads something ("${fetched}")`,
            todo: "put it into the image, or write the file's content into the template",
          },
        ]),
  ];
}

/** Every script under a `UserData`, as text: plain, in base64, or joined of parts. */
function* scriptsIn(value: Value): Generator<string> {
  if (isList(value)) for (const inner of value) yield* scriptsIn(inner);
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "UserData")
      for (const one of alternatives(inner)) for (const text of textsIn(one)) yield decoded(text);
    else yield* scriptsIn(inner);
  }
}

/** What cfn-init fetches (CloudFormation user guide, "AWS::CloudFormation::Init"): packages, archives, files by URL, commands. */
function fetchedByInit(value: Value): string | undefined {
  if (isList(value)) return value.map(fetchedByInit).find((one) => one !== undefined);
  if (!isObject(value)) return typeof value === "string" ? downloads.exec(value)?.[0] : undefined;
  const text = written(value);
  if (text !== null) return downloads.exec(text)?.[0];
  for (const [key, inner] of Object.entries(value)) {
    const isFilled = Object.keys(objectIn(inner)).length > 0;
    if ((key === "packages" || key === "sources") && isFilled) return key;
    const within = fetchedByInit(inner);
    if (within !== undefined) return within;
  }
  return undefined;
}

function decoded(text: string): string {
  const plain = Buffer.from(text, "base64").toString("utf8");
  return /^[\t\n\r\x20-\x7E]*$/.test(plain) && plain !== "" ? plain : text;
}
