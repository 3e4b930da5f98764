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
    const text = written(one) ?? "";
    if (digest.test(text) || machineImage.test(text)) return [];
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
  ...new Set([...imageValues(value)].map((one) => written(one) ?? "").filter((text) => digest.test(text))),
];

// Properties whose value names a file by its address that the service runs or reads as code.
const located =
  /^(Code|Content|((Body|Code|Definition|(Request|Response)MappingTemplate)S3)Location|ScriptLocation|CodeUri|DefinitionUri|TemplateURL|LoadTemplateFromURL|SchemaHandlerPackage|ModulePackage|Jar)$/;
const isAddress = /^(s3|https?):\/\//i;
// An object in a bucket: where a template names one, the service reads it.
const buckets = ["S3Bucket", "S3BucketName", "Bucket", "BucketArn", "BucketARN"];
const keys = ["S3Key", "S3ObjectKey", "Key", "FileKey"];
const versions = ["S3ObjectVersion", "Version", "ObjectVersion", "VersionId"];
// In a bucket without versions, every object has the version "null", whatever its bytes (S3 user guide, "How S3 Versioning works").
const isVersion = (value: Value = ""): boolean =>
  alternatives(value).every((one) => !["", "null", `\${AWS::NoValue}`].includes(written(one) ?? ""));

/** Code and templates that are fetched by a key which may hold other bytes later. `isCode`: whether a key alone tells that. */
export function codeIn(value: Value, account: string | null, isCode = false): readonly Loose[] {
  if (isList(value)) return value.flatMap((inner) => codeIn(inner, account, isCode));
  if (!isObject(value)) return [];
  const named = (names: readonly string[]) =>
    names.map((name) => value[name]).find((one) => one !== undefined);
  const [bucket, key] = [named(buckets), named(keys)];
  if (key !== undefined && (bucket !== undefined || isCode)) {
    const isLoose = !versions.some((name) => isVersion(value[name])) && !isAsset(bucket ?? "", key, account);
    return isLoose ? [without(written(key) ?? JSON.stringify(key))] : [];
  }
  return Object.entries(value).flatMap(([name, inner]) => [
    ...alternatives(inner)
      .map((one) => written(one) ?? "")
      .filter((text) => located.test(name) && isAddress.test(text) && !isAssetAt(text, account))
      .map(without),
    ...codeIn(inner, account, located.test(name) || (isCode && name === "Fn::If")),
  ]);
}

// An asset of the CDK lies under the digest of its bytes, in the account's own bucket, whose objects are never replaced by a run.
const assetBucket =
  /^(?:arn:[^:]*:s3:::)?cdk-hnb659fds-assets-(\d+|\$\{AWS::AccountId\})-([a-z0-9-]|\$\{AWS::Region\})+$/;
const assetKey = /^([\w-]+\/)*[0-9a-f]{64}(\.\w+)*$/;
const assetAddress =
  /^(?:s3:\/\/|https:\/\/s3\.[^/]*(?:amazonaws\.com(?:\.cn)?|\$\{AWS::URLSuffix\})\/)([^/]+)\/(.+)$/;

/** Whether an object is an asset that the submitter published. */
function isAsset(bucket: Value, key: Value, account: string | null): boolean {
  const owner = assetBucket.exec(written(bucket) ?? "")?.[1];
  return (owner === account || owner === `\${AWS::AccountId}`) && assetKey.test(written(key) ?? "");
}

function isAssetAt(address: string, account: string | null): boolean {
  const found = assetAddress.exec(address);
  return found !== null && isAsset(found[1] ?? "", found[2] ?? "", account);
}

const without = (place: string): Loose => ({
  seen: `the code is fetched from ${place}, without a version`,
  todo: "name the version of the object, or let the CDK make an asset of it",
});

// Properties that use a launch template: without a version, they use the default one (Batch and EKS API references).
const usesTemplate = /^LaunchTemplate(Specification)?$/;
const defaultVersion = "$Default";
const movingVersions: readonly Value[] = ["$Latest", defaultVersion];

