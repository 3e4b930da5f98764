import { sha256 } from "../../lib/domain/canonical.ts";
import type { Change } from "../../lib/domain/change/manifest.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import { placeInWords, situationIn, waitsBecause } from "../../lib/shared-use-cases/situation.ts";
import { ordinaryParts, upload } from "../simulator/changes.ts";
import { begin, finish, install, planWith, read } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const shaOf = (n: number): string => sha256(`commit ${n}`).slice(0, 40);

/** Submits the nth commit of a line. */
const nth = (world: World, n: number, attempt = 1) =>
  begin(world, {
    commit: n,
    attempt,
    edit: (change: Change) => ({
      ...change,
      commit: {
        ...change.commit,
        ancestors: Array.from({ length: n - 1 }, (_, index) => shaOf(n - 1 - index)),
      },
    }),
  });
const waiting = (world: World) =>
  world.ask(async ({ records }) => (await records.waiting()).map(({ runId }) => runId));
const keeping = (queue: Settings["queue"]) => install({ queue });

test("a newer change takes the place of the one that waits, which ends with its successor's name", async () => {
  const world = install();
  await nth(world, 1);
  const second = await nth(world, 2);
  const third = await nth(world, 3);
  expect([second.outcome, third.outcome]).toEqual(["waiting", "waiting"]);
  expect(await waiting(world)).toEqual([third.runId]);
  const claim = await world.ask(({ records }) => records.claimOf(second.runId));
  expect(
    await world.ask(async ({ records }) => (claim === null ? null : records.supersededBy(claim))),
  ).toMatchObject({
    by: third.runId,
  });
});

test("a commit that comes late, behind one that descends from it, is recorded and never begins", async () => {
  const world = install();
  const second = await nth(world, 2);
  await finish(world);
  const late = await nth(world, 1);
  expect(late.outcome).toBe("superseded");
  expect((await read(world, late.runId)).entries).toEqual([]);
  const claim = await world.ask(({ records }) => records.claimOf(late.runId));
  expect(
    await world.ask(async ({ records }) => (claim === null ? null : records.supersededBy(claim))),
  ).toMatchObject({
    by: second.runId,
  });
});

test("a further attempt of an older commit is a person's wish, and runs", async () => {
  const world = install();
  await nth(world, 2);
  await finish(world);
  expect((await nth(world, 1, 2)).outcome).toBe("started");
});

test("where every change keeps its place, each says which, and they begin in the order of their ancestry", async () => {
  const world = keeping("all");
  await nth(world, 1);
  const third = await nth(world, 3);
  const second = await nth(world, 2);
  expect(await waiting(world)).toEqual([second.runId, third.runId]);
  const situation = await world.ask(({ records }) => situationIn(records));
  expect(waitsBecause(null, placeInWords(situation, third.runId))).toBe(
    "waits in place 2 of 2: another run is at work; this one has done nothing",
  );
  await finish(world);
  const opened = await Promise.all(
    [second, third].map(async ({ runId }) => (await read(world, runId)).entries[0]?.at ?? ""),
  );
  expect(opened).toEqual([...opened].sort());
  expect(opened).not.toContain("");
  expect(await waiting(world)).toEqual([]);
});

test("a change that was submitted to keep its place keeps it, when a newer one comes", async () => {
  const world = install();
  await nth(world, 1);
  const { runId, detail } = upload(world, { commit: 2, parts: ordinaryParts }, planWith());
  await world.call("start-run", { detail: { ...detail, keep: true } });
  const third = await nth(world, 3);
  expect(await waiting(world)).toEqual([runId, third.runId]);
});
