import { readVerifyingKey } from "../../lib/domain/records/dsse.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { openSupersession } from "../../lib/domain/records/supersession.ts";
import { readRun } from "../../lib/shared-use-cases/run-view.ts";
import { approverOf } from "../simulator/browser.ts";
import { faultOf } from "../simulator/faults.ts";
import { begin, finish, install, read, sweep } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const stella = { name: "Stella", address: "staging-approver@example.com" };
const dora = { name: "Dora", address: "dora@example.com" };

/** Three changes: one runs, one waits, and a newer one takes its place. */
async function superseding() {
  const world = install();
  const first = await begin(world);
  const second = await begin(world, {
    attempt: 2,
    author: dora,
    edit: (change) => ({ ...change, contributors: { ...change.contributors, people: [dora, stella] } }),
  });
  const third = await begin(world, { attempt: 3 });
  return { world, first, second, third };
}

const supersessionsIn = async (world: World) =>
  (await read(world, "control-plane")).entries.filter(isFact("supersede-change", "outcome"));
const mailsAbout = (world: World, runId: string) =>
  world.people.mails.filter(({ subject }) => subject.startsWith("Superseded") && subject.endsWith(runId));

test("a superseded change has an entry and a receipt that name its successor, and no chain of its own", async () => {
  const { world, second, third } = await superseding();
  await sweep(world);
  await sweep(world);

  const entries = await supersessionsIn(world);
  expect(entries.map(({ subject, detail }) => [subject, detail.successor])).toEqual([
    [second.runId, third.runId],
  ]);
  const key = readVerifyingKey(world.kms.publicKeyPem);
  const [envelope] = entries.map(({ detail }) => detail.envelope);
  expect(envelope && openSupersession(envelope, key)).toMatchObject({
    superseded: { runId: second.runId, changeDigest: second.detail.changeDigest },
    successor: { runId: third.runId, changeDigest: third.detail.changeDigest },
  });
  expect((await read(world, second.runId)).entries).toEqual([]);
  expect((await read(world, third.runId)).entries).not.toEqual([]);
});

test("its status says SUPERSEDED, and what took its place", async () => {
  const { world, second, third } = await superseding();
  const { view } = await world.ask((ports) => readRun(ports, second.runId));
  expect(view).toMatchObject({
    verdict: "SUPERSEDED",
    state: "SUPERSEDED",
    because: `the newer change ${third.runId} took its place before it began`,
  });
});

test("its people get one mail that names the successor; who is not in the directory is named in the records", async () => {
  const { world, second, third } = await superseding();
  await sweep(world);
  await sweep(world);
  const mails = mailsAbout(world, second.runId);
  expect(mails.map(({ topicArn }) => approverOf(topicArn))).toEqual(["staging-approver"]);
  expect(mails[0]?.text.split("\n")[0]).toContain(
    `Superseded: the newer change ${third.runId} took its place`,
  );
  const notes = (await read(world, "control-plane")).entries
    .filter(isFact("note", "observation"))
    .filter(({ subject }) => subject === second.runId);
  expect(notes.map(({ detail }) => JSON.parse(detail.detail))).toEqual([
    { told: ["bus", "staging-approver"], unreached: ["Dora <dora@example.com>: not in the directory"] },
  ]);
});

test("while nothing signs its receipt, nobody is told, and the ends of other runs are told", async () => {
  const { world, first, second } = await superseding();
  await finish(world);
  world.account.faultAt = ({ service, operation }) =>
    service === "kms" && operation === "Sign" ? faultOf("refused") : undefined;
  await expect(world.call("sweep", {})).rejects.toThrow();
  expect(mailsAbout(world, second.runId)).toEqual([]);
  expect(world.people.mails.some(({ subject }) => subject.endsWith(` - ${first.runId}`))).toBe(true);
  world.account.faultAt = () => undefined;
  await world.pass(2 * 60_000);
  await sweep(world);
  expect(mailsAbout(world, second.runId)).toHaveLength(1);
  expect(await supersessionsIn(world)).toHaveLength(1);
});

test("the list says so before anybody signed it, and a change submitted again is not started", async () => {
  const { world, second } = await superseding();
  const again = await world.call("start-run", { detail: second.detail });
  expect(again).toEqual({ runId: second.runId, outcome: "known" });
  await finish(world);
  expect((await read(world, second.runId)).entries).toEqual([]);
});
