import { progressOf, runMovedSchema } from "../../../lib/domain/run/progress.ts";
import type { Ports } from "../../../lib/ports/ports.ts";
import {
  bad,
  follow,
  from,
  onGithub,
  playShown,
  pushed,
  saidBy,
  show,
  statesAt,
} from "../../assurance/doors/shown.ts";
import { failing, install, read, rejectAt, sweep } from "../../simulator/runs.ts";
import type { Github } from "../../simulator/services/github.ts";
import { Gitlab } from "../../simulator/services/gitlab.ts";
import type { World } from "../../simulator/world.ts";

const shop = from("github.com/team/shop");
const gitlab = { server: "https://gitlab.com", project: "team/shop", tokenSecretName: "shop/gitlab" };

describe("a commit on GitHub", () => {
  test("shows a deployment of each environment, in the states that it went through, and one check run", async () => {
    const { world, forge } = onGithub();
    world.people.says = () => ({ decision: "approve", afterMs: 130_000 });
    const { runId, change } = await pushed(world);
    await follow(world);

    // The bus heard each move once.
    const moves = world.said.filter((event) => event["detail-type"] === "Run Moved");
    const said = moves.map(({ detail }) => JSON.stringify(runMovedSchema.parse(detail).environments));
    expect(new Set(said).size).toBe(said.length);
    expect(said.join()).toContain("waits for staging-sign-off");
    expect(forge.deployments).toHaveLength(3);
    expect(statesAt(forge)).toEqual([["success"], ["success"], ["success"]]);
    const staging = forge.deployments.find((one) => one["environment"] === "staging");
    const through = forge.statuses.filter((one) => one.deployment === staging?.id).map(({ state }) => state);
    expect(through[0]).toBe("queued");
    expect(through).toEqual(expect.arrayContaining(["pending", "success"]));
    expect(staging).toMatchObject({
      sha: change.commit.sha,
      task: `interlock:${world.application}`,
      payload: { run: runId },
      auto_merge: false,
      required_contexts: [],
    });
    expect(forge.checkRuns).toHaveLength(1);
    expect(forge.checkRuns[0]).toMatchObject({
      name: `Interlock: ${world.application}`,
      head_sha: change.commit.sha,
      external_id: runId,
      status: "completed",
      conclusion: "success",
      details_url: `http://127.0.0.1/runs/${runId}`,
      output: { title: "Released", text: expect.stringContaining("### production") },
    });
  });

  test("shows a failure where it happened, and says why", async () => {
    const { world, forge } = onGithub();
    await pushed(world, { ...shop, ...failing("development", "compute") });
    await follow(world);
    expect(statesAt(forge)).toEqual([["failure"], ["inactive"], ["inactive"]]);
    expect(forge.checkRuns[0]).toMatchObject({ status: "completed", conclusion: "failure" });
  });

  test("shows an environment inactive after a person said no", async () => {
    const { world, forge } = onGithub();
    rejectAt(world, "staging-sign-off");
    await pushed(world);
    await follow(world);
    expect(statesAt(forge)).toEqual([["success"], ["inactive"], ["inactive"]]);
    expect(forge.checkRuns[0]).toMatchObject({ conclusion: "cancelled" });
  });

  test("shows that a waiting change was superseded, within a sweep", async () => {
    const { world, forge } = onGithub();
    await pushed(world);
    const second = await pushed(world, { ...shop, commit: 2 });
    for (const event of saidBy(world)) await show(world, event);
    expect(forge.checkRuns.at(-1)).toMatchObject({ external_id: second.runId, status: "queued" });
    await pushed(world, { ...shop, commit: 3 });
    const before = saidBy(world).length;
    await sweep(world);
    for (const event of saidBy(world).slice(before)) await show(world, event);
    expect(forge.checkRuns.find((one) => one["external_id"] === second.runId)).toMatchObject({
      status: "completed",
      conclusion: "skipped",
    });
  });

  test("retires the deployment that a newer one took the place of, in production too", async () => {
    const { world, forge } = onGithub();
    await pushed(world);
    await follow(world);
    const first = saidBy(world);
    await pushed(world, { ...shop, commit: 2, version: 2 });
    await follow(world);
    expect(statesAt(forge)).toEqual([1, 2, 3].map(() => ["inactive", "success"]));
    // An old event that comes again does not bring the old deployment back.
    for (const event of first) await show(world, event);
    expect(forge.states("production")).toEqual(["inactive", "success"]);
  });
});

