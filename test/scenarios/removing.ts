import { sha256 } from "../../lib/domain/canonical.ts";
import type { Step } from "../../lib/domain/change/manifest.ts";
import { type Environment, environments, type Part } from "../../lib/domain/environment.ts";
import { type Fact, isFact } from "../../lib/domain/records/facts.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import type { Shape } from "../simulator/changes.ts";
import { application, install, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

/** A template of one topic, unless it says otherwise. */
export const template = (more: object = {}, resources: object = { Topic: { Type: "AWS::SNS::Topic" } }) =>
  JSON.stringify({ Resources: resources, ...more });

/** A step that every environment may have besides its ordinary ones. */
export type Extra = {
  readonly step: string;
  readonly part?: Part;
  readonly template?: string;
  readonly dependsOn?: readonly string[];
  readonly in?: readonly Environment[];
};

/** A change with these steps besides the ordinary ones. */
export function withSteps(world: World, extras: readonly Extra[], shape: Shape = {}): Shape {
  for (const { template: text = template() } of extras)
    if (world.s3.body(`by-digest/${sha256(text)}`) === undefined)
      world.s3.overwrite(`by-digest/${sha256(text)}`, text);
  const stepsOf = (environment: Environment): readonly Step[] =>
    extras
      .filter(({ in: only = environments }) => only.includes(environment))
      .map(({ step, part = "monitoring", template: text = template(), dependsOn = [] }) => ({
        step,
        part,
        stackName: `${application}-${environment}-${step}`,
        templateDigest: sha256(text),
        parameters: {},
        tags: {},
        dependsOn: [...dependsOn],
      }));
  return {
    ...shape,
    edit: (change) => ({
      ...change,
      environments: {
        development: [...change.environments.development, ...stepsOf("development")],
        staging: [...change.environments.staging, ...stepsOf("staging")],
        production: [...change.environments.production, ...stepsOf("production")],
      },
    }),
  };
}

/** A step that a later change leaves out. */
export const audit: Extra = { step: "audit" };

/** An installation whose last run deployed these steps besides the ordinary ones. */
export async function having(...extras: readonly Extra[]): Promise<World> {
  const world = install();
  expect((await take(world, withSteps(world, extras))).verdict).toBe("SUCCEEDED");
  return world;
}

/** A run of a change that has the ordinary steps alone. */
export const without = (world: World, shape: Shape = {}) => take(world, { attempt: 2, ...shape });

/** Why a run was refused; undefined if it was not. */
export const refusalOf = (entries: readonly Fact[]) =>
  entries.find(isFact("refuse-run", "observation"))?.detail.reason;

/** What a verifier finds in the records of a run. */
export async function findingsIn(world: World, runId: string) {
  return verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem }).findings;
}
