import { canonicalJson, type Json, sha256 } from "../../../../lib/domain/canonical.ts";
import type { Environment, Part } from "../../../../lib/domain/environment.ts";
import type { DossierStep } from "../../../../lib/domain/gate/dossier.ts";
import type { Gate } from "../../../../lib/domain/gates.ts";
import type { ResourceChange } from "../../../../lib/domain/records/resource-change.ts";
import { changeSetName } from "../../../../lib/domain/step/change-set.ts";
import { deployedDigest } from "../../../../lib/domain/step/deployed-digest.ts";
import { requestToken } from "../../../../lib/domain/step/token.ts";
import { sampleDossier } from "../../../fixtures/sample-dossier.ts";
import { provisioned, undone } from "../../../fixtures/sample-facts.ts";
import { foundBy, saying } from "../findings.ts";
import { type BundleOptions, listed } from "../sample-bundle.ts";
import {
  asked,
  but,
  digest,
  intended,
  opened,
  plan,
  runId,
  type SampleEntry,
  template,
  undoing,
} from "../sample-run.ts";

const resource = (more: Partial<ResourceChange> = {}): ResourceChange => ({
  logicalId: "Bucket",
  type: "AWS::S3::Bucket",
  action: "Modify",
  replacement: "False",
  policy: null,
  properties: ["Tags"],
  ...more,
});
const harmless = listed(resource());
const removal = listed(resource({ action: "Remove" }));
const dataless = (more: Partial<ResourceChange>) => listed(resource({ type: "AWS::SNS::Topic", ...more }));
const replacement = listed(resource({ replacement: "True" }));

/** The change set that is prepared for a step: its token makes its name. */
const nameOf = (environment: Environment, part: Part, operation = "prepare") =>
  changeSetName(requestToken(runId, environment, part, operation, 1));
const name = nameOf("staging", "storage");
const before = { baselineDigest: digest("b") };
const prepare = intended("staging/storage", { operation: "prepare", changeSet: name, ...before });
const update = (more: object = {}) =>
  intended("staging/storage", {
    operation: "update",
    changeSet: name,
    changes: harmless,
    ...before,
    ...more,
  });

const undoName = nameOf("staging", "storage", "undo-prepare");
const prepareUndo = undoing("staging/storage", { operation: "prepare", changeSet: undoName, ...before });
const restore = (more: object = {}) =>
  undoing("staging/storage", {
    operation: "restore",
    changeSet: undoName,
    changes: harmless,
    ...before,
    ...more,
  });