// `npm run assure -- doors` plays many more.
test.each([1])(
  "events that come twice, late and in any order, to calls that die at any request, end as the run did (seed %i)",
  async (seed) => {
    expect(await playShown(seed)).toBeNull();
  },
);

describe("a forge that refuses", () => {
  const cases: readonly [string, (forge: Github, world: World) => void, string, string][] = [
    [
      "a repository that is gone, or an App that was removed",
      (forge) => (forge.isInstalled = false),
      "NotFound",
      "install the App Iv23liSHOP in team/shop",
    ],
    [
      "a key that was revoked",
      (forge) => (forge.fault = () => ({ after: false, answer: bad(401) })),
      "SettingMissing",
      "shop/github-app",
    ],
    [
      "a permission that was taken away",
      (forge) => forge.granted.delete("deployments"),
      "SettingMissing",
      "let the App Iv23liSHOP write checks and deployments",
    ],
    [
      "a permission that was taken away after the token was made",
      (forge) =>
        (forge.fault = ({ url }) => {
          if (url.includes("/deployments")) forge.granted.delete("deployments");
          return null;
        }),
      "SettingMissing",
      "let the App Iv23liSHOP write checks and deployments",
    ],
    [
      "the key of another App",
      (forge) => (forge.app = { ...forge.app, clientId: "Iv23liOTHER" }),
      "SettingMissing",
      "put its private key into the secret shop/github-app",
    ],
    [
      "a secret without a key",
      (_, world) => world.secrets.set("shop/github-app", "no key"),
      "SettingMissing",
      "holds no RSA private key",
    ],
    [
      "a rate limit that lasts",
      (forge) => (forge.fault = () => ({ after: false, answer: bad(403, { "retry-after": "3600" }) })),
      "Throttled",
      "asked again later",
    ],
    [
      "an outage",
      (forge) => (forge.fault = () => ({ after: false, answer: null })),
      "Throttled",
      "with nothing",
    ],
    [
      "an answer in another form",
      (forge) => (forge.fault = () => ({ after: true, answer: { ...bad(200), body: "<html>" } })),
      "UnknownAnswer",
      "in a form that is not known",
    ],
  ];
  test.each(cases)("ends %s as an error with what to do", async (_, spoil, name, says) => {
    const { world, forge } = onGithub();
    spoil(forge, world);
    const { runId } = await pushed(world);
    const error = await show(world, { detail: { run: runId } }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name, message: expect.stringContaining(says) });
    expect(String((error as Error).message)).not.toMatch(/ghs_|Bearer|PRIVATE/);
  });

  test("holds no run up: it ends as it would have", async () => {
    const { world, forge } = onGithub();
    forge.isInstalled = false;
    await pushed(world);
    await follow(world, (event) => show(world, event).catch(() => undefined));
    expect([...world.states.executions.values()].map(({ status }) => status)).toEqual(["SUCCEEDED"]);
  });

  test("is asked with a new token after the old one was revoked", async () => {
    const { world, forge } = onGithub();
    const { runId } = await pushed(world);
    await show(world, { detail: { run: runId } });
    forge.revoke();
    await expect(show(world, { detail: { run: runId } })).rejects.toMatchObject({ name: "SettingMissing" });
    expect(await show(world, { detail: { run: runId } })).toEqual({ outcome: "shown" });
  });
});

