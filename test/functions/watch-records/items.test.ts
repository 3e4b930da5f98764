import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { intended, noted, opened, receipt, someDigest } from "../../fixtures/sample-facts.ts";
import { justBefore } from "../../simulator/requests.ts";
import { append, copyKey, edit, put } from "../../simulator/table.ts";
import { envelope, minuteMs, open, watching } from "./watching.ts";

const gate = "change-record";
/** More entries than one look reads of the control plane's chain. */
const manyNotes = Array.from({ length: 600 }, (_, index) => noted(`something ${index}`));
const approved = [
  opened({ planDigest: someDigest }),
  receipt("plan-approval", { statement: "gate-passed", envelope }),
];

/** A run that agrees with its items, and what its watch enters about them. */
async function watched(facts: readonly Fact[] = open) {
  const watch = await watching({ [ownChain]: [noted("something")], [runId]: facts });
  const { installation } = watch;
  return {
    ...watch,
    /** Somebody writes that a gate is open, which nobody opened. */
    forge: () =>
      put(installation, keys.gate(runId, gate), {
        gate: {
          gate,
          state: "open",
          dossierDigest: someDigest,
          approvers: [],
          quorum: 1,
          approvedBy: [],
          expiresAtMs: 1,
        },
      }),
    lock: (by: string) => put(installation, keys.lock("21.03"), { plan: someDigest, runId: by }),
    lease: (holder: string | null) =>
      edit(installation, keys.lease(installation.application), { runId: holder }),
    differences: async () => {
      await watch.look();
      return watch
        .entered()
        .filter(({ between }) => between === "entries and items")
        .map((found) => `${found.runId}: ${found.what}`);
    },
  };
}

describe("the items of a run", () => {
  test("agree with its entries", async () => {
    const { differences } = await watched();
    expect(await differences()).toEqual([]);
  });

  test("are found when they say what its entries do not", async () => {
    const { forge, differences } = await watched();
    forge();
    expect(await differences()).toEqual([expect.stringContaining(`the gate ${gate} is open`)]);
  });

  test("are not compared any more when its histories are archived", async () => {
    const { installation, forge, differences } = await watched();
    forge();
    put(installation, keys.archive(runId), { envelope });
    expect(await differences()).toEqual([]);
  });

  test("are not judged while somebody writes", async () => {
    const { installation, forge, differences } = await watched();
    let looks = 0;
    const isSecondLook = ({ operation, input }: { operation: string; input: unknown }) =>
      operation === "BatchGet" && JSON.stringify(input).includes("GATE#") && ++looks === 2;
    justBefore(installation.account, isSecondLook, forge);
    expect(await differences()).toEqual([]);
    expect(looks).toBe(2);
  });
});

describe("the item of a locked plan", () => {
  test("agrees with the approval in the run that locked it, this one or another", async () => {
    const own = await watched(approved);
    own.lock(runId);
    expect(await own.differences()).toEqual([]);
    const other = await watched();
    append(other.installation, "shop-earlier-1", approved);
    other.lock("shop-earlier-1");
    expect(await other.differences()).toEqual([]);
  });

  test.each([runId, "shop-earlier-1"])("is found when %s has no approval of it", async (by) => {
    const { installation, lock, differences } = await watched();
    if (by !== runId) append(installation, by, open);
    lock(by);
    expect(await differences()).toEqual([
      expect.stringContaining(`${runId}: an item says that ${by} locked the plan`),
    ]);
  });
});

describe("what holds all work back", () => {
  const quarantined = [
    opened(),
    intended("staging/network"),
    receipt("run", { statement: "run-closed", envelope }),
  ];

  /** A run that was sealed in quarantine, whose histories are archived. */
  const sealed = async () => {
    const watch = await watched(quarantined);
    put(watch.installation, keys.archive(runId), { envelope });
    return watch;
  };

  test("is missed when a run was sealed in quarantine, and nobody resolved it", async () => {
    const { lease, differences } = await sealed();
    lease(null);
    expect(await differences()).toEqual([
      `${runId}: the run was sealed in quarantine; its quarantine is gone, and nobody resolved it`,
    ]);
  });

  test("is there while the run has the lease, or its quarantine stands", async () => {
    const held = await sealed();
    expect(await held.differences()).toEqual([]);
    const stands = await sealed();
    stands.lease(null);
    const { installation } = stands;
    put(installation, keys.quarantine(installation.application, runId), { quarantine: { runId } });
    expect(await stands.differences()).toEqual([]);
  });

  test("is not missed of a run that is not sealed", async () => {
    const { installation, lease, differences } = await watched(quarantined.slice(0, 2));
    put(installation, keys.archive(runId), { envelope });
    lease(null);
    expect(await differences()).toEqual([]);
  });

  test("is missed of a run that was sealed since the oldest of the entries that are read", async () => {
    const watch = await watching({ [ownChain]: manyNotes, [runId]: quarantined.slice(0, 2) });
    const { installation, look, entered } = watch;
    put(installation, keys.archive(runId), { envelope });
    // The whole chain is read once, and then only its end.
    await look();
    await installation.pass(5 * minuteMs);
    append(installation, ownChain, manyNotes);
    await look();
    await installation.pass(5 * minuteMs);
    append(installation, runId, quarantined.slice(2));
    edit(installation, keys.lease(installation.application), { runId: null });
    await look();
    expect(entered()).toMatchObject([{ runId, what: expect.stringContaining("its quarantine is gone") }]);
  });

  test("is not judged by entries of the control plane that do not match their copies", async () => {
    const { installation, differences } = await watched();
    append(installation, ownChain, [noted("stop")]);
    installation.s3.overwrite(copyKey(ownChain, 2), "{}");
    expect(await differences()).toEqual([]);
  });

  test("is not judged while it moves", async () => {
    const { installation, lease, differences } = await sealed();
    const { pk } = keys.lease(installation.application);
    let looks = 0;
    const isSecondLook = ({ operation, input }: { operation: string; input: unknown }) =>
      operation === "Get" && JSON.stringify(input).includes(`"${pk}"`) && ++looks === 2;
    justBefore(installation.account, isSecondLook, () => lease(null));
    expect(await differences()).toEqual([]);
    expect(looks).toBeGreaterThanOrEqual(2);
  });

  test("is missed when work was stopped, and nobody resumed it", async () => {
    const { installation, differences } = await watched();
    append(installation, ownChain, [noted("stop")]);
    expect(await differences()).toEqual([
      expect.stringMatching(`^${ownChain}: the emergency stop of .* is gone, and nobody resumed work$`),
    ]);
  });
});
