import { canonicalJson } from "../../../../lib/domain/canonical.ts";
import type { Asset } from "../../../../lib/domain/change/assets.ts";
import { changeDigest } from "../../../../lib/domain/change/manifest.ts";
import type { FactOf } from "../../../../lib/domain/records/facts.ts";
import { receipt, recovered, rollbackBegun } from "../../../fixtures/sample-facts.ts";
import { assetOf } from "../../../simulator/changes.ts";
import { foundBy, saying } from "../findings.ts";
import { change, digest, intended, opened, type SampleEntry, signed } from "../sample-run.ts";

const code = assetOf("the code");
const other = assetOf("other code", 1);
const withCode = { ...change, assets: { development: [code], staging: [], production: [] } };
const standing = digest("c");
const locked = signed(receipt("plan-approval"), { changeDigest: changeDigest(withCode) });

type Detail = FactOf<"publish-asset", "intent">["detail"];
const detailOf = ({ name, digest, bucketName, objectKey }: Asset, more: Partial<Detail>): Detail => ({
  environment: "development",
  name,
  digest,
  bucketName,
  objectKey,
  ...more,
});
const announced = (asset: Asset, more: Partial<Detail> = {}): SampleEntry => ({
  action: "publish-asset",
  kind: "intent",
  subject: more.environment ?? "development",
  detail: detailOf(asset, more),
});
const published = (
  asset: Asset,
  more: Partial<FactOf<"publish-asset", "outcome">["detail"]> = {},
): SampleEntry => ({
  action: "publish-asset",
  kind: "outcome",
  subject: more.environment ?? "development",
  detail: { ...detailOf(asset, {}), result: "published", versionId: null, reason: "", ...more },
});

const found = (...story: readonly SampleEntry[]) =>
  foundBy("assets", [opened({ changeDigest: changeDigest(withCode) }), ...story], {
    change: canonicalJson(withCode),
  });
const step = intended("development/network");

describe("what an environment's bucket gets", () => {
  test.each<[string, readonly SampleEntry[]]>([
    ["is what the change brings along, before the first step", [announced(code), published(code), step]],
    ["may be there already", [announced(code), published(code, { result: "already-there" }), step]],
    [
      "may be what stands, for a rollback",
      [
        announced(code),
        published(code),
        announced(other, { standing }),
        published(other, { standing }),
        step,
        intended("development/storage"),
      ],
    ],
    [
      "may be what stands, where the change has the same bytes",
      [announced(code, { standing }), published(code, { standing })],
    ],
    [
      "is announced again by a call that was killed",
      [announced(code), announced(code), published(code), step],
    ],
    ["may be refused, and then no step follows", [announced(code), published(code, { result: "refused" })]],
  ])("%s", (_what, story) => {
    expect(found(locked, ...story)).toEqual([]);
  });

  test("is nothing where the change brings nothing along", () => {
    expect(found(locked, intended("staging/network"))).toEqual([]);
  });

  const what = `Function0/Code (${code.digest.slice(0, 16)})`;
  const whatElse = `Function1/Code (${other.digest.slice(0, 16)})`;
  test.each<[string, readonly SampleEntry[], readonly [number, string][]]>([
    [
      "the step comes first",
      [step, announced(code), published(code)],
      [
        [3, `development/network is changed before ${what} was published`],
        [4, `${what} is published in development after its first step`],
      ],
    ],
    [
      "several steps come first, which is said once",
      [step, intended("development/storage")],
      [[3, `development/network is changed before ${what} was published`]],
    ],
    [
      "it was refused and a step followed",
      [announced(code), published(code, { result: "refused" }), step],
      [[5, `development/network is changed before ${what} was published`]],
    ],
    [
      "the change does not have it",
      [announced(other)],
      [[3, `${whatElse} is published in development, and the change does not have it there`]],
    ],
    [
      "the change has it elsewhere",
      [announced(code, { objectKey: "elsewhere.zip" })],
      [[3, `${what} is published in development, and the change does not have it there`]],
    ],
    [
      "other bytes take its place",
      [announced(code, { digest: other.digest })],
      [[3, "and the change does not have it there"]],
    ],
    [
      "other bytes take its place as what stands",
      [announced(code, { digest: other.digest, standing })],
      [[3, `of the change ${standing} is published where the change has ${code.digest}`]],
    ],
    [
      "the change's own is called another's",
      [announced(other, { standing: changeDigest(withCode) })],
      [[3, `${whatElse} is published as another change's, which it names as its own`]],
    ],
    [
      "nobody announced it",
      [published(code)],
      [[3, `${what} has an outcome in development, and the entry before does not announce it`]],
    ],
    [
      "something else was announced",
      [announced(code), published(code, { digest: other.digest })],
      [
        [
          4,
          `Function0/Code (${other.digest.slice(0, 16)}) has an outcome in development, and the entry before does not announce it`,
        ],
      ],
    ],
    ...(
      [
        ["another environment's was announced", { environment: "staging" }],
        ["another name was announced", { name: "another" }],
        ["what stands was announced", { standing }],
      ] as const
    ).map(([when, more]): [string, readonly SampleEntry[], readonly [number, string][]] => [
      when,
      [announced(code), published(code, more)],
      [[4, "and the entry before does not announce it"]],
    ]),
    [
      "a rollback has begun",
      [rollbackBegun("development"), announced(code)],
      [[4, `${what} is published in development after the rollback of development`]],
    ],
    [
      "the run only rolls back",
      [recovered(), announced(code)],
      [[4, `${what} is published in development after a recovery, which can only roll back`]],
    ],
  ])("is found when %s", (_what, story, says) => {
    expect(found(locked, ...story)).toEqual(says.map(([entry, text]) => saying("assets", entry, text)));
  });

  test("is found without the receipts that allow it", () => {
    expect(found(announced(code))).toEqual([
      saying(
        "assets",
        2,
        `${what} is published in development without a receipt "gate-passed plan-approval" before it`,
      ),
    ]);
  });

  test("needs in production what precedes its first step, and not its release", () => {
    const missed = found(announced(code, { environment: "production" })).map(({ message }) => message);
    const receipts = missed.flatMap((message) => /without a receipt "([^"]+)"/.exec(message)?.[1] ?? []);
    expect(receipts).toEqual([
      "validated staging",
      "gate-passed staging-sign-off",
      "gate-passed change-record",
    ]);
  });

  test("is not judged in a bundle without the change, or without an opening", () => {
    const lines = (all: readonly string[]) => all.filter((line) => !line.startsWith('{"change"'));
    const story = [opened(), announced(code), published(code), step];
    const withoutReceipt = saying("assets", 2, "without a receipt");
    expect(foundBy("assets", story, { lines })).toEqual([withoutReceipt]);
    const [unopened] = foundBy("assets", [announced(other, { standing })]);
    expect(unopened).toEqual(saying("assets", 1, "without a receipt"));
  });
});
