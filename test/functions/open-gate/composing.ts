import { composeDossier } from "../../../functions/open-gate/compose-dossier.ts";
import { canonicalJson, sha256 } from "../../../lib/domain/canonical.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import type { FactOf } from "../../../lib/domain/records/facts.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import type { Contributors } from "../../../lib/shared-use-cases/contributors.ts";
import { intended } from "../../fixtures/sample-facts.ts";
import { deployByHand } from "../../simulator/by-hand.ts";
import { existAsWanted } from "../../simulator/opened-gate.ts";
import { OpenedRun, partsOf, type Wanted, type WantedStep } from "../../simulator/opened-run.ts";

/** What an intent to provision a step says. */
export type Intent = FactOf<"provision-step", "intent">["detail"];

/** Who contributed to the change. */
export const people = [{ name: "Dora", address: "dora@example.com" }];
/** A template with these resources. */
export const template = (resources: object) => JSON.stringify({ Resources: resources });
/** A bucket, as a template declares it. */
export const bucket = (Properties: object = {}) => ({ Type: "AWS::S3::Bucket", Properties });
/** The template that the change has for storage. */
export const wanted = template({ Data: bucket({ BucketName: "new" }) });
/** The template that storage had before. */
export const before = template({ Data: bucket({ BucketName: "old" }), Other: bucket() });
/** The digest of a stack that is deployed from this template alone. */
export const deployed = (text: string) =>
  deployedDigest({ templateDigest: sha256(text), parameters: {}, tags: {} });

/** Every step of 21.03; `templateOf` says its template, or undefined for an ordinary one. */
export const allSteps = (templateOf: (environment: Environment, part: string) => string | undefined) =>
  Object.fromEntries(
    environments.map((environment) => [
      environment,
      partsOf[environment].map((part): WantedStep => ({ part, template: templateOf(environment, part) })),
    ]),
  );

/** A run all of whose environments exist as wanted. */
export async function composing(of: Wanted = {}) {
  const run = await OpenedRun.begin(of);
  for (const environment of environments) existAsWanted(run, environment);
  const { installation, plan, change } = run;
  const compose = (
    gate: Gate,
    {
      again = null,
      adopted = null,
    }: { readonly again?: string | null; readonly adopted?: Contributors["adopted"] } = {},
  ) =>
    installation.does(async () =>
      composeDossier(
        installation.ports("open-gate"),
        gate,
        { plan, change, run: await run.written() },
        { contributors: { people, adopted }, expiresAtMs: 4_711, again },
      ),
    );
  const step = async (gate: Gate, name: string) => {
    const found = (await compose(gate)).steps.find(({ step: of }) => of === name);
    if (found === undefined) throw new Error(`no step ${name}`);
    return found;
  };
  const deploy = (stackName: string, text: string) => deployByHand(run.cloudFormation, stackName, text);
  return { run, installation, plan, change, compose, step, deploy };
}

/** Storage of production has a template of its own; every other step is deployed as it is wanted. */
export const wantsStorage: Wanted = {
  steps: allSteps((environment, part) =>
    environment === "production" && part === "storage" ? wanted : undefined,
  ),
};

/** The intent about production's storage, under its operation's own token. */
export const intent = (operation: Intent["operation"], more: Partial<Intent> = {}) =>
  intended("production/storage", { operation, token: operation, ...more });
/** Keeps a baseline of this template. Returns its digest. */
export const kept = (run: OpenedRun, text: string) =>
  run.keep(canonicalJson({ template: text, parameters: {}, tags: {}, previous: [] }));
