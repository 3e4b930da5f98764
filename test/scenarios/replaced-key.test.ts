import { ownChain } from "../../lib/domain/records/checkpoint.ts";
import { keyFingerprint } from "../../lib/domain/records/dsse.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { keys } from "../../lib/ports/shared/records-table.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { decideThrough, linksIn } from "../simulator/browser.ts";
import { begin, finish, install, read, stackOf, standing, sweep, take } from "../simulator/runs.ts";
import { entriesOf } from "../simulator/table.ts";
import type { World } from "../simulator/world.ts";

const minuteMs = 60_000;

/** A deployment puts another decision key in the place of the one before. */
function replaceKey({ kms, functions }: World): void {
  kms.replace("decision");
  functions.redeploy();
}

const verified = async (world: World, chain: string) =>
  verify(bytesOf(await partsOf(world, chain)), { key: world.kms.publicKeyPem });
const openedWith = async (world: World, runId: string) =>
  (await read(world, runId)).entries.find(isFact("open-run", "observation"))?.detail.decisionKeyFingerprint;
const named = (world: World) => entriesOf(world, ownChain).filter(({ action }) => action === "name-keys");

describe("a decision key that is replaced between two runs", () => {
  test("enters the control plane's chain, signed; each run is verified under its own, and the chain spans both", async () => {
    const world = install();
    const first = await take(world);
    await world.call("watch-records", {});
    const before = world.kms.decisionKeyPem;
    replaceKey(world);
    const second = await take(world, { attempt: 2, version: 2 });

    expect(await openedWith(world, first.runId)).toBe(keyFingerprint(before));
    expect(await openedWith(world, second.runId)).toBe(keyFingerprint(world.kms.decisionKeyPem));
    expect(second.verdict).toBe("SUCCEEDED");
    for (const chain of [first.runId, second.runId, ownChain])
      expect(await verified(world, chain)).toMatchObject({ findings: [], decisions: "signed" });
    expect(named(world)).toHaveLength(2);
  });
});

describe("a decision key that is replaced during a run", () => {
  /** A run whose key is replaced at the staging sign-off, just after a person decided or before. */
  async function replaced(when: "decided" | "asked") {
    const world = install();
    await world.call("watch-records", {});
    world.people.says = (gate) =>
      gate === "staging-sign-off" ? null : { decision: "approve", afterMs: minuteMs };
    const { runId } = await begin(world);
    const isOpen = () => world.dynamodb.find(keys.gate(runId, "staging-sign-off")) !== undefined;
    await world.time.passUntil(isOpen, world.time.nowMs() + 24 * 60 * minuteMs);
    await world.pass(minuteMs);
    const link = linksIn(world).at(-1)?.link ?? "";
    if (when === "decided") await decideThrough(world, link, "approve");
    replaceKey(world);
    const answer = when === "decided" ? null : await decideThrough(world, link, "approve");
    world.people.says = () => ({ decision: "approve", afterMs: minuteMs });
    // Where nobody could decide, the gate expires.
    await world.pass(4 * 24 * 60 * minuteMs);
    await sweep(world);
    await finish(world);
    return { world, runId, answer };
  }

  test.each([
    ["decided", "ROLLED_BACK"],
    ["asked", "REJECTED"],
  ] as const)(
    "passes no further gate when people were %s: the run is undone, sealed, and sound",
    async (when, verdict) => {
      const { world, runId } = await replaced(when);
      const { entries } = await read(world, runId);
      expect(verdictOf(entries)).toBe(verdict);
      expect(standing(world, "staging")).toEqual([]);
      expect(stackOf(world, "production", "network")).toBeUndefined();
      const { findings, sealed } = await verified(world, runId);
      expect([findings, sealed]).toEqual([[], true]);
    },
  );

  test("tells whoever decides that nothing was decided", async () => {
    const { answer } = await replaced("asked");
    expect(answer?.status).toBe(409);
    expect(answer?.html).toContain("was replaced since this run was opened");
  });

  test("does not keep the next run from its gates", async () => {
    const { world } = await replaced("asked");
    expect((await take(world, { attempt: 2 })).verdict).toBe("SUCCEEDED");
    expect((await verified(world, ownChain)).findings).toEqual([]);
  });
});
