import { readFileSync } from "node:fs";
import { sha256 } from "../../../lib/domain/canonical.ts";
import { type Asset, placeholder } from "../../../lib/domain/change/assets.ts";
import type { Change } from "../../../lib/domain/change/manifest.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { causeOf } from "../../../lib/domain/run/cause.ts";
import { verdictOf } from "../../../lib/domain/run/verdict.ts";
import { type Plan, parsePlan } from "../../../lib/plan/schema.ts";
import { whenEntering } from "../../simulator/execution-hooks.ts";
import { application, install, read, take } from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";
import { bytesOf, partsOf, verify } from "../tamper/bundles.ts";

/** What is replaced: the kept bytes, the object that templates name, or the code that Lambda runs. */
export type Target = "our bucket" | "the environment's bucket" | "the running function";

/** One replacement: what, when, and by what. */
export type AssetAttack = {
  readonly target: Target;
  readonly environment: Environment;
  /** The state of the parent on whose entry it happens. */
  readonly at: string;
  /** Whether it concerns a function's code, or a file that something else reads. */
  readonly asset: "code" | "file";
  /** Whether the approved bytes are put back once the environment is provisioned. */
  readonly hides: boolean;
};

/** What came of it. `sound`: the verifier has no finding, so the records tell what happened. */
export type Outcome = {
  readonly verdict: string;
  readonly cause: string;
  readonly found: boolean;
  readonly sound: boolean;
};

const evil = "code that nobody approved";
const texts = { code: "the approved code", file: "the approved file" } as const;

const assetIn = (environment: Environment, kind: "code" | "file"): Asset => ({
  name: kind === "code" ? "Create/Code" : "Site/Asset",
  digest: sha256(texts[kind]),
  bytes: texts[kind].length,
  bucketName: `cdk-hnb659fds-assets-${placeholder("AccountId")}-${placeholder("Region")}`,
  // The account in memory has one bucket for all environments.
  objectKey: `${environment}-${kind}.zip`,
});

const plan: Plan = parsePlan(
  readFileSync(new URL("../../../lib/plan/application.json", import.meta.url), "utf8"),
);

/** A change whose compute step has a function, and a file beside it. */
const shape = {
  parts: { development: ["compute"], staging: ["compute"], production: ["compute"] },
  templateOf: (environment: Environment) =>
    JSON.stringify({
      Description: environment,
      Metadata: { World: { seconds: 0.4 } },
      Resources: {
        Create: {
          Type: "AWS::Lambda::Function",
          Properties: { Code: { S3Bucket: "the-bucket", S3Key: assetIn(environment, "code").objectKey } },
        },
      },
    }),
  files: Object.values(texts),
  edit: (change: Change): Change => {
    const of = (environment: Environment) => [assetIn(environment, "code"), assetIn(environment, "file")];
    return {
      ...change,
      assets: { development: of("development"), staging: of("staging"), production: of("production") },
    };
  },
} as const;

/** The states in which each environment is published, provisioned, validated and confirmed. */
const course: Readonly<
  Record<Environment, { publish: string; provision: string; validate: string; confirm: readonly string[] }>
> = {
  development: {
    publish: "4.1 Publish development's assets",
    provision: "4.1 Provision development",
    validate: "4.2 Validate development",
    confirm: ["5.1 Confirm development validated and stable"],
  },
  staging: {
    publish: "5.2 Publish staging's assets",
    provision: "5.2 Provision staging",
    validate: "5.3 Validate staging",
    confirm: ["6.1 Confirm staging validated and stable"],
  },
  production: {
    publish: "6.2 Publish production's assets",
    provision: "6.2 Provision production, ingress closed",
    validate: "6.3 Validate production",
    confirm: ["6.3 Confirm production"],
  },
};

/** Every attack: each target in each environment, at every moment at which it can still make a difference. */
export const assetAttacks: readonly AssetAttack[] = environments.flatMap((environment) => {
  const { publish, provision, validate, confirm } = course[environment];
  const attack = (
    target: Target,
    at: string,
    asset: "code" | "file" = "code",
    hides = false,
  ): AssetAttack => ({ target, environment, at, asset, hides });
  return [
    attack("our bucket", publish),
    attack("our bucket", publish, "file"),
    attack("the environment's bucket", publish),
    attack("the environment's bucket", publish, "file"),
    attack("the environment's bucket", provision),
    attack("the environment's bucket", provision, "file"),
    attack("the environment's bucket", provision, "code", true),
    attack("the environment's bucket", validate, "file"),
    attack("the running function", validate),
    ...confirm.map((at) => attack("the running function", at)),
    ...confirm.map((at) => attack("the environment's bucket", at, "file")),
  ];
});

/** Takes a run through the plan while one attack happens, and tells what came of it. */
export async function outcomeOf(attack: AssetAttack): Promise<Outcome> {
  const world = install({ plan: "application" });
  whenEntering(world, attack.at, () => replace(world, attack));
  if (attack.hides)
    whenEntering(world, course[attack.environment].validate, () =>
      world.s3.overwrite(keyOf(attack), texts[attack.asset]),
    );
  const { runId } = await take(world, shape as never, plan);
  const { entries } = await read(world, runId);
  const verdict = verdictOf(entries);
  const cause = causeOf(entries);
  return {
    verdict,
    cause,
    // Something that was replaced is found only if the run does not succeed, and says which file it was about.
    found: verdict === "ROLLED_BACK" && namesAsset(cause, attack),
    sound: verify(bytesOf(await partsOf(world, runId))).findings.length === 0,
  };
}

/** A run that nobody attacks: its verdict shows that the attacks, and nothing else, end the others. */
export async function undisturbed(): Promise<string> {
  const world = install({ plan: "application" });
  return (await take(world, shape as never, plan)).verdict;
}

const keyOf = ({ environment, asset }: AssetAttack): string => assetIn(environment, asset).objectKey;

const namesAsset = (cause: string, { environment, asset }: AssetAttack): boolean => {
  const { digest, name } = assetIn(environment, asset);
  return [digest.slice(0, 16), name].some((part) => cause.includes(part));
};

function replace(world: World, { target, environment, asset }: AssetAttack): void {
  if (target === "our bucket") world.s3.overwrite(`by-digest/${sha256(texts[asset])}`, evil);
  if (target === "the environment's bucket") world.s3.overwrite(assetIn(environment, asset).objectKey, evil);
  if (target === "the running function")
    world.cloudFormation.alter(`${application}-${environment}-compute`, "Create", {
      facts: { codeSha256: Buffer.from(sha256(evil), "hex").toString("base64") },
    });
}
