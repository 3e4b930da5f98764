import type { Entry } from "../../../lib/domain/records/entry.ts";
import {
  compareStanding,
  type StandingItems,
  type Unproved,
} from "../../../lib/domain/run/compare-standing.ts";
import { chainOf } from "../../fixtures/sample-entries.ts";
import { noted } from "../../fixtures/sample-facts.ts";

const items: StandingItems = { isStopped: false, holder: null, quarantined: [] };
const note = (about: string, subject = "work") => ({ ...noted(about), subject });
/** The control plane's chain, whose notes were written one second apart. */
const ownChain = (...facts: readonly Parameters<typeof chainOf>[0][number][]): readonly Entry[] => {
  let head: Parameters<typeof chainOf>[1] = {};
  return facts.flatMap((one, seconds) => {
    const next = chainOf([one], { ...head, seconds });
    head = { head: next.head };
    return next.entries;
  });
};

describe("an emergency stop", () => {
  const gone = {
    runId: null,
    what: "the emergency stop of 2026-11-24T10:00:00.000Z is gone, and nobody resumed work",
  };

  test("is gone if its item is, and no note says that work was resumed", () => {
    expect(compareStanding(ownChain(note("stop"), note("forged-link")), items, [])).toEqual([gone]);
    expect(compareStanding(ownChain(note("stop")).concat(ownChain(note("resume"))), items, [])).toEqual([]);
  });

  test("stands while its item does", () => {
    expect(compareStanding(ownChain(note("stop")), { ...items, isStopped: true }, [])).toEqual([]);
  });

  test("was none if nobody pressed it", () => {
    expect(compareStanding([], items, [])).toStrictEqual([]);
    expect(compareStanding(ownChain(note("forged-link")), items, [])).toStrictEqual([]);
  });
});

describe("a quarantine", () => {
  const sealedAt = "2026-11-24T10:00:01.000Z";
  const unproved: readonly Unproved[] = [{ runId: "shop-1", sealedAt }];
  const gone = {
    runId: "shop-1",
    what: "the run was sealed in quarantine; its quarantine is gone, and nobody resolved it",
  };
  const chain = ownChain(
    note("forged-link"),
    note("resolve-quarantine", "shop-2"),
    note("forged-link", "shop-1"),
  );

  test("is gone if its item is, and no note says that it was resolved", () => {
    expect(compareStanding(chain, items, unproved)).toEqual([gone]);
  });

  test.each<[string, readonly Entry[], StandingItems]>([
    ["while its item does", chain, { ...items, quarantined: ["shop-2", "shop-1"] }],
    [
      "while the run still has the lease, because it is sealed before it is quarantined",
      chain,
      { ...items, holder: "shop-1" },
    ],
  ])("stands %s", (_when, own, standing) => {
    expect(compareStanding(own, standing, unproved)).toEqual([]);
  });

  test("was resolved if a note says so", () => {
    expect(compareStanding(ownChain(note("resolve-quarantine", "shop-1")), items, unproved)).toEqual([]);
  });

  test("is judged however old it is, if the whole chain was read", () => {
    expect(
      compareStanding(chain, items, [{ runId: "shop-1", sealedAt: "2020-01-01T00:00:00.000Z" }]),
    ).toEqual([gone]);
  });

  test("from before the first entry that was read is not judged: its resolution may not be among them", () => {
    const newest = chain.slice(1);
    expect(compareStanding(newest, items, unproved)).toEqual([gone]);
    expect(
      compareStanding(newest, items, [{ runId: "shop-1", sealedAt: "2026-11-24T10:00:00.999Z" }]),
    ).toEqual([]);
  });

  test("is not judged without any entry", () => {
    expect(compareStanding([], items, unproved)).toEqual([]);
  });
});