describe("an update", () => {
  test.each<[string, readonly SampleEntry[]]>([
    ["that executes what was prepared for it", [prepare, update()]],
    [
      "that asked CloudFormation without a change set",
      [update({ changeSet: undefined, changes: undefined })],
    ],
    [
      "that removes what holds no data",
      [intended("staging/network", { operation: "update", changes: dataless({ action: "Remove" }) })],
    ],
    [
      "of another step, prepared in between",
      [
        prepare,
        intended("staging/network", { operation: "prepare", changeSet: nameOf("staging", "network") }),
        update(),
      ],
    ],
    [
      "whose list is not there, which another rule finds",
      [prepare, update({ changes: { ...removal, items: null } })],
    ],
  ])("%s is sound", (_what, story) => {
    expect(foundBy("change-set", [opened(), ...story])).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "another change set than its token makes is prepared",
      [intended("staging/storage", { operation: "prepare", changeSet: "mine" })],
      `staging/storage prepares the change set "mine"; its token makes it ${name}`,
    ],
    [
      "a change set without a name is prepared",
      [intended("staging/storage", { operation: "prepare" })],
      "staging/storage prepares the change set null",
    ],
    [
      "it executes another one than was prepared",
      [prepare, update({ changeSet: "mine" })],
      `staging/storage executes the change set "mine"; the one that was prepared is "${name}"`,
    ],
    [
      "it executes what nobody prepared",
      [update()],
      `staging/storage executes the change set "${name}"; the one that was prepared is null`,
    ],
    [
      "it executes what was prepared for another step",
      [
        intended("staging/network", {
          operation: "prepare",
          changeSet: nameOf("staging", "network"),
          ...before,
        }),
        update(),
      ],
      "the one that was prepared is null",
    ],
    [
      "it executes what was prepared for the undoing",
      [prepareUndo, update({ changeSet: undoName })],
      "the one that was prepared is null",
    ],
    [
      "its change set was prepared over another baseline",
      [prepare, update({ baselineDigest: digest("c") })],
      `staging/storage names the baseline ${digest("c")}; its change set was prepared over ${digest("b")}`,
    ],
    [
      "it names no baseline, and there was one",
      [prepare, update({ baselineDigest: null })],
      "staging/storage names the baseline of nothing",
    ],
    [
      "it does not say what it would do",
      [prepare, update({ changes: undefined })],
      "staging/storage executes a change set, and does not say what it would do",
    ],
    [
      "it removes what holds data",
      [prepare, update({ changes: removal })],
      "staging/storage: it cannot be undone: AWS::S3::Bucket Bucket is removed",
    ],
    [
      "it removes what holds data without a change set",
      [update({ changeSet: undefined, changes: removal })],
      "staging/storage: it cannot be undone",
    ],
  ])("is found when %s", (_what, story, says) => {
    expect(foundBy("change-set", [opened(), ...story])).toEqual([
      saying("change-set", story.length + 1, says),
    ]);
  });

  test("whose change set was prepared for a new stack is found when it names a baseline", () => {
    const nothing = intended("staging/storage", { operation: "prepare", changeSet: name });
    expect(foundBy("change-set", [nothing, update()])).toEqual([
      saying("change-set", 2, "its change set was prepared over nothing"),
    ]);
  });

  test("may do what the plan allows by name, only there", () => {
    const kept = listed(resource({ action: "Remove", policy: "Retain" }));
    const allowing = (environment: Environment): BundleOptions => ({
      plan: canonicalJson({
        ...plan,
        irreversibleChanges: [{ environment, step: "storage", logicalId: "Bucket", reason: "it is moved" }],
      } as unknown as Json),
    });
    const story = [opened(), prepare, update({ changes: kept })];
    expect(foundBy("change-set", story, allowing("staging"))).toEqual([]);
    expect(foundBy("change-set", story, allowing("production"))).toHaveLength(1);
  });

  test("is not judged by a plan that is not there", () => {
    for (const plan of [null, "odd"])
      expect(foundBy("change-set", [prepare, update({ changes: removal })], { plan })).toEqual([]);
  });

  test("is judged by a list that is kept beside its entry", () => {
    const text = canonicalJson(removal.items);
    const story = [prepare, update({ changes: { ...removal, items: null } })];
    expect(foundBy("change-set", story, { lists: [text] })).toEqual([
      saying("change-set", 2, "it cannot be undone"),
    ]);
  });

  test("is described by its intent alone", () => {
    expect(foundBy("change-set", [provisioned("staging/storage", { result: "updated" })])).toEqual([]);
  });
});

