import { canonicalJson, digestOf, type Json, sha256 } from "../../../../lib/domain/canonical.ts";
import type { Change } from "../../../../lib/domain/change/manifest.ts";
import { rehearsalTag } from "../../../../lib/domain/change/rehearsal.ts";
import type { Dossier } from "../../../../lib/domain/gate/dossier.ts";
import { provisioned, refused } from "../../../fakes/facts.ts";
import { sampleDossier } from "../../../fakes/sample-dossier.ts";
import { foundBy, saying } from "../findings.ts";
import { asked, change, digest, intended, opened, plan, runId, template } from "../sample-run.ts";

describe("the plan and the change that a run was opened with", () => {
  test("are there, and are those that its first entry names", () => {
    expect(foundBy("plan", [opened()])).toEqual([]);
    expect(foundBy("change", [opened()])).toEqual([]);
  });

  test.each(["plan", "change"] as const)("are not asked for when nothing opens the run: %s", (part) => {
    expect(foundBy(part, [intended("staging/network")], { [part]: null })).toEqual([]);
  });

  test.each(["plan", "change"] as const)("are missed: %s", (part) => {
    expect(foundBy(part, [opened()], { [part]: null })).toEqual([
      saying(part, 1, "is not in the bundle: the first entry names it"),
    ]);
  });

  test.each(["plan", "change"] as const)(
    "need be neither there nor readable when the run was refused: %s",
    (part) => {
      expect(foundBy(part, [opened(), refused()], { [part]: null })).toEqual([]);
      const odd = opened({ [`${part}Digest`]: sha256("odd") });
      expect(foundBy(part, [odd, refused()], { [part]: "odd" })).toEqual([]);
    },
  );

  test.each(["plan", "change"] as const)(
    "are found when they are others than the first entry says: %s",
    (part) => {
      const named = { [`${part}Digest`]: digest("0"), documentId: "21.04" };
      const says = saying(part, 1, `not ${digest("0")} as the first entry says`);
      expect(foundBy(part, [opened(named)])).toEqual([says]);
      expect(foundBy(part, [opened(named), refused()])).toEqual([says]);
    },
  );

  test.each(["plan", "change"] as const)("are found when they do not parse, with the reason: %s", (part) => {
    const odd = opened({ [`${part}Digest`]: sha256("odd") });
    expect(foundBy(part, [odd], { [part]: "odd" })).toEqual([
      saying(part, 1, `the ${part} ${sha256("odd")} does not parse: Unexpected token`),
    ]);
  });

  test("are found when the plan is another document", () => {
    expect(foundBy("plan", [opened({ documentId: "21.04" })])).toEqual([
      saying("plan", 1, "the plan is the document 21.03; the first entry names 21.04"),
    ]);
  });

  test.each([
    [
      "repository",
      { repository: "example/other" },
      'of the repository "example/shop"; the first entry names "example/other"',
    ],
    [
      "commit",
      { commit: "f".repeat(40) },
      `of the commit "${change.commit.sha}"; the first entry names "${"f".repeat(40)}"`,
    ],
    ["attempt", { attempt: 2 }, "of the attempt 1; the first entry names 2"],
    [
      "rehearsal",
      { rehearsal: true as const },
      "the change is no rehearsal, and the first entry says otherwise",
    ],
  ])("are found when the change is of another %s", (_what, says, message) => {
    expect(foundBy("change", [opened(says)])).toEqual([saying("change", 1, message)]);
  });

  test("are found when a rehearsal is not named as one", () => {
    const [first, ...others] = change.environments.staging;
    const rehearsal = {
      ...change,
      environments: {
        ...change.environments,
        staging: [{ ...first, tags: { [rehearsalTag]: "fail" } }, ...others],
      },
    } as Change;
    const telling = { change: canonicalJson(rehearsal) };
    const named = { changeDigest: digestOf(rehearsal) };
    expect(foundBy("change", [opened(named)], telling)).toEqual([
      saying("change", 1, "the change is made to fail, and the first entry says otherwise"),
    ]);
    expect(foundBy("change", [opened({ ...named, rehearsal: true })], telling)).toEqual([]);
  });
});

