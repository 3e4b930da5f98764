import type { Environment } from "../../../../lib/domain/environment.ts";
import {
  fact,
  provisioned,
  receipt,
  recovered,
  rollbackBegun,
  undone,
} from "../../../fixtures/sample-facts.ts";
import { foundBy, saying } from "../findings.ts";
import {
  asked,
  but,
  decided,
  digest,
  intended,
  opened,
  type SampleEntry,
  signed,
  undoing,
  validated,
} from "../sample-run.ts";

const locked = signed(receipt("plan-approval"));
const developed = signed(receipt("development"));
const signedOff = [
  signed(receipt("staging")),
  signed(receipt("staging-sign-off")),
  signed(receipt("change-record")),
];
const released = [signed(receipt("production")), signed(receipt("production-release"))];

describe("the receipts before the first effect", () => {
  test.each<[string, readonly SampleEntry[]]>([
    [
      "in development is the plan's approval",
      [locked, intended("development/network"), intended("development/storage")],
    ],
    ["in staging is also development's validation", [locked, developed, intended("staging/network")]],
    ["in production are staging's and the change record", [...signedOff, intended("production/network")]],
    [
      "that closes ingress are the same",
      [...signedOff, intended("production/ingress", { operation: "close-ingress" })],
    ],
    ["that opens ingress is also the release", [...signedOff, ...released, intended("production/ingress")]],
    ["is not asked again of what came of it", [provisioned("production/ingress")]],
  ])("%s", (_what, story) => {
    expect(foundBy("prerequisites", [opened(), ...story])).toEqual([]);
  });

  test.each<[string, SampleEntry, readonly string[]]>([
    ["in development", intended("development/network"), ["gate-passed plan-approval"]],
    ["in staging", intended("staging/network"), ["gate-passed plan-approval", "validated development"]],
    [
      "in production",
      intended("production/storage"),
      ["validated staging", "gate-passed staging-sign-off", "gate-passed change-record"],
    ],
  ])("is missed %s, each receipt of it, and every time", (_what, told, missing) => {
    const each = (entry: number) =>
      missing.map((one) =>
        saying("prerequisites", entry, `${told.subject} is changed without a receipt "${one}" before it`),
      );
    expect(foundBy("prerequisites", [opened(), told, told])).toEqual([...each(2), ...each(3)]);
  });

  test("that opens ingress is missed when production was not released", () => {
    expect(foundBy("prerequisites", [opened(), ...signedOff, intended("production/ingress")])).toEqual([
      saying("prerequisites", 5, '"validated production"'),
      saying("prerequisites", 5, '"gate-passed production-release"'),
    ]);
  });
});

describe("production's ingress", () => {
  const release = released[1] as SampleEntry;
  const close = intended("production/ingress", { operation: "close-ingress" });
  const open = intended("production/ingress");

  test.each<[string, readonly SampleEntry[]]>([
    [
      "is closed first, and opened after the release",
      [opened(), close, intended("production/network"), release, open],
    ],
    [
      "is closed before what was only prepared",
      [
        opened(),
        intended("production/network", { operation: "prepare", changeSet: "c" }),
        intended("production/ingress", { operation: "prepare", changeSet: "c" }),
        close,
      ],
    ],
    ["may be closed twice", [opened(), close, close, intended("production/network")]],
    [
      "is no matter of another environment",
      [opened(), intended("staging/network"), intended("staging/ingress"), close],
    ],
    ["may be said to be closed whenever that is known", [opened(), provisioned("production/network"), close]],
  ])("%s", (_what, story) => {
    expect(foundBy("ingress", story)).toEqual([]);
  });

  test("that is closed after something else was changed is found, by the first change", () => {
    const story = [opened(), intended("production/network"), intended("production/storage"), close];
    expect(foundBy("ingress", story)).toEqual([
      saying("ingress", 4, "ingress is closed after production/network was touched"),
    ]);
  });

  test("that is opened before the release is found", () => {
    expect(foundBy("ingress", [opened(), close, open])).toEqual([
      saying("ingress", 3, "production/ingress is opened, and production was not released"),
    ]);
  });
});

