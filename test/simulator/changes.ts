import { readFileSync } from "node:fs";
import { canonicalJson, sha256 } from "../../lib/domain/canonical.ts";
import { type Asset, placeholder } from "../../lib/domain/change/assets.ts";
import type { ChangeSubmitted } from "../../lib/domain/change/events.ts";
import { type Change, changeDigest, runIdOf, type Step } from "../../lib/domain/change/manifest.ts";
import { type Environment, environments, type Part } from "../../lib/domain/environment.ts";
import { type Plan, parsePlan, planDigest } from "../../lib/plan/schema.ts";
import type { World } from "./world.ts";

/** Which parts the environments of a world have. */
export type Parts = Readonly<Record<Environment, readonly Part[]>>;

/** The fewest parts with which every rule of 21.03 has something to be about: kept and torn down, logs, ingress. */
export const smallParts: Parts = {
  development: ["network", "compute"],
  staging: ["network", "compute"],
  production: ["network", "logging", "compute", "ingress"],
};

/** Fewer still: what random search can afford a hundred thousand times. */
export const tinyParts: Parts = {
  development: ["compute"],
  staging: ["compute"],
  production: ["network", "compute", "ingress"],
};

/** The parts that an ordinary application has: all of 21.03's in production, and what they need elsewhere. */
export const ordinaryParts: Parts = {
  development: ["network", "logging", "storage", "database", "compute"],
  staging: ["network", "logging", "storage", "database", "compute"],
  production: ["network", "logging", "storage", "database", "compute", "monitoring", "ingress"],
};

/** One check that the world's resources can answer, per environment. */
const checkOf: Readonly<Record<Environment, string>> = {
  development: "access-restricted",
  staging: "security-checks-passing",
  production: "no-public-access-before-validation",
};

const gateHours = 0.5;
const dora = { name: "Dora", address: "dora@example.com" };

/** How one step's template differs from the plain one. */
export type Twist = {
  readonly environment: Environment;
  readonly part: Part;
  /**
   * Its operations that fail; `validation`: it is made, and does not hold; `refused`: CloudFormation does not take it.
   */
  readonly fails?: "create" | "update" | "update-rollback" | "delete" | "validation" | "refused";
  /** Its bucket has something in it as soon as it is there. */
  readonly full?: true;
  /** Another version of its resources, which updates the deployed ones. */
  readonly version?: number;
  readonly seconds?: number;
};

/** What a change is made of. */
export type Shape = {
  readonly commit?: number;
  readonly attempt?: number;
  readonly version?: number;
  readonly twists?: readonly Twist[];
  /** @default smallParts */
  readonly parts?: Parts;
  /** The template of a step where it is to be another than the plain one. */
  readonly templateOf?: (environment: Environment, part: Part) => string | undefined;
  /** Whose commit it is. @default Dora */
  readonly author?: Change["commit"]["author"];
  /** The texts of the files that every environment needs. */
  readonly files?: readonly string[];
  /** Changes the change before it is submitted. */
  readonly edit?: (change: Change) => Change;
};

const shortestSeconds = 0.4;

/** Parts that a rollback of production deletes. */
const tornDown: readonly Part[] = ["compute", "monitoring", "ingress"];

/** The same template, in which nothing holds data where a rollback deletes it: a bucket there is a subnet. */
const withoutData = (part: Part, template: string): string =>
  tornDown.includes(part) ? template.replaceAll('"AWS::S3::Bucket"', '"AWS::EC2::Subnet"') : template;