describe("templates", () => {
  test("are those that the change names", () => {
    expect(foundBy("templates", [opened()])).toEqual([]);
  });

  test("need not be there when the run was refused, but then all or none are", () => {
    expect(foundBy("templates", [opened(), refused()], { templates: [] })).toEqual([]);
    expect(foundBy("templates", [opened(), refused()], { templates: ["other"] })).toHaveLength(2);
  });

  test("are missed, each by the stack that it is for", () => {
    expect(foundBy("templates", [opened()], { templates: [] })).toEqual([
      saying(
        "templates",
        null,
        `no template in the bundle has the digest ${sha256(template)}, which the change names for shop-`,
      ),
    ]);
  });

  test("are found when nobody names them", () => {
    const says = saying(
      "templates",
      null,
      `the template ${sha256("other")} is named by no step of the change`,
    );
    expect(foundBy("templates", [opened()], { templates: [template, "other"] })).toEqual([says]);
    expect(foundBy("templates", [opened()], { change: null, templates: ["other"] })).toEqual([says]);
  });
});

describe("what was shown at a gate", () => {
  const page = (more: Partial<Dossier> = {}) =>
    canonicalJson(
      sampleDossier({
        runId,
        planDigest: digestOf(plan as unknown as Json),
        changeDigest: digestOf(change),
        approvers: ["change-manager"],
        quorum: 1,
        expiresAtMs: Date.parse("2026-11-24T11:00:00.000Z"),
        ...more,
      }),
    );
  const showing = (text: string) => asked("change-record", { dossierDigest: sha256(text) });
  const found = (text: string) => foundBy("dossiers", [opened(), showing(text)], { dossiers: [text] });

  test("is about this run, plan, change and gate", () => {
    expect(found(page())).toEqual([]);
  });

  test.each<[string, Partial<Dossier>, string]>([
    ["gate", { gate: "production-release" }, 'has the gate "production-release", not "change-record"'],
    ["run", { runId: "other-1" }, `has the runId "other-1", not "${runId}"`],
    ["plan", { planDigest: digest("0") }, `has the planDigest "${digest("0")}"`],
    ["change", { changeDigest: digest("0") }, `has the changeDigest "${digest("0")}"`],
    ["time", { expiresAtMs: 1 }, "has the expiresAtMs 1, not 17"],
    ["quorum", { quorum: 2 }, "has the quorum 2, not 1"],
    [
      "approvers",
      { approvers: ["a", "b"] },
      'change-record asks ["change-manager"]; its page names ["a","b"]',
    ],
  ])("is found when it has another %s", (_what, more, says) => {
    expect(found(page(more))).toEqual([saying("dossiers", 2, says)]);
  });

  test("is missed, and found when it does not parse", () => {
    expect(foundBy("dossiers", [opened(), showing(page())])).toEqual([
      saying("dossiers", 2, `what was shown at change-record, ${sha256(page())}, is not in the bundle`),
    ]);
    expect(found("{}")).toEqual([
      saying("dossiers", 2, "what was shown at change-record does not parse: gate:"),
    ]);
  });

  test("is found when it was shown at no gate of the run", () => {
    expect(foundBy("dossiers", [opened()], { dossiers: [page()] })).toEqual([
      saying("dossiers", null, `the dossier ${sha256(page())} was shown at no gate of this run`),
    ]);
  });

  test("of a run that was never opened is of no plan", () => {
    expect(foundBy("dossiers", [showing(page())], { dossiers: [page()] })).toEqual([
      saying("dossiers", 1, "not nothing"),
      saying("dossiers", 1, "has the changeDigest"),
    ]);
  });
});

describe("what stood before an update", () => {
  const kept = "a template that stood";
  const updating = intended("staging/storage", { operation: "update", baselineDigest: sha256(kept) });
  const telling = { baselines: [kept] };

  test("is there, and nothing else", () => {
    expect(foundBy("baselines", [updating], telling)).toEqual([]);
    expect(foundBy("baselines", [intended("staging/storage"), provisioned("staging/storage")])).toEqual([]);
  });

  test("is missed", () => {
    expect(foundBy("baselines", [updating])).toEqual([
      saying("baselines", 1, `the baseline ${sha256(kept)} of staging/storage is not in the bundle`),
    ]);
  });

  test("is found when no update names it", () => {
    expect(foundBy("baselines", [intended("staging/storage")], telling)).toEqual([
      saying("baselines", null, `the baseline ${sha256(kept)} is named by no update of this run`),
    ]);
  });
});
