import { envelopeDigest } from "../../../lib/domain/records/dsse.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { listRun } from "../../fixtures/listed-run.ts";
import { opened, otherDigest, receipt } from "../../fixtures/sample-facts.ts";
import { append, edit } from "../../simulator/table.ts";
import { opening } from "./opening.ts";

const seal = receipt("run");
const sealDigest = envelopeDigest(seal.detail.envelope);

/** A run that has the lease, after an earlier run that was sealed in that epoch; the lease says so, or something else. */
async function follows(epoch: number, lease: { readonly previousSeal: string | null }) {
  const run = await opening();
  const { installation } = run;
  listRun(installation, 1);
  append(installation, "shop-1", [opened({ epoch }), seal]);
  edit(installation, keys.lease(installation.application), lease);
  const named = async () =>
    (await run.entries()).find(isFact("open-run", "observation"))?.detail.previousSeal;
  return { ...run, named };
}

describe("a run whose lease follows the earlier runs", () => {
  test("goes on, and names the last seal", async () => {
    const { open, named } = await follows(0, { previousSeal: sealDigest });
    expect(await open()).toEqual({ next: "ask" });
    expect(await named()).toBe(sealDigest);
  });
});

test("a run names the seal that was made last, whichever of the earlier runs made it", async () => {
  const run = await opening();
  const { installation } = run;
  for (const index of [1, 2, 3]) {
    listRun(installation, index);
    append(
      installation,
      `shop-${index}`,
      index === 2 ? [opened({ epoch: 0 }), seal] : [opened({ epoch: 0 })],
    );
  }
  edit(installation, keys.lease(installation.application), { previousSeal: sealDigest });
  expect(await run.open()).toEqual({ next: "ask" });
});

describe("a run whose lease was put back", () => {
  test.each([
    ["names no seal", null, "the lease names no seal as the last one"],
    ["names another seal", otherDigest, `the lease names ${otherDigest} as the last one`],
  ])("is refused if it %s, and names the last seal nonetheless", async (_what, previousSeal, says) => {
    const { open, refusal, named } = await follows(0, { previousSeal });
    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toContain(`PrerequisiteMissing: ${says}, but shop-1 was sealed last, at `);
    expect(await named()).toBe(sealDigest);
  });

  test("is refused if it counts no further than the runs before it", async () => {
    const { open, refusal } = await follows(1, { previousSeal: sealDigest });
    expect(await open()).toEqual({ next: "refuse" });
    expect(await refusal()).toContain(
      "PrerequisiteMissing: the lease counts epoch 1, but the runs before it came to epoch 1",
    );
  });
});
