import { canonicalJson, type Json, sha256 } from "../../../../lib/domain/canonical.ts";
import type { Environment, Gate, Part } from "../../../../lib/domain/environment.ts";
import type { DossierStep } from "../../../../lib/domain/gate/dossier.ts";
import { changeSetName, type ResourceChange } from "../../../../lib/domain/step/change-set.ts";
import { deployedDigest } from "../../../../lib/domain/step/deployed-digest.ts";
import { requestToken } from "../../../../lib/domain/step/token.ts";
import { sampleDossier } from "../../../fakes/sample-dossier.ts";
import {
  asked,
  but,
  digest,
  foundBy,
  listed,
  opened,
  plan,
  provision,
  provisioned,
  runId,
  saying,
  type Telling,
  type Told,
  template,
  undo,
  undone,
} from "../../../fakes/told-bundle.ts";

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
const replacement = listed(resource({ replacement: "True" }));

/** The change set that is prepared for a step: its token makes its name. */
const nameOf = (environment: Environment, part: Part, operation = "prepare") =>
  changeSetName(requestToken(runId, environment, part, operation, 1));
const name = nameOf("staging", "storage");
const before = { baselineDigest: digest("b") };
const prepare = provision("staging", "storage", "prepare", { changeSet: name, ...before });
const update = (more: object = {}) =>
  provision("staging", "storage", "update", { changeSet: name, changes: harmless, ...before, ...more });

const undoName = nameOf("staging", "storage", "undo-prepare");
const prepareUndo = undo("staging", "storage", "prepare", { changeSet: undoName, ...before });
const restore = (more: object = {}) =>
  undo("staging", "storage", "restore", { changeSet: undoName, changes: harmless, ...before, ...more });

describe("an update", () => {
  test.each<[string, readonly Told[]]>([
    ["that executes what was prepared for it", [prepare, update()]],
    [
      "that asked CloudFormation without a change set",
      [update({ changeSet: undefined, changes: undefined })],
    ],
    ["that removes what holds no data", [provision("staging", "network", "update", { changes: removal })]],
    [
      "of another step, prepared in between",
      [
        prepare,
        provision("staging", "network", "prepare", { changeSet: nameOf("staging", "network") }),
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

  test.each<[string, readonly Told[], string]>([
    [
      "another change set than its token makes is prepared",
      [provision("staging", "storage", "prepare", { changeSet: "mine" })],
      `staging/storage prepares the change set "mine"; its token makes it ${name}`,
    ],
    [
      "a change set without a name is prepared",
      [provision("staging", "storage", "prepare")],
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
        provision("staging", "network", "prepare", { changeSet: nameOf("staging", "network"), ...before }),
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

  test("whose change set was prepared over nothing is found when it names a baseline", () => {
    const nothing = provision("staging", "storage", "prepare", { changeSet: name });
    expect(foundBy("change-set", [nothing, update()])).toEqual([
      saying("change-set", 2, "its change set was prepared over nothing"),
    ]);
  });

  test("may do what the plan allows by name, there and nowhere else", () => {
    const kept = listed(resource({ action: "Remove", policy: "Retain" }));
    const allowing = (environment: Environment): Telling => ({
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

  test("is told by its intent alone", () => {
    expect(foundBy("change-set", [provisioned("staging", "storage", "updated")])).toEqual([]);
  });
});

describe("a restoration", () => {
  test.each<[string, readonly Told[]]>([
    ["that executes what was prepared for it", [prepareUndo, restore()]],
    ["without a change set", [restore({ changeSet: undefined, changes: undefined })]],
    ["that removes what the run had added", [prepareUndo, restore({ changes: removal })]],
    ["that replaces what holds no data", [undo("staging", "network", "restore", { changes: replacement })]],
    [
      "of no step of the change",
      [but(undo("staging", "storage", "restore", { changes: replacement }), { subject: "staging/vault" })],
    ],
    ["that deletes", [undo("staging", "storage", "delete", { changes: replacement, changeSet: "mine" })]],
    ["that is told to be done", [undone("staging", "storage", "restored")]],
  ])("%s is sound", (_what, story) => {
    expect(foundBy("change-set", story)).toEqual([]);
  });

  test.each<[string, readonly Told[], string]>([
    [
      "another change set than its token makes is prepared",
      [undo("staging", "storage", "prepare", { changeSet: "mine" })],
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

  test.each<[string, readonly Told[]]>([
    ["was shown", [shown("change-record", nothing), provision("production", "storage")]],
    [
      "goes as far as was shown",
      [shown("change-record", removed), provision("production", "storage", "update", { changes: removal })],
    ],
    [
      "closes ingress, which is always right",
      [shown("production-release", nothing), provision("production", "ingress", "close-ingress")],
    ],
    [
      "opens ingress as the release showed it",
      [
        shown("change-record", nothing),
        shown("production-release", ingress),
        provision("production", "ingress"),
      ],
    ],
    ["is of another environment", [shown("change-record", ingress), provision("staging", "storage")]],
    ["only tells what came of it", [shown("change-record", ingress), provisioned("production", "storage")]],
    ["is of a gate that nobody opened, which another rule finds", [provision("production", "storage")]],
    [
      "is of a gate whose page is not there, which another rule finds",
      [asked("change-record"), provision("production", "storage")],
    ],
    [
      "was shown the second time",
      [shown("change-record", ingress), shown("change-record", nothing), provision("production", "storage")],
    ],
  ])("is sound when it %s", (_what, story) => {
    expect(foundBy("approved", story, telling)).toEqual([]);
  });

  test.each<[string, readonly Told[], string]>([
    [
      "was not on the page",
      [shown("change-record", ingress), provision("production", "storage")],
      "production/storage is changed, and was not on the page of change-record",
    ],
    [
      "is wanted otherwise than it was shown",
      [
        shown("change-record", nothing),
        provision("production", "storage", "create", { wantedDigest: digest("0") }),
      ],
      `production/storage is wanted as ${digest("0")}; change-record showed ${wantedDigest}`,
    ],
    [
      "goes beyond what was shown",
      [shown("change-record", nothing), provision("production", "storage", "update", { changes: removal })],
      "production/storage goes beyond what change-record showed: Bucket (AWS::S3::Bucket) would be removed, which nobody approved",
    ],
    [
      "opens an ingress that the release did not show",
      [shown("production-release", nothing), provision("production", "ingress")],
      "was not on the page of production-release",
    ],
  ])("is found when it %s", (_what, story, says) => {
    expect(foundBy("approved", story, telling)).toEqual([saying("approved", 2, says)]);
  });
});
