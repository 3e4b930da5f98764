import { sha256 } from "../../../../lib/domain/canonical.ts";
import { foundBy, saying } from "../findings.ts";
import { entriesOf } from "../sample-bundle.ts";
import { asked, but, digest, opened, type SampleEntry, second, validated } from "../sample-run.ts";

const story: readonly SampleEntry[] = [opened(), asked("plan-approval"), validated("development")];
const [first, second_, third] = story as [SampleEntry, SampleEntry, SampleEntry];

test.each(["sequence", "chain", "run", "time", "head", "witness"] as const)(
  "%s finds nothing in entries as they were chained",
  (rule) => expect(foundBy(rule, story)).toEqual([]),
);

describe("the number of an entry", () => {
  test("is its place", () => {
    expect(foundBy("sequence", [first, but(second_, { sequence: 3 }), third])).toEqual([
      saying("sequence", 2, "the entry at place 2 has the number 3, not 2"),
    ]);
  });
});

describe("the digest that an entry stands behind", () => {
  test("is that of the line before it", () => {
    const [line = ""] = entriesOf(story);
    expect(foundBy("chain", [first, but(second_, { previousDigest: digest("0") })])).toEqual([
      saying(
        "chain",
        2,
        `entry 2 stands behind ${digest("0")}, but the line before it has the digest ${sha256(line)}`,
      ),
    ]);
  });

  test("is told by every entry but the first", () => {
    expect(foundBy("chain", [first, but(second_, { previousDigest: null })])).toEqual([
      saying("chain", 2, "entry 2 stands behind nothing"),
    ]);
    expect(foundBy("chain", [but(first, { previousDigest: digest("0") })])).toEqual([
      saying("chain", 1, "the digest of nothing: it is the first"),
    ]);
  });
});

test("an entry of another run is found where it stands", () => {
  expect(foundBy("run", [first, but(second_, { runId: "other-1" })])).toEqual([
    saying("run", 2, 'entry 2 is of the run "other-1"'),
  ]);
});

describe("the time of an entry", () => {
  const at = (...seconds: readonly number[]) =>
    foundBy(
      "time",
      seconds.map((one) => but(validated("development"), { at: second(one) })),
    );

  test("may be ten seconds before the latest one so far, because clocks differ", () => {
    expect(at(0, 20, 15, 10)).toEqual([]);
  });

  test("is compared with the latest one so far, not only with the one before", () => {
    expect(at(0, 20, 15, 9.999)).toEqual([
      saying("time", 4, `entry 4 is of ${second(9.999)}, but one before it is of ${second(20)}`),
    ]);
  });
});

describe("the first line", () => {
  const announcing = (change: (line: string) => string) => ({
    lines: ([line = "", ...others]: readonly string[]) => [change(line), ...others],
  });

  test("says how many entries follow", () => {
    expect(
      foundBy(
        "head",
        story,
        announcing((line) => line.replace('"count":3', '"count":4')),
      ),
    ).toEqual([saying("head", 3, "the first line says that 4 entries follow; there are 3")]);
  });

  test("says the digest of the last one", () => {
    const last = sha256(entriesOf(story).at(-1) ?? "");
    expect(
      foundBy(
        "head",
        story,
        announcing((line) => line.replace(last, digest("0"))),
      ),
    ).toEqual([saying("head", 3, `the last entry has the digest ${last}, not ${digest("0")}`)]);
  });

  test("is there", () => {
    expect(foundBy("head", story, { lines: ([, ...others]) => others })).toEqual([
      saying("head", null, "the bundle has no beginning"),
    ]);
  });

  test("of a bundle without entries proves nothing", () => {
    expect(foundBy("head", [])).toEqual([saying("head", null, "the bundle has no entries")]);
  });
});

describe("somebody who saw heads before", () => {
  const heads = entriesOf(story).map((line) => sha256(line));
  const saw = (...witnesses: readonly (readonly [number, string])[]) =>
    foundBy("witness", story, { witnesses: witnesses.map(([count, head]) => ({ count, head })) });

  test("finds nothing when they are still there", () => {
    expect(saw([1, heads[0] ?? ""], [3, heads[2] ?? ""])).toEqual([]);
    expect(saw([2, heads[1]?.slice(0, 8) ?? ""])).toEqual([]);
  });

  test("finds the entry that is another one now, also when somebody else saw it as it is", () => {
    expect(saw([2, heads[1] ?? ""], [2, "00000000"])).toEqual([
      saying("witness", 2, "somebody saw 00000000 there"),
    ]);
  });

  test("finds a bundle that ends before", () => {
    expect(saw([1, heads[0] ?? ""], [5, "00000000"])).toEqual([
      saying("witness", 3, "somebody saw 5 entries, the last with 00000000; there are 3"),
    ]);
  });
});
