import { canonicalJson, type Json } from "../../../../lib/domain/canonical.ts";
import type { FreezeWindow } from "../../../../lib/domain/freeze/window.ts";
import { fact, type More, receipt } from "../../../fixtures/sample-facts.ts";
import { migration } from "../../freeze/sample-window.ts";
import { foundBy, saying } from "../findings.ts";
import { digest, intended, opened, plan, type SampleEntry, second, signed } from "../sample-run.ts";

/** A window around the whole run, and one after it. */
const year = (more: Partial<FreezeWindow> = {}) =>
  migration({ id: "year-end", timeZone: "UTC", from: "2026-11-01T00:00", lasts: "P60D", ...more });
const later = (...environments: FreezeWindow["environments"]) =>
  migration({ id: "later", timeZone: "UTC", from: "2026-12-20T00:00", lasts: "P1D", environments });
const planned = (...windows: readonly FreezeWindow[]) => ({
  plan: canonicalJson({ ...plan, freezeWindows: windows } as unknown as Json),
});

/** A look that says that staging is open, a second after the run was opened. */
const look = (more: More<"read-windows"> = {}): SampleEntry =>
  fact("read-windows", "observation", "staging", {
    environment: "staging",
    scope: "everything",
    outcome: "open",
    askedAt: second(1),
    settings: [],
    closedBy: [],
    continuesAt: null,
    lifted: [],
    ...more,
  }) as SampleEntry;

const lifted = (people: readonly string[], more: More<"lift-window"> = {}): SampleEntry =>
  fact("lift-window", "decision", "staging", {
    environment: "staging",
    window: "plan/year-end",
    people: people.map((person) => ({
      person,
      codeDigest: digest("c"),
      envelope: { payloadType: "text", payload: "", signatures: [] },
    })),
    ...more,
  }) as SampleEntry;
const liftSigned = (about: "staging" | "production" = "staging") =>
  signed(receipt(about, { statement: "window-lifted" }), { detail: [] });

const published = (
  environment: "staging" | "production",
  more: More<"publish-asset", "intent"> = {},
): SampleEntry =>
  fact("publish-asset", "intent", environment, {
    environment,
    name: "Create/Code",
    digest: digest("a"),
    bucketName: "assets",
    objectKey: "a.zip",
    ...more,
  }) as SampleEntry;

const found = (sample: readonly SampleEntry[], ...windows: readonly FreezeWindow[]) =>
  foundBy("freeze", [opened(), ...sample], planned(...windows));

describe("an environment that is begun", () => {
  test("needs no look while no window of the plan concerns it", () => {
    expect(found([intended("staging/network")])).toEqual([]);
    expect(found([intended("development/network"), published("production")], year())).toEqual([]);
  });

  test("needs no look when the bundle has no plan, or none that parses", () => {
    const lines = (all: readonly string[]) => all.filter((line) => !line.startsWith('{"plan"'));
    for (const without of [{ lines }, { plan: "odd" }])
      expect(foundBy("freeze", [opened(), look(), intended("development/network")], without)).toEqual([]);
  });

  test("is sound after a look that says that it is open", () => {
    const effects = [intended("staging/network"), published("staging"), intended("staging/ingress")];
    expect(found([look(), ...effects], later("staging"))).toEqual([]);
  });

  test.each<[string, SampleEntry, string]>([
    ["a step is changed", intended("staging/network"), "staging/network is changed, and nothing says"],
    ["an asset is published", published("staging"), "Create/Code is published, and nothing says"],
  ])("without such a look is found when %s", (_what, entry, says) => {
    expect(found([entry], later("staging"))).toEqual([saying("freeze", 2, says)]);
  });

  test("is not held when what stands is published again for a rollback", () => {
    expect(found([published("staging", { standing: digest("b") })], later("staging"))).toEqual([]);
  });

  test("is found after a look that says that it is frozen", () => {
    expect(found([look({ outcome: "frozen" }), intended("staging/network")], later("staging"))).toEqual([
      saying("freeze", 3, "nothing says that no freeze window closes staging"),
    ]);
  });
});

