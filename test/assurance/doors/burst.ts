import { sha256 } from "../../../lib/domain/canonical.ts";
import { commitPushedSchema } from "../../../lib/domain/change/events.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { pushEvent } from "../../fixtures/push-events.ts";
import { watchedRepository } from "../../fixtures/repository-settings.ts";
import { controlPlaneAccount } from "../../simulator/accounts/environment-accounts.ts";
import { submit, tinyParts, worldPlan } from "../../simulator/changes.ts";
import { Random } from "../../simulator/random.ts";
import { type Blueprint, World } from "../../simulator/world.ts";
import { untilQuiet } from "../invariants/until-quiet.ts";
import { Watch } from "../invariants/watch.ts";
import { wrongWith } from "./permutations.ts";

const place = { account: controlPlaneAccount, region: "us-east-1" };
const dayMs = 86_400_000;
/** A build takes so long in the world. */
const buildMs = { least: 1_000, most: 60_000 };
/** Events come up to so late, and some of them twice. */
const latestMs = 30_000;
const twice = 0.3;

/** What became of the commits of one repository. */
export type Burst = {
  /** What is wrong; null if nothing is. */
  readonly wrong: string | null;
  readonly commits: number;
  readonly ran: number;
  /** From the event of the commit that began first to the first effect of a run, in virtual milliseconds. */
  readonly firstEffectMs: number;
  /** From the pushes until the last commit was announced, in virtual milliseconds. */
  readonly announcedMs: number;
};

const shaOf = (n: number): string => sha256(`commit ${n}`).slice(0, 40);
const ancestorsOf = (n: number): string[] =>
  Array.from({ length: n - 1 }, (_, index) => shaOf(n - 1 - index));

/**
 * Pushes so many commits to a repository at the same moment, through the deployed rules: CodeCommit's event, `receive-push`,
 * a build, `Change Submitted`. Events come late, twice and in any order; or CodeCommit loses every one of them, and the look at the
 * branch finds its head, which contains the others.
 */
export async function burst(
  blueprint: Blueprint,
  seed: number,
  commits: number,
  { isLost = false }: { readonly isLost?: boolean } = {},
): Promise<Burst> {
  const name = "interlock-reference";
  const repository = watchedRepository(name);
  const world = new World(blueprint, { seed, settings: { repository } });
  const random = new Random(seed);
  const watch = new Watch(world);
  const plan = worldPlan(tinyParts);
  let announcedAtMs = Number.POSITIVE_INFINITY;
  let firstEffectAtMs = Number.POSITIVE_INFINITY;
  world.account.watchers.push({
    acts: ({ service, operation }) => {
      if (service === "cloudformation" && /^(Create|Update|Execute)/.test(operation))
        firstEffectAtMs = Math.min(firstEffectAtMs, world.time.nowMs());
    },
  });
  world.people.says = () => ({ decision: "approve", afterMs: 1_000 });
  world.events.deliveriesOf = ({ source }) =>
    isLost && source === "aws.codecommit"
      ? []
      : [0, ...(random.chance(twice) ? [1] : [])].map(() => random.between(0, latestMs));
  const put = world.events.put.bind(world.events);
  world.events.put = (event) => {
    put(event);
    if (event["detail-type"] !== "Commit Pushed") return;
    announcedAtMs = world.time.nowMs();
    const { commit } = commitPushedSchema.parse(event.detail);
    const n =
      Array.from({ length: commits }, (_, index) => index + 1).find((one) => shaOf(one) === commit) ?? 0;
    world.time.after(random.between(buildMs.least, buildMs.most), () => {
      const edit = (change: Parameters<typeof commitOf>[0]) => commitOf(change, n);
      submit(world, { commit: n, version: n, parts: tinyParts, edit }, plan);
    });
  };
  const beganAtMs = world.time.nowMs();
  world.heads.set(`${name} main`, shaOf(commits));
  for (let n = 1; n <= commits; n += 1)
    world.events.put(
      pushEvent(
        {
          event: n === 1 ? "referenceCreated" : "referenceUpdated",
          repositoryName: name,
          referenceType: "branch",
          referenceName: "main",
          commitId: shaOf(n),
          ...(n === 1 ? {} : { oldCommitId: shaOf(n - 1) }),
        },
        {
          id: `push-${n}`,
          ...place,
          resources: [`arn:aws:codecommit:${place.region}:${place.account}:${name}`],
        },
      ) as never,
    );
  const isQuiet = await untilQuiet(watch, { runs: isLost ? 1 : commits, atMostMs: dayMs });
  const claims = await world.ask(({ records }) => records.claims());
  const numberOf = (commit: string) =>
    Number(claims.findIndex((one) => one.commit === commit) >= 0 && indexOf(commit, commits));
  const over = claims
    .filter(({ runId }) => watch.ledger.superseded.has(runId))
    .map(({ commit }) => numberOf(commit));
  const opened: { n: number; at: string }[] = [];
  for (const { runId, commit } of claims) {
    if (watch.ledger.superseded.has(runId)) continue;
    const { entries } = await world.ask(({ records }) => records.read(runId));
    opened.push({ n: numberOf(commit), at: (entries[0] as Entry | undefined)?.at ?? "" });
  }
  opened.sort((one, other) => (one.at < other.at ? -1 : 1));
  const [violation] = watch.violations;
  const wrong =
    (isQuiet ? null : "it did not come to rest") ??
    (violation === undefined ? null : `${violation.invariant}: ${violation.message}`) ??
    (isLost
      ? claims.map(({ commit }) => numberOf(commit)).join() === String(commits)
        ? null
        : `${claims.length} claims, although every event was lost`
      : ((claims.length === commits ? null : `${claims.length} claims of ${commits} commits`) ??
        wrongWith(
          commits,
          opened.map(({ n }) => n),
          over,
        )));
  return {
    wrong,
    commits,
    ran: opened.length,
    firstEffectMs: firstEffectAtMs - beganAtMs,
    announcedMs: announcedAtMs - beganAtMs,
  };
}

const indexOf = (commit: string, commits: number): number =>
  Array.from({ length: commits }, (_, index) => index + 1).find((n) => shaOf(n) === commit) ?? 0;

type Change = Parameters<NonNullable<NonNullable<Parameters<typeof submit>[1]>["edit"]>>[0];

const commitOf = (change: Change, n: number): Change => ({
  ...change,
  repository: "git-codecommit.us-east-1.amazonaws.com/v1/repos/interlock-reference",
  commit: { ...change.commit, ancestors: ancestorsOf(n) },
});
