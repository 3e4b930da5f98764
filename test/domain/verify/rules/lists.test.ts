import * as z from "zod";
import { canonicalJson, sha256 } from "../../../../lib/domain/canonical.ts";
import { Bundle } from "../../../../lib/domain/verify/bundle.ts";
import { limits } from "../../../../lib/domain/verify/room.ts";
import { itemsOf } from "../../../../lib/domain/verify/rules/lists.ts";
import {
  proved,
  provisioned,
  residualLookedFor,
  seenStanding,
  undone,
} from "../../../fixtures/sample-facts.ts";
import { foundBy, saying } from "../findings.ts";
import { listed } from "../sample-bundle.ts";
import { digest, intended, opened, type SampleEntry, undoing } from "../sample-run.ts";

describe("a list", () => {
  const row = {
    logicalId: "B",
    type: "T",
    action: "Add",
    replacement: "False",
    policy: null,
    properties: [],
  } as const;
  const long = listed({ ...row, properties: [] as string[] });
  const beside = { ...long, items: null };
  const text = canonicalJson(long.items);
  test.each<[string, SampleEntry]>([
    ["of an update", intended("staging/storage", { operation: "update", changes: beside })],
    ["of a restoration", undoing("staging/storage", { operation: "restore", changes: beside })],
    ["of a look for what is left", residualLookedFor("staging", { looked: beside })],
    ["of a proof", proved("staging", { looked: beside })],
    ["of what was read while it stood", seenStanding("staging", { seen: beside })],
  ])("%s may be outside the entries, and is then missed there", (_what, told) => {
    expect(foundBy("lists", [told], { lists: [text] })).toEqual([]);
    expect(foundBy("lists", [told])).toEqual([
      saying("lists", 1, `the list ${long.digest} of 1 is not in the bundle`),
    ]);
  });

  test("may be in its entry, or absent", () => {
    const story = [
      intended("staging/storage", { operation: "update", changes: long }),
      provisioned("staging/storage"),
      undone("staging/storage"),
    ];
    expect(foundBy("lists", story)).toEqual([]);
  });

  test.each([
    [
      "count",
      { ...long, count: 2 },
      `a list has 1 items and the digest ${long.digest}; the entry says 2 and ${long.digest}`,
    ],
    ["digest", { ...long, digest: digest("0") }, `the entry says 1 and ${digest("0")}`],
  ])("is found when it has another %s than its entry says", (_what, changes, says) => {
    expect(foundBy("lists", [intended("staging/storage", { operation: "update", changes })])).toEqual([
      saying("lists", 1, says),
    ]);
  });

  test("beside the entries is found when it has another count than its entry says", () => {
    expect(
      foundBy("lists", [residualLookedFor("staging", { looked: { ...beside, count: 2 } })], {
        lists: [text],
      }),
    ).toEqual([saying("lists", 1, "a list has 1 items")]);
  });

  test("is found when no entry names it, also when one has it in itself", () => {
    const says = [saying("lists", null, `the list ${long.digest} is named by no entry of this run`)];
    expect(foundBy("lists", [opened()], { lists: [text] })).toEqual(says);
    expect(
      foundBy("lists", [intended("staging/storage", { operation: "update", changes: long })], {
        lists: [text],
      }),
    ).toEqual(says);
  });

  test("beside the entries is as good as none when no room is left for it", () => {
    const stopped: string[] = [];
    const bundle = new Bundle((why) => stopped.push(why));
    bundle.lists.set(long.digest, { digest: long.digest, says: long.items, problem: "" });
    expect(itemsOf(bundle, beside, z.array(z.unknown()))).toEqual(long.items);
    bundle.room.take("items", limits.items - 1);
    expect(itemsOf(bundle, beside, z.array(z.unknown()))).toBeNull();
    expect(stopped).toHaveLength(1);
  });

  test("that does not parse is as good as none", () => {
    const odd = { count: 1, digest: sha256("{}"), items: null };
    expect(foundBy("lists", [residualLookedFor("staging", { looked: odd })], { lists: ["{}"] })).toEqual([
      saying("lists", 1, "is not in the bundle"),
    ]);
  });
});
