import { readFileSync } from "node:fs";
import { sha256 } from "../../../lib/domain/canonical.ts";
import { type Asset, placeholder } from "../../../lib/domain/change/assets.ts";
import { rehearsalTag } from "../../../lib/domain/change/rehearsal.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { type Gate, gates } from "../../../lib/domain/gates.ts";
import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { parsePlan } from "../../../lib/plan/schema.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { audit, withSteps } from "../../scenarios/removing.ts";
import { approverOf } from "../../simulator/browser.ts";
import { type Shape, worldPlan } from "../../simulator/changes.ts";
import { whenEntering } from "../../simulator/execution-hooks.ts";
import { faultKinds, faultOf } from "../../simulator/faults.ts";
import {
  application,
  begin,
  changeByHand,
  failing,
  finish,
  install,
  planWith,
  rejectAt,
  resourceIds,
  sweep,
  take,
  takeUntil,
} from "../../simulator/runs.ts";
import { remove } from "../../simulator/table.ts";
import type { World } from "../../simulator/world.ts";
import { type Ended, rareKinds } from "./rare-kinds.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** An installation whose production was released by a first run. */
async function live(shape: Shape = {}): Promise<World> {
  const world = install();
  await take(world, shape);
  return world;
}

/** A second change of a live production. */
const second = (more: object = {}): Shape => ({
  commit: 2,
  twists: [{ environment: "production", part: "compute", version: 2, ...more } as const],
});

const ending = async (world: World, run: Promise<{ readonly runId: string }>): Promise<Ended> => ({
  world,
  runId: (await run).runId,
});

/** A run that waits at a gate, until what happens to it there has happened. */
async function atGate(gate: Gate, happens: (world: World, runId: string) => Promise<void>): Promise<Ended> {
  const world = install();
  world.people.says = (asked) => (asked === gate ? null : { decision: "approve", afterMs: minuteMs });
  const { runId } = await begin(world);
  const isOpen = () => world.dynamodb.find(keys.gate(runId, gate)) !== undefined;
  await world.time.passUntil(isOpen, world.time.nowMs() + dayMs);
  await world.pass(minuteMs);
  await happens(world, runId);
  await world.pass(10 * dayMs);
  await sweep(world);
  await finish(world);
  return { world, runId };
}

/** Plan `application`, with gates of three days and a check that the simulated resources answer. */
function applicationPlan() {
  const plan = parsePlan(
    readFileSync(new URL("../../../lib/plan/application.json", import.meta.url), "utf8"),
  );
  for (const { name, checks } of worldPlan().environments)
    for (const environment of plan.environments) if (environment.name === name) environment.checks = checks;
  for (const gate of Object.values(plan.gates)) gate.expiresAfterHours = 72;
  return plan;
}

/** A change that brings a file along for each environment. */
function withAsset(world: World, text: string, shape: Shape = {}): Shape {
  const digest = sha256(text);
  world.s3.overwrite(`by-digest/${digest}`, text);
  const asset: Asset = {
    name: "Create/Code",
    digest,
    bytes: text.length,
    bucketName: `cdk-hnb659fds-assets-${placeholder("AccountId")}-${placeholder("Region")}`,
    objectKey: `${digest}.zip`,
  };
  const all = [asset];
  return {
    ...shape,
    edit: (change) => ({ ...change, assets: { development: all, staging: all, production: all } }),
  };
}

const rehearsed = (environment: Environment): Shape => ({
  ...failing(environment, "compute"),
  edit: (change) => ({
    ...change,
    environments: {
      ...change.environments,
      [environment]: change.environments[environment].map((step) => ({
        ...step,
        tags: { [rehearsalTag]: "on purpose" },
      })),
    },
  }),
});

const each = <T extends string>(
  of: readonly T[],
  name: (one: T) => string,
  run: (one: T) => Promise<Ended>,
): Readonly<Record<string, () => Promise<Ended>>> =>
  Object.fromEntries(of.map((one) => [name(one), () => run(one)]));