/** Launch templates of others, used in whatever version is the newest or the default one (EC2 API reference, LaunchTemplateSpecification). */
export function launchTemplatesIn(value: Value, at = ""): readonly Loose[] {
  if (isList(value)) return value.flatMap((inner) => launchTemplatesIn(inner, at));
  if (!isObject(value)) return [];
  const uses = usesTemplate.test(at);
  const name =
    value["LaunchTemplateId"] ??
    value["LaunchTemplateName"] ??
    (uses ? (value["Id"] ?? value["Name"]) : null);
  const version = value["Version"] ?? (uses ? defaultVersion : null);
  const moving = alternatives(version).filter((one) => movingVersions.includes(one));
  const names = alternatives(name ?? null).filter((one) => typeof one === "string");
  return [
    ...names.flatMap((one) =>
      moving.map((which) => ({
        seen: `the launch template ${one} is used in its version ${which}`,
        todo: "name the number of its version",
      })),
    ),
    ...Object.entries(value).flatMap(([key, inner]) => launchTemplatesIn(inner, key)),
  ];
}

const downloads =
  /\b(curl|wget|aria2c|ftp|scp|rsync|git\s+clone|pip3?\s+install|(npm|pnpm)\s+(i|install|ci|add)|npx|yarn\s+add|apk\s+add|snap\s+install|gem\s+install|go\s+install|cargo\s+install|(apt|apt-get|yum|dnf|zypper|microdnf|tdnf|choco|brew)\s+(-\S+\s+)*(install|update|upgrade|in)|docker\s+(pull|run)|podman\s+(pull|run)|aws\s+s3(api)?\s+(cp|sync|mv|get-object)|Invoke-WebRequest|Invoke-RestMethod|iwr|irm|Install-Module|Install-Package|Start-BitsTransfer|DownloadFile|DownloadString)\b|https?:\/\/|\/dev\/tcp\/|^(packages|package_update|package_upgrade|snap|yum_repos):/im;
// What cloud-init unpacks before it runs it: nobody can read it here (cloud-init, "User-Data Formats").
const packed = /^H4sI|^content-transfer-encoding:\s*base64/im;

/** Start-up scripts that download what nobody approved, in every place where a machine is described. */
export function userDataIn(properties: Objects, body: Objects): readonly Loose[] {
  const scripts = [...scriptsIn(properties)];
  const found = scripts.map(downloadIn).find((one) => one !== undefined);
  const init = objectIn(body["Metadata"])["AWS::CloudFormation::Init"];
  const fetched = fetchedByInit(init ?? null);
  return [
    ...(scripts.some((script) => packed.test(script))
      ? [{ seen: "its UserData is packed, so nobody can read it", todo: "write the script out" }]
      : []),
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
      for (const one of alternatives(inner)) for (const text of textsIn(one)) yield* [text, decoded(text)];
    else yield* scriptsIn(inner);
  }
}

/** What a script downloads with; undefined if nothing. */
const downloadIn = (script: string): string | undefined => downloads.exec(script)?.[0];

/** What cfn-init fetches (CloudFormation user guide, "AWS::CloudFormation::Init"): packages, archives, files by URL, commands. */
function fetchedByInit(value: Value): string | undefined {
  const text = written(value);
  if (text !== null) return downloadIn(text);
  if (isList(value)) return value.map(fetchedByInit).find((one) => one !== undefined);
  return Object.entries(objectIn(value))
    .map(([key, inner]) => (isFetched(key, inner) ? key : fetchedByInit(inner)))
    .find((one) => one !== undefined);
}

/** Whether a section of cfn-init fetches whatever it names. */
const isFetched = (section: string, of: Value): boolean =>
  (section === "packages" || section === "sources") && Object.keys(objectIn(of)).length > 0;

/** What a text says if it is in base64; nothing if it is not. */
const decoded = (text: string): string =>
  /^[A-Za-z0-9+/\s]+=*\s*$/.test(text) ? Buffer.from(text, "base64").toString("utf8") : "";
