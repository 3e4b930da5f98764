import type { Change } from "../../lib/domain/change/manifest.ts";
import type { Adoption } from "../../lib/domain/records/adoption.ts";
import { ownChain } from "../../lib/domain/records/checkpoint.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { keys } from "../../lib/ports/shared/records-table.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { application, install, read, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const repository = "example/shop";
const commit = "e".repeat(40);
const since =
  (from: string | null, ...addresses: readonly string[]) =>
  (change: Change): Change => ({
    ...change,
    contributors: { since: from, people: addresses.map((address) => ({ name: address, address })) },
  });
const releaseManager = "release-manager@example.com";

const refusalOf = async (world: World, edit: (change: Change) => Change, number = 1) => {
  const { entries } = await take(world, { commit: number, edit });
  return entries.find(isFact("refuse-run", "observation"))?.detail.reason ?? null;
};

/** Has the Platform Owner adopt a commit, as `interlock adopt` does. */
async function adopt(world: World, what = { repository, commit }) {
  await world.call("adopt-commit", what);
  const code = world.people.mails.at(-1)?.text.match(/--code (\S+)/)?.[1] ?? "none";
  return world.call("adopt-commit", { ...what, code });
}

describe("an existing repository, to which every approver has contributed", () => {
  test("is refused while every commit counts, and carried out once the Platform Owner has adopted a commit", async () => {
    const world = install();

    expect(await refusalOf(world, since(null, releaseManager), 1)).toContain("no hand in the change");
    expect(await refusalOf(world, since(commit), 2)).toContain("which nobody adopted");
    expect((await adopt(world)).outcome).toBe("adopted");
    expect(await refusalOf(world, since(commit), 3)).toBeNull();
  });

  test("is refused if an approver contributed after the adopted commit", async () => {
    const world = install();
    await adopt(world);

    expect(await refusalOf(world, since(commit, releaseManager))).toContain("no hand in the change");
  });

  test("has pages that say who adopted which commit", async () => {
    const world = install();
    await adopt(world);
    const { entries } = await take(world, { edit: since(commit) });
    const shown = await Promise.all(
      entries
        .filter(isFact("decide-gate", "decision"))
        .map(({ detail }) => world.ask(({ changes }) => changes.bytes(detail.dossierDigest))),
    );

    expect(shown.length).toBeGreaterThan(1);
    for (const dossier of shown)
      expect(JSON.parse(dossier)).toMatchObject({ adopted: { commit, by: "platform-owner" } });
  });

  test("counts from its own successes afterwards", async () => {
    const world = install();
    await adopt(world);
    const first = await take(world, { commit: 1, edit: since(commit) });

    expect(first.verdict).toBe("SUCCEEDED");
    expect((await adopt(world, { repository, commit: "d".repeat(40) })).outcome).toBe("not-needed");
    expect((await take(world, { commit: 2, edit: since(first.change.commit.sha) })).verdict).toBe(
      "SUCCEEDED",
    );
  });
});

describe("an adoption does not count", () => {
  test("for another repository", async () => {
    const world = install();
    await adopt(world, { repository: "github.com/mallory/shop", commit });

    expect(await refusalOf(world, since(commit))).toContain("which nobody adopted");
  });

  test.each<[string, (adoption: Adoption) => object]>([
    ["of another commit", (adoption) => ({ ...adoption, commit })],
    [
      "without a signature",
      ({ envelope, ...rest }) => ({ ...rest, commit, envelope: { ...envelope, signatures: [] } }),
    ],
  ])("that somebody wrote into the table: %s", async (_what, forged) => {
    const world = install();
    await adopt(world, { repository, commit: "d".repeat(40) });
    const { pk, sk } = keys.adoption(application, repository);
    const item = world.dynamodb.items.get(pk)?.get(sk);
    world.dynamodb.items.get(pk)?.set(sk, { ...item, adoption: forged(item?.["adoption"] as Adoption) });

    expect(await refusalOf(world, since(commit))).toContain("which nobody adopted");
  });
});

describe("the control plane's own chain with an adoption", () => {
  test("is sound", async () => {
    const world = install();
    await adopt(world);
    const { findings } = verify(bytesOf(await partsOf(world, ownChain)));

    expect((await read(world, ownChain)).entries[0]?.detail).toMatchObject({ about: "adopt" });
    expect(findings).toEqual([]);
  });
});
