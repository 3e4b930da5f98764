import { openSupersession } from "../../../lib/domain/records/supersession.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { noted, opened, otherDigest } from "../../fixtures/sample-facts.ts";
import { edit, entriesOf, put } from "../../simulator/table.ts";
import { installed, refusedBecause } from "./installed.ts";

const by = "shop-newer";
const superseded = { statement: "superseded", runId } as const;

/** A claimed change; `successor` if a newer one took its place, which is claimed too unless it `isUnknown`. */
async function waited(successor: "newer" | "isUnknown" | null) {
  const arranged = await installed();
  const { installation, claim } = arranged;
  if (successor !== null)
    edit(installation, keys.listed(claim.claimedAtMs, runId), {
      superseded: { by, atMs: installation.time.nowMs() },
    });
  if (successor === "newer") put(installation, keys.claim(by), { claim: { ...claim, runId: by } });
  const entered = () =>
    entriesOf(installation, "control-plane").filter(({ action }) => action === "supersede-change");
  return { ...arranged, entered };
}

describe("the receipt of a superseded change", () => {
  test("names the change that took its place, and when", async () => {
    const { installation, sign, key, entered } = await waited("newer");
    const { envelope } = await sign(superseded);
    expect(openSupersession(envelope, key)).toEqual({
      superseded: { runId, changeDigest: otherDigest },
      successor: { runId: by, changeDigest: otherDigest },
      at: new Date(installation.time.nowMs()).toISOString(),
    });
    expect(entered()).toMatchObject([{ subject: runId, detail: { successor: by, envelope } }]);
  });

  test("is answered again to a caller that did not get it, and not entered twice", async () => {
    const { installation, sign, entered } = await waited("newer");
    const first = await sign(superseded);
    await installation.pass(60_000);
    expect(await sign(superseded)).toEqual(first);
    expect(entered()).toHaveLength(1);
  });

  test("is refused for a change that began", async () => {
    const { sign, write, entered } = await waited("newer");
    write(opened(), noted("something"));
    await expect(sign(superseded)).rejects.toMatchObject(refusedBecause("began: it has 2 entries"));
    expect(entered()).toEqual([]);
  });

  test.each([
    ["nothing took its place", null],
    ["what took its place was never claimed", "isUnknown"],
  ] as const)("is refused when %s", async (_what, successor) => {
    const { sign } = await waited(successor);
    await expect(sign(superseded)).rejects.toMatchObject(refusedBecause("there is nothing to sign"));
  });

  test("is refused for a change that nobody claimed", async () => {
    const { sign } = await waited("newer");
    await expect(sign({ ...superseded, runId: "shop-unknown" })).rejects.toMatchObject(
      refusedBecause("no newer change took the place of shop-unknown"),
    );
  });
});