describe("a restoration", () => {
  test.each<[string, readonly SampleEntry[]]>([
    ["that executes what was prepared for it", [prepareUndo, restore()]],
    ["without a change set", [restore({ changeSet: undefined, changes: undefined })]],
    ["that removes what the run had added", [prepareUndo, restore({ changes: removal })]],
    [
      "that replaces what holds no data",
      [undoing("staging/network", { operation: "restore", changes: dataless({ replacement: "True" }) })],
    ],
    [
      "of no step of the change",
      [
        but(undoing("staging/storage", { operation: "restore", changes: replacement }), {
          subject: "staging/vault",
        }),
      ],
    ],
    ["that deletes", [undoing("staging/storage", { changes: replacement, changeSet: "mine" })]],
    ["that is recorded as done", [undone("staging/storage", { result: "restored" })]],
  ])("%s is sound", (_what, story) => {
    expect(foundBy("change-set", story)).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "another change set than its token makes is prepared",
      [undoing("staging/storage", { operation: "prepare", changeSet: "mine" })],
      `its token makes it ${undoName}`,
    ],
    [
      "it executes another one than was prepared",
      [prepareUndo, restore({ changeSet: "mine" })],
      `the one that was prepared is "${undoName}"`,
    ],
    [
      "it executes what was prepared for the update",
      [prepare, restore({ changeSet: name })],
      "the one that was prepared is null",
    ],
    [
      "it replaces what holds data",
      [prepareUndo, restore({ changes: replacement })],
      "staging/storage: putting it back would replace AWS::S3::Bucket Bucket",
    ],
  ])("is found when %s", (_what, story, says) => {
    expect(foundBy("change-set", [opened(), ...story])).toEqual([
      saying("change-set", story.length + 1, says),
    ]);
  });
});

describe("a change of production", () => {
  const wantedDigest = deployedDigest({ templateDigest: sha256(template), parameters: {}, tags: {} });
  const [sample] = sampleDossier().steps;
  const step = (part: Part, effects: DossierStep["effects"] = []) =>
    ({ ...sample, step: part, part, wantedDigest, effects }) as DossierStep;
  const page = (...steps: readonly DossierStep[]) => canonicalJson(sampleDossier({ steps: [...steps] }));
  const shown = (gate: Gate, text: string) => asked(gate, { dossierDigest: sha256(text) });
  const effect = { effect: "remove", logicalId: "Bucket", type: "AWS::S3::Bucket", because: [] } as const;

  const nothing = page(step("network"), step("storage"));
  const removed = page(step("storage", [{ ...effect, because: [] }]));
  const ingress = page(step("ingress"));
  const telling = { dossiers: [nothing, removed, ingress] };

  test.each<[string, readonly SampleEntry[]]>([
    ["was shown", [shown("change-record", nothing), intended("production/storage")]],
    [
      "goes as far as was shown",
      [
        shown("change-record", removed),
        intended("production/storage", { operation: "update", changes: removal }),
      ],
    ],
    [
      "closes ingress, which is always right",
      [shown("production-release", nothing), intended("production/ingress", { operation: "close-ingress" })],
    ],
    [
      "opens ingress as the release showed it",
      [shown("change-record", nothing), shown("production-release", ingress), intended("production/ingress")],
    ],
    ["is of another environment", [shown("change-record", ingress), intended("staging/storage")]],
    ["only tells what came of it", [shown("change-record", ingress), provisioned("production/storage")]],
    ["is of a gate that nobody opened, which another rule finds", [intended("production/storage")]],
    [
      "is of a gate whose page is not there, which another rule finds",
      [asked("change-record"), intended("production/storage")],
    ],
    [
      "was shown the second time",
      [shown("change-record", ingress), shown("change-record", nothing), intended("production/storage")],
    ],
  ])("is sound when it %s", (_what, story) => {
    expect(foundBy("approved", story, telling)).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "was not on the page",
      [shown("change-record", ingress), intended("production/storage")],
      "production/storage is changed, and was not on the page of change-record",
    ],
    [
      "is wanted otherwise than it was shown",
      [shown("change-record", nothing), intended("production/storage", { wantedDigest: digest("0") })],
      `production/storage is wanted as ${digest("0")}; change-record showed ${wantedDigest}`,
    ],
    [
      "goes beyond what was shown",
      [
        shown("change-record", nothing),
        intended("production/storage", { operation: "update", changes: removal }),
      ],
      "production/storage goes beyond what change-record showed: Bucket (AWS::S3::Bucket) would be removed, which nobody approved",
    ],
    [
      "opens an ingress that the release did not show",
      [shown("production-release", nothing), intended("production/ingress")],
      "was not on the page of production-release",
    ],
  ])("is found when it %s", (_what, story, says) => {
    expect(foundBy("approved", story, telling)).toEqual([saying("approved", 2, says)]);
  });
});
