import type { Environment } from "../../environment.ts";
import { isMutable, referencesIn, targetOf } from "../prediction/references.ts";
import type { Refusal } from "../refusal.ts";
import { isSsmParameter } from "../template/parameters.ts";
import { isList, isObject, objectIn, type Value } from "../template/values.ts";
import { type Context, type ReadStep, type Rule, type RuledResource, resourcesOf } from "./candidate.ts";

/** The parameter of CDK's default synthesizer, which only tells whether the account is prepared. */
const bootstrapParameter = "BootstrapVersion";
const bootstrapKey = /^\/cdk-bootstrap\/[A-Za-z0-9_-]+\/version$/;

/** Something that may mean another thing after it was approved. */
type Mutable = {
  readonly where: string;
  readonly seen: string;
  readonly todo: string;
  /** The dynamic reference that can be bound to what it stands for now; null if nothing can be read beforehand. */
  readonly reference: string | null;
};

/** A mutable reference of a step. */
export type MutableReference = Mutable & { readonly environment: Environment; readonly step: string };

/** Everything in these steps that may mean another thing after it was approved. */
export const mutableReferencesIn = (steps: readonly ReadStep[]): readonly MutableReference[] =>
  steps.flatMap((step) =>
    [...parametersOf(step), ...resourcesOf(step).flatMap(inResource)].map((one) => ({
      ...one,
      environment: step.environment,
      step: step.step,
    })),
  );

/**
 * What is approved must be what is deployed. References whose target may change afterwards are refused under plan 21.03.
 * Other plans bind each to what it stands for when the run opens, and announce what cannot be bound.
 */
export const mutableReferences: Rule = (steps, { demands }: Context) => {
  const told = ({ where, seen }: Mutable, todo: string): Refusal => ({
    rule: "mutable-reference",
    where,
    seen,
    todo,
  });
  const found = mutableReferencesIn(steps);
  return demands.mutableReferences === "refused"
    ? { refusals: found.map((one) => told(one, one.todo)), unknown: [] }
    : {
        refusals: [],
        unknown: found.map((one) =>
          told(
            one,
            one.reference === null
              ? `it cannot be bound, so the approvers are told; ${one.todo}`
              : "what it stands for is read when the run opens, and the run stops if it has moved",
          ),
        ),
      };
};

/** Parameters whose value CloudFormation reads from SSM. */
function parametersOf(step: ReadStep): readonly Mutable[] {
  return Object.entries(objectIn(step.document["Parameters"])).flatMap(([name, declaration]) => {
    const { Type, Default } = objectIn(declaration);
    const key = step.parameters[name] ?? String(Default ?? "");
    if (typeof Type !== "string" || !isSsmParameter(Type)) return [];
    if (name === bootstrapParameter && bootstrapKey.test(key)) return [];
    return [
      {
        where: step.path,
        seen: `the parameter ${name} is read from the SSM parameter ${key}`,
        todo: "write the value into the template when you synthesise",
        reference: bindable(`{{resolve:ssm:${key}}}`),
      },
    ];
  });
}

function inResource(resource: RuledResource): readonly Mutable[] {
  const { properties, where } = resource;
  const references = [...referencesIn(properties)].flatMap((reference) =>
    reference.kind === "dynamic" && isMutable(reference.text) && !isOwnSecret(reference.text)
      ? [
          {
            where,
            seen: `${reference.text} names no version`,
            todo: "name a version in the reference",
            reference: bindable(reference.text),
          },
        ]
      : [],
  );
  return [...references, ...imagesIn(properties, where), ...codeIn(resource), ...userDataIn(resource)];
}

const bindable = (reference: string): string | null => (targetOf(reference) === null ? null : reference);

/** A secret of the stack itself is referred to by its ARN, which is known only once it exists. */
const isOwnSecret = (text: string): boolean => /^\{\{resolve:secretsmanager:\$\{/.test(text);

// Properties that name a container image, in every type that runs one.
const imageProperties = new Set(["Image", "ImageUri", "ImageIdentifier"]);
const digest = /@sha256:[0-9a-f]{64}$/;
const looksLikeImage = /^[a-z0-9][\w.:/-]*\/[\w./-]+(:[\w.-]+)?$|^[a-z0-9][\w.-]*:[\w.-]+$/i;

/** Container images that are named by a tag. */
function imagesIn(value: Value, where: string): readonly Mutable[] {
  if (isList(value)) return value.flatMap((inner) => imagesIn(inner, where));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (!imageProperties.has(key)) return imagesIn(inner, where);
    const text = typeof inner === "string" ? inner : lastText(inner);
    if (text === null || digest.test(text)) return typeof inner === "string" ? [] : imagesIn(inner, where);
    if (typeof inner === "string" && !looksLikeImage.test(inner)) return [];
    return [
      {
        where,
        seen: `the image ${typeof inner === "string" ? inner : JSON.stringify(inner)} is named by a tag`,
        todo: "name it by its digest (name@sha256:...)",
        reference: null,
      },
    ];
  });
}

/** The last literal text of a value that CloudFormation joins: an image's tag or digest stands at its end. */
function lastText(value: Value): string | null {
  const call = isObject(value) ? Object.values(value)[0] : value;
  const texts = JSON.stringify(call ?? null).match(/"([^"\\]*)"/g) ?? [];
  const last = texts.at(-1);
  return last === undefined ? null : last.slice(1, -1);
}

const contentAddressed = /[0-9a-f]{64}/;

/** Code and templates that are fetched by a key which may hold other bytes later. */
function codeIn({ type, properties, where }: RuledResource): readonly Mutable[] {
  const { S3Key, S3ObjectVersion } = { ...objectIn(properties["Code"]), ...objectIn(properties["Content"]) };
  if (!/^AWS::(Lambda|Synthetics|Serverless)::/.test(type) || typeof S3Key !== "string") return [];
  return S3ObjectVersion !== undefined || contentAddressed.test(S3Key)
    ? []
    : [
        {
          where,
          seen: `the code is fetched from ${S3Key}, without a version`,
          todo: "name S3ObjectVersion, or let the CDK make an asset of it",
          reference: null,
        },
      ];
}

const downloads =
  /\b(curl|wget|aria2c|git\s+clone|pip3?\s+install|npm\s+(i|install|ci)|yarn\s+add|apt(-get)?\s+(-y\s+)?(install|update|upgrade)|yum\s+(-y\s+)?(install|update)|dnf\s+(-y\s+)?install|docker\s+(pull|run)|aws\s+s3\s+(cp|sync)|Invoke-WebRequest|iwr|Start-BitsTransfer)\b|https?:\/\//i;

/** Start-up scripts that download what nobody approved. */
function userDataIn({ properties, where }: RuledResource): readonly Mutable[] {
  const data = properties["UserData"] ?? objectIn(properties["LaunchTemplateData"])["UserData"];
  if (data === undefined) return [];
  const text = typeof data === "string" ? decoded(data) : JSON.stringify(data);
  const [found] = downloads.exec(text) ?? [];
  return found === undefined
    ? []
    : [
        {
          where,
          seen: `its UserData downloads something ("${found}")`,
          todo: "put it into the image, or fetch it by digest through an asset",
          reference: null,
        },
      ];
}

function decoded(text: string): string {
  const plain = Buffer.from(text, "base64").toString("utf8");
  return /^[\t\n\r\x20-\x7E]*$/.test(plain) && plain !== "" ? plain : text;
}