describe("an entry about a step", () => {
  test.each<[string, SampleEntry]>([
    ["that provisions it as the change wants it", intended("staging/storage")],
    [
      "that closes ingress, which is wanted by its token",
      intended("production/ingress", { operation: "close-ingress" }),
    ],
    ["that tells what came of it", provisioned("staging/storage")],
    ["that undoes it", undoing("staging/storage")],
    ["that tells what came of undoing it", undone("staging/storage")],
  ])("fits the change: one %s", (_what, told) => {
    expect(foundBy("step", [told])).toEqual([]);
  });

  test.each<[string, SampleEntry, string]>([
    [
      "names another environment",
      intended("staging/storage", { environment: "production" }),
      'staging/storage has the environment "production"; it is "staging"',
    ],
    [
      "names another step",
      provisioned("staging/storage", { step: "vault" }),
      'staging/storage has the step "vault"; it is "storage"',
    ],
    [
      "names another part",
      intended("staging/storage", { part: "network" }),
      'staging/storage has the part "network"; it is "storage"',
    ],
    [
      "tells of another part",
      provisioned("staging/storage", { part: "network" }),
      'staging/storage has the part "network"',
    ],
    [
      "names another stack",
      intended("staging/storage", { stackName: "shop" }),
      'staging/storage has the stack "shop"; it is "shop-staging-storage"',
    ],
    [
      "undoes another stack",
      undoing("staging/storage", { stackName: "shop" }),
      'staging/storage has the stack "shop"',
    ],
    [
      "undoes another step",
      undoing("staging/storage", { step: "vault" }),
      'staging/storage has the step "vault"',
    ],
    [
      "wants it otherwise",
      intended("staging/storage", { wantedDigest: digest("0") }),
      `staging/storage has the wanted digest "${digest("0")}"`,
    ],
    [
      "closes ingress to another state",
      intended("production/ingress", { operation: "close-ingress", wantedDigest: digest("0") }),
      "production/ingress has the wanted digest",
    ],
    [
      "is about no step of the change",
      but(intended("staging/storage"), { subject: "staging/vault" }),
      "staging/vault is no step of the change",
    ],
    [
      "undoes no step of the change",
      but(undone("staging/storage"), { subject: "staging/vault" }),
      "staging/vault is no step of the change",
    ],
  ])("is found when it %s", (_what, told, says) => {
    expect(foundBy("step", [opened(), told])).toEqual([saying("step", 2, says)]);
  });

  test("is not compared with a change that is not there", () => {
    expect(foundBy("step", [intended("staging/network")], { change: null })).toEqual([]);
  });

  test("is compared with its own step, regardless of earlier entries", () => {
    const story = [
      intended("staging/network"),
      intended("staging/storage"),
      validated("staging"),
      intended("staging/network"),
    ];
    expect(foundBy("step", story)).toEqual([]);
  });
});

describe("the token of an intent", () => {
  test.each<[string, SampleEntry]>([
    ["a creation", intended("staging/storage")],
    ["a deletion", undoing("staging/storage")],
    [
      "the emptying of a bucket, which is on the way to the deletion,",
      undoing("staging/storage", { operation: "empty-bucket" }),
    ],
    ["a restoration", undoing("staging/storage", { operation: "restore" })],
  ])("of %s is made of what it asks for", (_what, told) => {
    expect(foundBy("token", [opened(), told])).toEqual([]);
  });

  test("is no matter of entries that are none", () => {
    const story = [opened(), provisioned("staging/storage"), undone("staging/storage"), validated("staging")];
    expect(foundBy("token", story)).toEqual([]);
    const environment = "staging";
    const asset = { name: "Code", digest: digest("a"), bucketName: "assets", objectKey: "a.zip" };
    const group = { logGroup: "worker", createdAt: "", kept: { events: 0, complete: true, digest: null } };
    const others = [
      fact("publish-asset", "intent", environment, { environment, ...asset }),
      fact("delete-log-group", "intent", environment, { environment, ...group }),
    ];
    expect(foundBy("token", [opened(), ...others])).toEqual([]);
  });

  test.each<[string, SampleEntry]>([
    ["provisions a step", intended("staging/storage", { token: "t" })],
    ["undoes a step", undoing("staging/storage", { token: "t" })],
    ["is of another attempt", intended("staging/storage", { attempt: 2 })],
  ])("is found when it is another and %s", (_what, told) => {
    expect(foundBy("token", [opened(), told])).toEqual([saying("token", 2, "staging/storage has the token")]);
  });
});