/** The template of a step: one resource that says how it is made, and how it goes. */
export function templateOf(
  environment: Environment,
  part: Part,
  { version = 1, twists = [] }: Shape,
): string {
  const mine = twists.filter((twist) => twist.environment === environment && twist.part === part);
  const fails = mine.flatMap((twist) => twist.fails ?? []);
  const twisted = mine.find((twist) => twist.version !== undefined)?.version;
  const own = { Properties: { Version: twisted ?? version } };
  const isPublic = tornDown.includes(part) ? { mapsPublicIp: true } : { publicAccessBlocked: false };
  const facts = fails.includes("validation") ? { Facts: isPublic } : {};
  const full = mine.some((twist) => twist.full) ? { Full: true } : {};
  const operations = {
    seconds: mine.find((twist) => twist.seconds !== undefined)?.seconds ?? shortestSeconds,
    fails: fails.filter((kind) => kind !== "validation" && kind !== "refused"),
    refused: fails.includes("refused"),
  };
  // Also the resource differs where its operations do: CloudFormation does not update a template's metadata by itself.
  const Metadata = { ...facts, ...full, World: operations };
  const bucket = { Type: "AWS::S3::Bucket", ...own, Metadata };
  return JSON.stringify({
    Description: `${environment} ${part}`,
    Metadata: { World: operations },
    Resources: {
      Bucket: bucket,
      ...(part === "network" ? { Network: { Type: "AWS::EC2::VPC", Properties: {} } } : {}),
      ...(part === "logging" ? { LogGroup: { Type: "AWS::Logs::LogGroup", ...own } } : {}),
      ...(part === "ingress"
        ? { LoadBalancer: { Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", ...own } }
        : {}),
    },
  });
}

/** The shape of a change that has so many buckets in development's storage. */
export const withBuckets = (count: number): Shape => ({
  templateOf: (environment, part) => {
    if (environment !== "development" || part !== "storage") return undefined;
    const template = JSON.parse(templateOf(environment, part, {})) as { Resources: Record<string, object> };
    const bucket = template.Resources["Bucket"] ?? {};
    for (let index = 1; index < count; index += 1) template.Resources[`Bucket${index}`] = bucket;
    return JSON.stringify(template);
  },
});

/**
 * The plan of the world: 21.03 with the parts that the world's changes have and checks that its resources answer. Its
 * gates expire after half an hour unless `edit` says otherwise.
 */
export function worldPlan(parts: Parts = smallParts, edit: (plan: Plan) => void = () => undefined): Plan {
  const plan = parsePlan(readFileSync(new URL("../../lib/plan/21.03.json", import.meta.url), "utf8"));
  for (const environment of plan.environments) {
    environment.parts = [...parts[environment.name]];
    environment.checks = [
      { id: checkOf[environment.name], clause: environment.clause, text: "The world's check" },
    ];
  }
  for (const gate of Object.values(plan.gates)) gate.expiresAfterHours = gateHours;
  edit(plan);
  return plan;
}

/** The file that has this text, where the templates of an environment expect it. */
export const assetOf = (text: string, index = 0): Asset => ({
  name: `Function${index}/Code`,
  digest: sha256(text),
  bytes: text.length,
  bucketName: `cdk-hnb659fds-assets-${placeholder("AccountId")}-${placeholder("Region")}`,
  objectKey: `${sha256(`source of ${text}`)}.zip`,
});

/** A change of that shape, with its templates by digest. */
export function changeOf(
  application: string,
  shape: Shape = {},
): { readonly change: Change; readonly templates: ReadonlyMap<string, string> } {
  const templates = new Map<string, string>();
  const {
    commit = 1,
    attempt = 1,
    parts = smallParts,
    author = dora,
    files = [],
    edit = (change) => change,
  } = shape;
  const assets = files.map(assetOf);
  const sha = sha256(`commit ${commit}`).slice(0, 40);
  const stepsOf = (environment: Environment): Step[] =>
    parts[environment].map((part, index, all) => {
      const template = withoutData(
        part,
        shape.templateOf?.(environment, part) ?? templateOf(environment, part, shape),
      );
      templates.set(sha256(template), template);
      return {
        step: part,
        part,
        stackName: `${application}-${environment}-${part}`,
        templateDigest: sha256(template),
        parameters: {},
        tags: {},
        dependsOn: all.slice(Math.max(0, index - 1), index),
      };
    });
  const [development = [], staging = [], production = []] = environments.map(stepsOf);
  const change: Change = {
    application,
    repository: "example/shop",
    attempt,
    commit: {
      sha,
      subject: `feat: commit ${commit}`,
      author,
      committer: author,
      coAuthors: [],
      parents: commit > 1 ? [sha256(`commit ${commit - 1}`).slice(0, 40)] : [],
      committedAt: "2026-11-24T09:00:00.000Z",
    },
    contributors: { since: null, people: [author] },
    environments: { development, staging, production },
    ...(files.length === 0 ? {} : { assets: { development: assets, staging: assets, production: assets } }),
  };
  return { change: edit(change), templates };
}

/** A change as it was submitted. */
export type Submitted = {
  readonly runId: string;
  readonly change: Change;
  readonly detail: ChangeSubmitted;
};

/** Uploads a change and its plan by digest. */
export function upload(world: World, shape: Shape = {}, plan: Plan = worldPlan(shape.parts)): Submitted {
  const { change, templates } = changeOf(world.application, shape);
  const keep = (bytes: string) => {
    const key = `by-digest/${sha256(bytes)}`;
    if (world.s3.body(key) === undefined) world.s3.overwrite(key, bytes);
  };
  for (const bytes of [...templates.values(), ...(shape.files ?? [])]) keep(bytes);
  keep(canonicalJson(change));
  keep(canonicalJson(plan));
  const detail: ChangeSubmitted = {
    version: 1,
    changeDigest: changeDigest(change),
    planDigest: planDigest(plan),
    door: "submit",
  };
  return { runId: runIdOf(change), change, detail };
}

/** Uploads a change and its plan, and puts their event on the bus. */
export function submit(world: World, shape: Shape = {}, plan: Plan = worldPlan(shape.parts)): Submitted {
  const submitted = upload(world, shape, plan);
  world.events.put({ source: "interlock", "detail-type": "Change Submitted", detail: submitted.detail });
  return submitted;
}
