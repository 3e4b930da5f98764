import type { BundleParts } from "../../lib/domain/records/bundle.ts";
import { ownChain } from "../../lib/domain/records/checkpoint.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { keys } from "../../lib/ports/shared/records-table.ts";
import { gatherBundle } from "../../lib/shared-use-cases/gather-bundle.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { replaceSigningKey } from "../simulator/replace-signing-key.ts";
import { begin, finish, install, read, take, takeUntil } from "../simulator/runs.ts";
import { keyPairs } from "../simulator/services/kms.ts";
import { entriesOf, remove } from "../simulator/table.ts";
import type { World } from "../simulator/world.ts";

const pemOf = (name: "signing" | "signing-2" | "signing-3") =>
  keyPairs[name].publicKey.export({ type: "spki", format: "pem" }).toString();
const [first, second, third] = [pemOf("signing"), pemOf("signing-2"), pemOf("signing-3")];

const found = (parts: BundleParts, key: string) => verify(bytesOf(parts), { key }).findings;
const introduced = (world: World) =>
  entriesOf(world, ownChain).filter(({ action }) => action === "introduce-key").length;

/**
 * A run during which a deployment adds a key, one under that key, and one under a third; then somebody takes the second
 * introduction out of the table, and a run begins.
 */
async function history() {
  const world = install();
  const { runId: ofFirst } = await begin(world);
  await replaceSigningKey(world);
  const whileOpen = introduced(world);
  await finish(world);
  await world.call("watch-records", { runId: ownChain });
  const afterwards = introduced(world);
  const { runId: ofSecond, verdict } = await take(world, { attempt: 2, version: 2 });
  await replaceSigningKey(world);
  const { runId: ofThird } = await take(world, { attempt: 3, version: 1 });
  const bundles = {
    first: await partsOf(world, ofFirst),
    second: await partsOf(world, ofSecond),
    third: await partsOf(world, ofThird),
    own: await partsOf(world, ownChain),
  };
  remove(world, keys.introduction(2));
  const refused = await world.call("watch-records", { runId: ownChain }).catch((error: Error) => error);
  const late = await takeUntil(world, "6.1 Read change record", { attempt: 4, version: 2 });
  const gathered = (chain: string) => world.ask((ports) => gatherBundle(ports, chain));
  const tampered = { late: await gathered(late), own: await gathered(ownChain) };
  return { world, ofSecond, verdict, whileOpen, afterwards, bundles, refused, tampered };
}

const played = history();

describe("a signing key that is replaced", () => {
  test("takes its place when no run is open", async () => {
    const { world, whileOpen, afterwards } = await played;
    expect([whileOpen, afterwards, introduced(world)]).toEqual([0, 1, 2]);
  });

  test("signs the runs that begin after it; whoever pinned any of the keys verifies all of them", async () => {
    const { verdict, bundles } = await played;
    expect(verdict).toBe("SUCCEEDED");
    const used = Object.values(bundles).map(({ publicKeyPem }) => publicKeyPem);
    expect(used).toEqual([first, second, third, first]);
    for (const parts of Object.values(bundles))
      for (const pinned of [first, second, third]) expect(found(parts, pinned)).toEqual([]);
  });

  test("is not accepted by who pinned an older key if a link is missing", async () => {
    const { bundles } = await played;
    const [one, two] = bundles.third.introductions;
    if (one === undefined || two === undefined) throw new Error("two keys were introduced");
    const without = (...introductions: readonly (typeof one)[]) =>
      found({ ...bundles.third, introductions }, first).map(({ message }) => message);
    expect(without()).toContainEqual(expect.stringContaining("no introduction links them"));
    expect(without(two)).toContain("introduction 2 comes where 1 belongs: 1 is missing");
    expect(without(one)).toContainEqual(expect.stringContaining("the one that introduced it is missing"));
  });

  test("leaves a plan locked that was locked under an older key", async () => {
    const { world, ofSecond } = await played;
    const asked = (await read(world, ofSecond)).entries.filter(isFact("decide-gate", "decision"));
    expect(asked.map(({ detail }) => detail.gate)).not.toContain("plan-approval");
  });
});

describe("an introduction that somebody takes out of the table", () => {
  test("is missed before another key takes its place", async () => {
    const { refused } = await played;
    expect(refused).toMatchObject({ message: expect.stringContaining("somebody took one out") });
  });

  test("leaves a run under a replaced key, which the newest key, the introduction, and the control plane's chain give away", async () => {
    const { bundles, tampered } = await played;
    expect(tampered.late.publicKeyPem).toBe(second);
    const rules = (parts: BundleParts, key: string) => found(parts, key).map(({ rule }) => rule);
    expect(rules(tampered.late, third)).toContain("key");
    const { introductions } = bundles.third;
    expect(rules({ ...tampered.late, introductions }, first)).toContain("introductions");
    expect(rules(tampered.own, first)).toContain("checkpoint");
  });
});