describe("an effect on a step", () => {
  test.each<[string, readonly SampleEntry[]]>([
    ["a creation", [intended("staging/storage"), provisioned("staging/storage")]],
    [
      "an update",
      [
        intended("staging/storage", { operation: "prepare" }),
        intended("staging/storage", { operation: "update" }),
        provisioned("staging/storage", { result: "updated" }),
      ],
    ],
    [
      "the closing of ingress",
      [
        intended("production/ingress", { operation: "close-ingress" }),
        provisioned("production/ingress", { result: "ingress-closed" }),
      ],
    ],
    ["nothing, because it is deployed as wanted", [provisioned("staging/storage", { result: "untouched" })]],
    ["a failure", [provisioned("staging/storage", { result: "failed" })]],
    ["a deletion", [undoing("staging/storage"), undone("staging/storage")]],
    ["a deletion of nothing", [undone("staging/storage", { reason: "nothing stood there" })]],
    ["something that was kept", [undone("production/storage", { result: "kept" })]],
  ])("has its intent before it: %s", (_what, story) => {
    expect(foundBy("intent", story)).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "was intended otherwise",
      [intended("staging/storage", { operation: "update" }), provisioned("staging/storage")],
      'staging/storage was created, and the last intent before it is "update": it needs "create"',
    ],
    [
      "was not intended",
      [intended("staging/network"), provisioned("staging/storage", { result: "updated" })],
      'staging/storage was updated, and the last intent before it is none: it needs "update"',
    ],
    [
      "closes ingress, and was to open it",
      [intended("production/ingress"), provisioned("production/ingress", { result: "ingress-closed" })],
      'it needs "close-ingress"',
    ],
    [
      "deletes without an intent",
      [intended("staging/storage"), undone("staging/storage")],
      "staging/storage was deleted, and no intent before it says so",
    ],
  ])("is found when it %s", (_what, story, says) => {
    expect(foundBy("intent", story)).toEqual([saying("intent", 2, says)]);
  });

  test("on something that is no step of the change needs its intent too", () => {
    const foreign = but(provisioned("staging/storage"), { subject: "staging/vault" });
    expect(foundBy("intent", [but(undone("staging/storage"), { subject: "staging/vault" })])).toEqual([]);
    expect(foundBy("intent", [foreign])).toEqual([saying("intent", 1, "the last intent before it is none")]);
  });
});

describe("a run that is sealed", () => {
  const seal = signed(receipt("run"));
  const steps = {
    development: ["network", "storage"],
    staging: ["network", "storage"],
    production: ["network", "storage", "ingress"],
  } as const;
  const all = (["development", "staging", "production"] as const).flatMap((environment: Environment) =>
    steps[environment].flatMap((part) => [
      intended(`${environment}/${part}`),
      provisioned(`${environment}/${part}`),
    ]),
  );
  const confirmed = validated("production");
  const success = [opened(), ...all, confirmed, seal];

  test("records the outcome of every intent, and settled every step if it succeeded", () => {
    expect(foundBy("complete", success)).toEqual([]);
  });

  test.each<["created" | "updated" | "untouched"]>([["created"], ["updated"], ["untouched"]])(
    "has settled a step that was %s",
    (result) => {
      const story = success.map((told) =>
        told.subject === "staging/storage" && told.kind === "outcome"
          ? provisioned("staging/storage", { result })
          : told,
      );
      expect(foundBy("complete", story)).toEqual([]);
    },
  );

  test("and succeeded, is found when a step was never settled", () => {
    const without = success.filter(({ subject }) => subject !== "staging/storage");
    expect(foundBy("complete", without)).toEqual([
      saying("complete", null, "the run succeeded, and staging/storage was never settled"),
    ]);
    const failed = success.map((told) =>
      told.subject === "staging/storage" && told.kind === "outcome"
        ? provisioned("staging/storage", { result: "failed" })
        : told,
    );
    expect(foundBy("complete", failed)).toEqual([
      saying("complete", null, "staging/storage was never settled"),
    ]);
  });

  test("and rejected, is found when an intent has no outcome", () => {
    const story = [
      opened(),
      locked,
      intended("development/network"),
      provisioned("development/network"),
      intended("development/storage"),
      rollbackBegun("development"),
      undone("development/network"),
      { ...proofOf("development") },
      seal,
    ];
    expect(foundBy("complete", story)).toEqual([
      saying(
        "complete",
        5,
        "development/storage was begun and the run is sealed, but nothing says what became of it",
      ),
    ]);
    expect(foundBy("complete", story.toSpliced(6, 0, undone("development/storage")))).toEqual([]);
  });

  test("and quarantined, may leave the outcome of a step open", () => {
    const story = [opened(), locked, intended("development/network"), recovered(), seal];
    expect(foundBy("complete", story)).toEqual([]);
  });

  test("is judged only once it is", () => {
    const open = [opened(), intended("development/network"), confirmed];
    expect(foundBy("complete", open)).toEqual([]);
    expect(foundBy("complete", [...open, signed(receipt("production"))])).toEqual([]);
  });
});

const proofOf = (environment: Environment): SampleEntry => ({
  action: "prove-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, proved: true, resourcesSeen: 0, kept: [], residual: [] },
});

test("decisions and gates are about no step", () => {
  const story = [
    intended("staging/network"),
    asked("change-record"),
    decided("change-record"),
    provisioned("staging/network"),
  ];
  for (const rule of ["step", "intent"] as const) expect(foundBy(rule, story)).toEqual([]);
});
