import {
  type Asset,
  assetAt,
  assetChanges,
  isSameAsset,
  placeholder,
} from "../../../lib/domain/change/assets.ts";

const asset = (name: string, digest: string, more: Partial<Asset> = {}): Asset => ({
  name,
  digest: digest.repeat(64),
  bytes: 1,
  bucketName: "assets",
  objectKey: `${name}.zip`,
  ...more,
});

test.each<[string, Partial<Asset>, boolean]>([
  ["called otherwise", { name: "other" }, true],
  ["of other bytes", { digest: "b".repeat(64) }, false],
  ["in another bucket", { bucketName: "other" }, false],
  ["under another key", { objectKey: "other.zip" }, false],
])("whether an asset is the same when it is %s: %s", (_what, more, same) => {
  expect(isSameAsset(asset("code", "a"), asset("code", "a", more))).toBe(same);
});

test("an asset is found by its key", () => {
  const [code, page] = [asset("code", "a"), asset("page", "b")];

  expect(assetAt([code, page], "page.zip")).toBe(page);
  expect(assetAt([code, page], "code")).toBeNull();
});

test.each<[string, readonly Asset[], readonly Asset[], readonly object[]]>([
  ["one that is new", [], [asset("code", "a")], [{ name: "code", from: null, to: "a".repeat(64) }]],
  [
    "one of other bytes",
    [asset("code", "a")],
    [asset("code", "b")],
    [{ name: "code", from: "a".repeat(64), to: "b".repeat(64) }],
  ],
  [
    "each once that is put at several places",
    [],
    [asset("code", "a"), asset("code", "a", { objectKey: "again.zip" }), asset("code", "b")],
    [
      { name: "code", from: null, to: "a".repeat(64) },
      { name: "code", from: null, to: "b".repeat(64) },
    ],
  ],
  ["none of the same bytes", [asset("code", "a")], [asset("code", "a", { objectKey: "other.zip" })], []],
  ["none that goes", [asset("code", "a")], [], []],
])("the assets that differ from what stands are %s", (_what, before, wanted, changes) => {
  expect(assetChanges(before, wanted)).toStrictEqual(changes);
});

test("a destination names pseudo parameters as templates do", () => {
  expect(placeholder("AccountId")).toBe("$" + "{AWS::AccountId}");
});
