import { assemblyOf } from "../../../lib/command-line/submission/assembly.ts";
import type { CheckedChange } from "../../../lib/command-line/submission/check-change.ts";
import { changeOf } from "../../../lib/command-line/submission/submit.ts";
import { canonicalJson, sha256 } from "../../../lib/domain/canonical.ts";
import type { ChangeSubmitted } from "../../../lib/domain/change/events.ts";
import { type Change, changeDigest } from "../../../lib/domain/change/manifest.ts";
import type { Candidate } from "../../../lib/domain/change/rules/candidate.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import type { BundleParts } from "../../../lib/domain/records/bundle.ts";
import { causeOf } from "../../../lib/domain/run/cause.ts";
import { verdictOf } from "../../../lib/domain/run/verdict.ts";
import { planDigest } from "../../../lib/plan/schema.ts";
import { places } from "../../simulator/accounts/environment-accounts.ts";
import { withoutSweep } from "../../simulator/execution-hooks.ts";
import { application, finish, read } from "../../simulator/runs.ts";
import { synthesisedTemplate } from "../../simulator/template.ts";
import { readBlueprint, World } from "../../simulator/world.ts";
import { bytesOf, partsOf, verify } from "../tamper/bundles.ts";

/** How a run of an ordinary application ended in the account in memory. */
export type SimulatedRun = {
  readonly verdict: string;
  /** Why it was rolled back; empty if it was not. */
  readonly cause: string;
  /** Whether the verifier finds nothing in its bundle. */
  readonly isSound: boolean;
  readonly bundle: BundleParts;
};

/** An installation of that application in the account in memory, which carries out plan `application`. */
export async function installationFor(name: string): Promise<World> {
  // The control plane's template names its functions and machines after the application that it was synthesised for.
  const template = JSON.stringify(await synthesisedTemplate()).replaceAll(application, name);
  const world = new World(await readBlueprint(JSON.parse(template)), { settings: { plan: "application" } });
  withoutSweep(world);
  return world;
}

/** A candidate whose environments are where the account in memory has them, wherever its Stages say. */
function inMemory(candidate: Candidate): Candidate {
  const of = (environment: Environment): Candidate["environments"][Environment] =>
    candidate.environments[environment].map((step) => {
      const { account, region } = places[environment];
      const moved = (text: string, from: string | null, to: string) =>
        from === null ? text : text.replaceAll(from, to);
      return {
        ...step,
        account,
        region,
        template: moved(moved(step.template, step.account, account), step.region, region),
      };
    });
  return {
    ...candidate,
    environments: { development: of("development"), staging: of("staging"), production: of("production") },
  };
}

/**
 * Takes a checked commit through the plan in the account in memory. The account keeps texts, so each file stands there for its own
 * bytes by a text of its own.
 */
export async function simulatedRun(
  world: World,
  { candidate, built, commit, plan }: CheckedChange,
): Promise<SimulatedRun> {
  if (commit === null) throw new Error("a run needs a commit");
  const assembly = assemblyOf(inMemory(candidate), built);
  const textOf = (digest: string) => `the bytes of ${digest}`;
  const stored = changeOf(commit, assembly, 1);
  const change: Change = {
    ...stored,
    ...(stored.assets === undefined
      ? {}
      : {
          assets: {
            development: stored.assets.development.map(standIn),
            staging: stored.assets.staging.map(standIn),
            production: stored.assets.production.map(standIn),
          },
        }),
  };
  function standIn<T extends { readonly digest: string }>(asset: T): T {
    return { ...asset, digest: sha256(textOf(asset.digest)) };
  }
  const texts = [
    ...assembly.templates.values(),
    canonicalJson(change),
    canonicalJson(plan),
    ...environments
      .flatMap((environment) => stored.assets?.[environment] ?? [])
      .map(({ digest }) => textOf(digest)),
  ];
  for (const text of texts)
    if (world.s3.body(`by-digest/${sha256(text)}`) === undefined)
      world.s3.overwrite(`by-digest/${sha256(text)}`, text);
  const detail: ChangeSubmitted = {
    version: 1,
    changeDigest: changeDigest(change),
    planDigest: planDigest(plan),
    door: "submit",
  };
  const { runId } = await world.call("start-run", { detail });
  await finish(world);
  const { entries } = await read(world, runId);
  const verdict = verdictOf(entries);
  const bundle = await partsOf(world, runId);
  return {
    verdict,
    cause: verdict === "SUCCEEDED" ? "" : causeOf(entries),
    isSound: verify(bytesOf(bundle)).findings.length === 0,
    bundle,
  };
}