test("nothing of a commit's text works on its page: no mention, link, image or markup", async () => {
  const { world, forge } = onGithub();
  const hostile = "`@everyone ![x](https://evil.example/x.png) <img src=x> [a](javascript:1)\u202e";
  // The refusal quotes the name that the commit gives a resource.
  const template = JSON.stringify({ Resources: { [hostile]: { Type: "AWS::SNS::Topic" } } });
  await pushed(world, { ...from("github.com/team/shop", hostile), templateOf: () => template });
  await follow(world);
  const { summary, text } = (forge.checkRuns[0]?.["output"] ?? {}) as { summary: string; text: string };
  expect(`${summary}\n${text}`).toContain("evil.example");
  const outside = `${summary}\n${text}`.replace(/`[^`\n]*`/g, "");
  expect(outside).not.toMatch(/@|!\[|<|\]\((?!http:\/\/127\.0\.0\.1\/runs\/)/);
});

test("what moved while the page was written is shown by the same call, so no older state is the last one", async () => {
  const { world } = onGithub();
  const { runId } = await pushed(world);
  const states: string[] = [];
  const forge: Ports["forge"] = {
    show: async ({ environments }) => {
      states.push(environments.development.state);
      if (states.length === 1) {
        // Another call, for a later event, would write its newer state here.
        await world.pass(120_000);
      }
      return "shown";
    },
  };
  const shown = world.run("show-outcome", { detail: { run: runId } }, { forge });
  expect(await shown).toEqual({ outcome: "shown" });
  expect(states.length).toBeGreaterThan(1);
  expect(states.at(-1)).toBe(progressOf((await read(world, runId)).entries).development.state);
});

test("a run that is otherwise at each look is left to a later call after it was shown five times", async () => {
  const { world } = onGithub();
  const { runId } = await pushed(world);
  const real = world.port("records");
  const shown: number[] = [];
  const forge: Ports["forge"] = {
    show: async ({ attempt }) => {
      shown.push(attempt);
      return "shown";
    },
  };
  // It rests in the end, so that a call that goes on is noticed too.
  const claimOf: typeof real.claimOf = async (run) => {
    const claim = await real.claimOf(run);
    return claim && { ...claim, attempt: Math.min(7, shown.length + 1) };
  };

  await expect(
    world.run("show-outcome", { detail: { run: runId } }, { forge, records: { ...real, claimOf } }),
  ).rejects.toMatchObject({ name: "Throttled" });
  expect(shown).toEqual([1, 2, 3, 4, 5]);
});

test("a commit of another repository is shown nowhere, and nothing is asked", async () => {
  const { world, forge } = onGithub();
  const { runId } = await pushed(world, from("github.com/team/other"));
  expect(await show(world, { detail: { run: runId } })).toEqual({ outcome: "elsewhere" });
  expect(forge.requests).toEqual([]);
});

test("an event about a run that nobody claimed ends in the dead letters, with its reason", async () => {
  const { world } = onGithub();
  await expect(show(world, { detail: { run: "made-up" } })).rejects.toMatchObject({
    name: "NotFound",
    message: expect.stringContaining("no change was claimed as made-up"),
  });
});

describe("a commit on GitLab", () => {
  const onGitlab = () => {
    const world = install({ gitlab });
    const forge = new Gitlab(gitlab.project, "glpat-secret");
    world.secrets.set(gitlab.tokenSecretName, "glpat-secret\n");
    world.forge = forge.send;
    const byName = () => Object.fromEntries(forge.statuses.map(({ name, status }) => [name, status]));
    return { world, forge, byName, name: `interlock/${world.application}` };
  };

  test("has a status for the run and for each environment, and the same event again sets none twice", async () => {
    const { world, byName, name } = onGitlab();
    await pushed(world, from("gitlab.com/team/shop"));
    await follow(world);
    for (const event of saidBy(world)) await show(world, event);
    expect(byName()).toEqual({
      [`${name}/development`]: "success",
      [`${name}/staging`]: "success",
      [`${name}/production`]: "success",
      [name]: "success",
    });
  });

  test("is shown beside more statuses of other jobs than a page has", async () => {
    const { world, forge, byName, name } = onGitlab();
    const { runId, change } = await pushed(world, from("gitlab.com/team/shop"));
    for (let id = 1; id <= 150; id += 1)
      forge.statuses.push({
        id,
        sha: change.commit.sha,
        name: `job ${id}`,
        status: "success",
        description: null,
        target_url: null,
      });
    await show(world, { detail: { run: runId } });
    expect(await show(world, { detail: { run: runId } })).toEqual({ outcome: "shown" });
    expect(byName()[name]).toBe("pending");
  });

  test("has statuses of their own for a further attempt, because GitLab leaves no state that has ended", async () => {
    const { world, byName, name } = onGitlab();
    const { runId } = await pushed(world, { ...from("gitlab.com/team/shop"), attempt: 2 });
    await show(world, { detail: { run: runId } });
    expect(Object.keys(byName()).sort()).toEqual(
      [" (2)", "/development (2)", "/production (2)", "/staging (2)"].map((rest) => `${name}${rest}`),
    );
  });

  test("whose token has expired is an error that names the secret", async () => {
    const world = install({ gitlab });
    world.forge = new Gitlab(gitlab.project, "glpat-secret").send;
    world.secrets.set(gitlab.tokenSecretName, "glpat-old");
    const { runId } = await pushed(world, from("gitlab.com/team/shop"));
    await expect(show(world, { detail: { run: runId } })).rejects.toMatchObject({
      name: "SettingMissing",
      message: expect.stringContaining("shop/gitlab"),
    });
  });
});
