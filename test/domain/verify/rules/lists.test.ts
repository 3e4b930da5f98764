import { canonicalJson, sha256 } from "../../../../lib/domain/canonical.ts";
import {
  digest,
  foundBy,
  listed,
  opened,
  provision,
  provisioned,
  saying,
  type Told,
  undo,
  undone,
} from "../../../fakes/told-bundle.ts";

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
  const look = (looked: { count: number; digest: string; items: null }): Told => ({
    action: "look-for-residual",
    kind: "observation",
    subject: "staging",
    detail: { environment: "staging", clean: true, looked },
  });
  const proof = (looked: { count: number; digest: string; items: null }): Told => ({
    action: "prove-rollback",
    kind: "observation",
    subject: "staging",
    detail: { environment: "staging", proved: true, resourcesSeen: 1, kept: [], residual: [], looked },
  });

  test.each<[string, Told]>([
    ["of an update", provision("staging", "storage", "update", { changes: beside })],
    ["of a restoration", undo("staging", "storage", "restore", { changes: beside })],
    ["of a look for what is left", look(beside)],
    ["of a proof", proof(beside)],
  ])("%s may stand beside the entries, and is missed there", (_what, told) => {
    expect(foundBy("lists", [told], { lists: [text] })).toEqual([]);
    expect(foundBy("lists", [told])).toEqual([
      saying("lists", 1, `the list ${long.digest} of 1 is not in the bundle`),
    ]);
  });

  test("may stand in its entry, or not at all", () => {
    const story = [
      provision("staging", "storage", "update", { changes: long }),
      provisioned("staging", "storage"),
      undone("staging", "storage"),
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
    expect(foundBy("lists", [provision("staging", "storage", "update", { changes })])).toEqual([
      saying("lists", 1, says),
    ]);
  });

  test("beside the entries is found when it has another count than its entry says", () => {
    expect(foundBy("lists", [look({ ...beside, count: 2 })], { lists: [text] })).toEqual([
      saying("lists", 1, "a list has 1 items"),
    ]);
  });

  test("is found when no entry names it, also when one has it in itself", () => {
    const says = [saying("lists", null, `the list ${long.digest} is named by no entry of this run`)];
    expect(foundBy("lists", [opened()], { lists: [text] })).toEqual(says);
    expect(
      foundBy("lists", [provision("staging", "storage", "update", { changes: long })], { lists: [text] }),
    ).toEqual(says);
  });

  test("that does not parse is as good as none", () => {
    const odd = { count: 1, digest: sha256("{}"), items: null };
    expect(foundBy("lists", [look(odd)], { lists: ["{}"] })).toEqual([
      saying("lists", 1, "is not in the bundle"),
    ]);
  });
});