/** A run of every kind that ends with records worth keeping, by what becomes of it. */
export const kinds: Readonly<Record<string, () => Promise<Ended>>> = {
  ...rareKinds,
  "a freeze that two people lift": async () => {
    const window = { kind: "deny", timeZone: "UTC", from: "2026-11-24T09:00", lasts: "P2D" } as const;
    const world = install({
      freezeWindows: [{ ...window, id: "freeze", environments: ["staging"], reason: "year end" }],
    });
    const { runId } = await begin(world);
    await world.pass(60 * minuteMs);
    for (const person of ["platform-owner", "release-manager"]) {
      const lift = { runId, window: "settings/freeze", person };
      await world.call("lift-window", lift);
      const text = world.people.mails.findLast(({ topicArn }) => approverOf(topicArn) === person)?.text ?? "";
      await world.call("lift-window", { ...lift, code: /--code (\S+)/.exec(text)?.[1] ?? "" });
    }
    await finish(world);
    return { world, runId };
  },
  ...each(
    environments,
    (environment) => `a rehearsal that fails in ${environment}`,
    async (environment) => {
      const world = install();
      return ending(world, take(world, rehearsed(environment)));
    },
  ),
  "a run after a rehearsal": async () => {
    const world = install();
    const plan = planWith((monthly) => {
      monthly.rehearsal = { withinDays: 30 };
    });
    await take(world, rehearsed("staging"), plan);
    return ending(world, take(world, { attempt: 2 }, plan));
  },
  ...each(
    environments,
    (environment) => `a quarantine of ${environment}`,
    async (environment) => {
      const world = install();
      world.cloudFormation.leftBehind.add(`${application}-${environment}-compute Bucket`);
      return ending(
        world,
        take(world, failing(environment, environment === "production" ? "ingress" : "compute")),
      );
    },
  ),
  "a run after a quarantine that was resolved": async () => {
    const world = install();
    world.cloudFormation.leftBehind.add(`${application}-development-network Bucket`);
    const { runId } = await take(world, failing("development", "database"));
    for (const bucket of resourceIds(world, "development", "network", "Bucket"))
      world.cloudFormation.resources.delete(bucket);
    const environment = "development" as const;
    await world.call("resolve-quarantine", {
      runId,
      environment,
      by: "olga",
      reason: "deleted",
      seenGone: [],
    });
    return ending(world, take(world, { attempt: 2 }));
  },
  ...each(
    ["update", "validation"] as const,
    (fails) => `a reopening after a failed ${fails}`,
    async (fails) => {
      const world = await live();
      return ending(world, take(world, second({ fails })));
    },
  ),
  ...each(
    ["change-record", "production-release"] as const,
    (gate) => `a live production whose change was rejected at ${gate}`,
    async (gate) => {
      const world = await live();
      rejectAt(world, gate);
      return ending(world, take(world, second()));
    },
  ),
  "a reopening after an execution that was stopped": async () => {
    const world = await live();
    const runId = await takeUntil(world, "6.3 Validate production", second());
    await sweep(world);
    return { world, runId };
  },
  "ingress that stays closed, because production was changed by hand": async () => {
    const world = await live();
    world.people.says = (gate) => {
      if (gate === "production-release") changeByHand(world, "production", "monitoring");
      return { decision: gate === "production-release" ? "reject" : "approve", afterMs: minuteMs };
    };
    return ending(world, take(world, second()));
  },
  ...each(
    ["SUCCEEDED", "staging-sign-off", "change-record", "production-release"] as const,
    (end) => `a removed step, ${end === "SUCCEEDED" ? "approved" : `rejected at ${end}`}`,
    async (end) => {
      const world = install();
      await take(world, withSteps(world, [audit]));
      if (end !== "SUCCEEDED") rejectAt(world, end);
      return ending(world, take(world, { attempt: 2 }));
    },
  ),
  ...each(
    environments,
    (environment) => `a removed step, and a failure in ${environment}`,
    async (environment) => {
      const world = install();
      await take(world, withSteps(world, [audit]));
      return ending(world, take(world, { attempt: 2, version: 2, ...failing(environment, "compute") }));
    },
  ),
  "plan application with an asset": async () => {
    const world = install({ plan: "application" });
    return ending(world, take(world, withAsset(world, "one"), applicationPlan()));
  },
  "plan application with another asset": async () => {
    const world = install({ plan: "application" });
    await take(world, withAsset(world, "one"), applicationPlan());
    return ending(world, take(world, withAsset(world, "two", { attempt: 2 }), applicationPlan()));
  },
  ...each(
    environments,
    (environment) => `plan application with an asset, and a failure in ${environment}`,
    async (environment) => {
      const world = install({ plan: "application" });
      const shape = { ...failing(environment, "compute"), ...withAsset(world, "one") };
      return ending(world, take(world, shape, applicationPlan()));
    },
  ),
  ...each(
    gates,
    (gate) => `a forged wake at ${gate}, and then its expiry`,
    (gate) =>
      atGate(gate, async (world) => {
        world.states.tokens.forge(0);
      }),
  ),
  ...each(
    gates,
    (gate) => `a lease that is deleted while ${gate} waits`,
    (gate) => atGate(gate, async (world) => remove(world, keys.lease(application))),
  ),
  ...each(
    gates,
    (gate) => `an expiry of ${gate}`,
    (gate) => atGate(gate, async () => {}),
  ),
  ...each(
    ["staging-sign-off", "change-record", "production-release"] as const,
    (gate) => `what was shown at ${gate} changes before it is decided`,
    async (gate) => {
      const world = install();
      let isChanged = false;
      world.people.says = (asked) => {
        if (asked === gate && !isChanged) {
          isChanged = true;
          changeByHand(world, gate === "staging-sign-off" ? "staging" : "production", "storage");
        }
        return { decision: "approve", afterMs: minuteMs };
      };
      return ending(world, take(world));
    },
  ),
  "an emergency stop, and its end": async () => {
    const world = install();
    whenEntering(world, "5.2 Provision staging", () => {
      void world.functions.invoke(`${application}-stop-work`, { by: "olga", reason: "smoke" }, "an operator");
    });
    const { runId } = await begin(world);
    await finish(world);
    for (const person of ["change-manager", "release-manager"]) {
      await world.call("resume-work", { person });
      const code =
        world.people.mails
          .findLast(({ topicArn, text }) => approverOf(topicArn) === person && text.includes("--code"))
          ?.text.match(/--code (\S+)/)?.[1] ?? "";
      await world.call("resume-work", { person, code });
    }
    await sweep(world);
    await finish(world);
    return { world, runId };
  },
  ...each(
    faultKinds,
    (kind) => `requests to AWS of which every fortieth is ${kind}`,
    async (kind) => {
      const world = install();
      let requests = 0;
      world.account.faultAt = () => {
        requests += 1;
        return requests % 40 === 0 ? faultOf(kind) : undefined;
      };
      const { runId } = await begin(world);
      await finish(world);
      world.account.faultAt = () => undefined;
      await sweep(world);
      return { world, runId };
    },
  ),
  "a change that is the same": async () => {
    const world = await live();
    return ending(world, take(world, { attempt: 2 }));
  },
  "a change that is refused": async () => {
    const world = install();
    return ending(
      world,
      take(world, {
        edit: (change) => ({
          ...change,
          environments: { ...change.environments, staging: change.environments.staging.slice(0, 4) },
        }),
      }),
    );
  },
  "the control plane's own chain": async () => {
    const world = await live();
    await take(world, { attempt: 2, ...failing("staging", "compute") });
    return { world, runId: ownChain };
  },
};
