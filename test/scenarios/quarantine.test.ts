import { ownChain } from "../../lib/domain/records/checkpoint.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { approverOf } from "../simulator/browser.ts";
import { faultOf } from "../simulator/faults.ts";
import {
  application,
  begin,
  effectsFromNow,
  failing,
  finish,
  install,
  read,
  resourceIds,
  sweep,
  take,
} from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

/** An installation whose development is quarantined: a bucket outlived the deletion of its stack. */
async function quarantined() {
  const world = install();
  world.cloudFormation.leftBehind.add(`${application}-development-network Bucket`);
  const { runId } = await take(world, failing("development", "database"));
  const [bucket = ""] = resourceIds(world, "development", "network", "Bucket");
  return { world, runId, bucket };
}
/** A committer whom the directory knows. */
const stella = { name: "Stella", address: "staging-approver@example.com" };
const resolve = (world: World, runId: string, seenGone: string[] = []) =>
  world.call("resolve-quarantine", {
    runId,
    environment: "development",
    by: "olga",
    reason: "deleted it",
    seenGone,
  });

test("operators get mails about a quarantined run until one is accepted, with the remaining resources and how to inspect them", async () => {
  const { world, runId, bucket } = await quarantined();
  world.account.faultAt = ({ operation }) => (operation === "Publish" ? faultOf("refused") : undefined);
  await expect(world.call("sweep", {})).rejects.toThrow("unavailable");
  world.account.faultAt = () => undefined;
  expect((await world.call("sweep", {})).toldOperators).toBe(1);
  expect((await world.call("sweep", {})).toldOperators).toBe(0);
  const mail = world.people.mails.findLast(({ subject }) => subject.includes("QUARANTINED"));

  expect(approverOf(mail?.topicArn ?? "")).toBe("operators");
  expect(mail?.subject).toContain(`QUARANTINED development, run ${runId}`);
  expect(mail?.text).toContain(`AWS::S3::Bucket ${bucket} is still there`);
  expect(mail?.text).toContain(`aws s3api list-object-versions --max-items 10 --bucket ${bucket}`);
});

test("a quarantine delays a new change, and its people hear that once", async () => {
  const { world, runId } = await quarantined();
  const effects = effectsFromNow(world);
  const { runId: held, outcome } = await begin(world, { attempt: 2, author: stella });
  await sweep(world);
  await sweep(world);

  expect(outcome).toBe("waiting");
  expect(effects).toEqual([]);
  expect((await read(world, held)).entries).toEqual([]);
  const mails = world.people.mails.filter(({ subject }) => subject.startsWith("Waits: "));
  expect(mails.map(({ topicArn }) => approverOf(topicArn))).toEqual(["staging-approver"]);
  expect(mails[0]?.text.split("\n")[0]).toBe(
    `Waits: development is in quarantine since ${runId}, whose rollback is not proved.`,
  );
});

test("a change that waited when the quarantine began keeps its place, and runs by itself when it is resolved", async () => {
  const world = install();
  world.cloudFormation.leftBehind.add(`${application}-development-network Bucket`);
  const { runId } = await begin(world, failing("development", "database"));
  const { runId: held } = await begin(world, { attempt: 2 });
  await finish(world);

  expect((await world.ask(({ records }) => records.waiting()))?.runId).toBe(held);
  expect((await sweep(world)).started).toEqual([]);
  expect((await read(world, held)).entries).toEqual([]);

  const [bucket = ""] = resourceIds(world, "development", "network", "Bucket");
  world.cloudFormation.resources.delete(bucket);
  expect((await resolve(world, runId)).outcome).toBe("resolved");
  expect((await sweep(world)).started).toEqual([held]);
  expect(verdictOf((await read(world, held)).entries)).toBe("SUCCEEDED");
});

test("a quarantine lasts while anything is left, and ends when a fresh look finds nothing", async () => {
  const { world, runId, bucket } = await quarantined();

  expect(await resolve(world, runId)).toMatchObject({
    outcome: "something-left",
    left: [expect.stringContaining(`${bucket}: present`)],
  });
  world.cloudFormation.resources.delete(bucket);
  expect((await resolve(world, runId)).outcome).toBe("resolved");
  expect((await resolve(world, runId)).outcome).toBe("not-quarantined");
  expect((await read(world, ownChain)).entries.at(-1)?.detail).toMatchObject({
    about: "resolve-quarantine",
    detail: expect.stringContaining('"by":"olga"'),
  });
});

test("only a quarantine over resources that no API describes ends by a person's recorded statement", async () => {
  const { world, runId, bucket } = await quarantined();
  expect(await resolve(world, runId, [bucket])).toMatchObject({ outcome: "something-left" });

  // From now on the account describes no type.
  const describe = world.account.services.get("describe") ?? {};
  world.account.services.set("describe", { ...describe, Describe: () => undefined });
  expect(await resolve(world, runId)).toMatchObject({
    outcome: "something-left",
    left: expect.arrayContaining([expect.stringContaining(`${bucket}: unproven`)]),
  });
  const unproven = (await resolve(world, runId)).left.map((line) => /^\S+ (\S+):/.exec(line)?.[1] ?? "");
  expect((await resolve(world, runId, unproven)).outcome).toBe("resolved");
  expect((await read(world, ownChain)).entries.at(-1)?.detail).toMatchObject({
    detail: expect.stringContaining(`"seenGone":`),
  });
});