describe("production", () => {
  const windows = later("production");
  const begun = look({ environment: "production", scope: "all-but-ingress" });
  const opens = look({ environment: "production", scope: "ingress", askedAt: second(2) });

  test("is looked at before it is begun, and again before its ingress opens", () => {
    expect(
      found([begun, opens, intended("production/network"), intended("production/ingress")], windows),
    ).toEqual([]);
  });

  test.each(["create", "update"] as const)(
    "is found when the operation %s opens its ingress after the first look alone",
    (operation) => {
      const entry = intended("production/ingress", { operation });
      expect(found([begun, entry], windows)).toEqual([
        saying("freeze", 3, "production/ingress is changed, and nothing says"),
      ]);
    },
  );

  test("may have its ingress closed, and its other steps changed, after the first look", () => {
    const entry = intended("production/ingress", { operation: "close-ingress" });
    expect(found([begun, entry, intended("production/network")], windows)).toEqual([]);
  });
});

describe("a look at the windows", () => {
  test("is found when it calls open what a window of the plan, or of the settings, closes", () => {
    expect(found([look()], year())).toEqual([
      saying("freeze", 2, `staging counts as open at ${second(1)}, and plan/year-end closes it`),
    ]);
    expect(found([look({ settings: [year()] })])).toEqual([
      saying("freeze", 2, "and settings/year-end closes it"),
    ]);
  });

  test("is found when its windows cannot be computed", () => {
    expect(found([look()], year({ timeZone: "Europe/Nowhere" }))).toEqual([
      saying("freeze", 2, "the freeze windows of staging"),
    ]);
  });

  test("is sound when it says that the environment is frozen", () => {
    expect(found([look({ outcome: "frozen" })], year())).toEqual([]);
  });

  test.each([
    [second(1), []],
    [second(-119), []],
    [second(-120), [saying("freeze", 2, `computed for ${second(-120)}, and the entry is of ${second(1)}`)]],
    [second(2), [saying("freeze", 2, `computed for ${second(2)}, and the entry is of ${second(1)}`)]],
    ["some day", [saying("freeze", 2, "computed for some day")]],
  ])("is of the two minutes before its entry: one for %s", (askedAt, findings) => {
    expect(found([look({ outcome: "frozen", askedAt })])).toEqual(findings);
  });
});

describe("a window that is lifted", () => {
  const open = look({ lifted: ["plan/year-end"], askedAt: second(3) });

  test("no longer closes the environment after two people and a receipt say so", () => {
    expect(found([lifted(["anna", "ben"]), liftSigned(), open], year())).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[]]>([
    ["nobody lifted it", [liftSigned()]],
    ["another window was lifted", [lifted(["anna", "ben"], { window: "plan/other" }), liftSigned()]],
    [
      "it was lifted for another environment",
      [lifted(["anna", "ben"], { environment: "production" }), liftSigned()],
    ],
    ["no receipt says so", [lifted(["anna", "ben"])]],
    ["another environment's receipt says so", [lifted(["anna", "ben"]), liftSigned("production")]],
  ])("is found when %s", (_what, before) => {
    const askedAt = second(before.length + 1);
    expect(found([...before, look({ lifted: ["plan/year-end"], askedAt })], year())).toEqual([
      saying("freeze", before.length + 2, "plan/year-end counts as lifted in staging, and no receipt"),
    ]);
  });

  test("is one of several that may be lifted for the same environment", () => {
    const other = lifted(["anna", "ben"], { window: "plan/other" });
    const both = look({ lifted: ["plan/year-end", "plan/other"], askedAt: second(4) });
    expect(found([lifted(["anna", "ben"]), other, liftSigned(), both], year())).toEqual([]);
  });

  test.each([[["anna"]], [["anna", "anna"]]])("is found when %j alone lifted it", (people) => {
    expect(found([lifted(people)])).toEqual([
      saying("freeze", 2, "plan/year-end is lifted in staging by fewer than 2 people"),
    ]);
  });
});
