import type { Environment } from "../../../../lib/domain/environment.ts";
import {
  asked,
  but,
  decided,
  digest,
  foundBy,
  opened,
  provision,
  provisioned,
  receipt,
  recovered,
  rollbackBegan,
  saying,
  type Told,
  undo,
  undone,
  validated,
} from "../../../fakes/told-bundle.ts";

const locked = receipt("gate-passed", "plan-approval");
const developed = receipt("validated", "development");
const signedOff = [
  receipt("validated", "staging"),
  receipt("gate-passed", "staging-sign-off"),
  receipt("gate-passed", "change-record"),
];
const released = [receipt("validated", "production"), receipt("gate-passed", "production-release")];

describe("what is signed before the first effect", () => {
  test.each<[string, readonly Told[]]>([
    [
      "in development is the plan's approval",
      [locked, provision("development", "network"), provision("development", "storage")],
    ],
    ["in staging is development's validation besides", [locked, developed, provision("staging", "network")]],
    ["in production are staging's and the change record", [...signedOff, provision("production", "network")]],
    ["that closes ingress are the same", [...signedOff, provision("production", "ingress", "close-ingress")]],
    [
      "that opens ingress is the release besides",
      [...signedOff, ...released, provision("production", "ingress")],
    ],
    ["is not asked again of what came of it", [provisioned("production", "ingress")]],
  ])("%s", (_what, story) => {
    expect(foundBy("prerequisites", [opened(), ...story])).toEqual([]);
  });

  test.each<[string, Told, readonly string[]]>([
    ["in development", provision("development", "network"), ["gate-passed plan-approval"]],
    ["in staging", provision("staging", "network"), ["gate-passed plan-approval", "validated development"]],
    [
      "in production",
      provision("production", "storage"),
      ["validated staging", "gate-passed staging-sign-off", "gate-passed change-record"],
    ],
  ])("is missed %s, each receipt of it, and every time", (_what, told, missing) => {
    const each = (entry: number) =>
      missing.map((one) =>
        saying("prerequisites", entry, `${told.subject} is touched without a receipt "${one}" before it`),
      );
    expect(foundBy("prerequisites", [opened(), told, told])).toEqual([...each(2), ...each(3)]);
  });

  test("that opens ingress is missed when production was not released", () => {
    expect(foundBy("prerequisites", [opened(), ...signedOff, provision("production", "ingress")])).toEqual([
      saying("prerequisites", 5, '"validated production"'),
      saying("prerequisites", 5, '"gate-passed production-release"'),
    ]);
  });
});

describe("production's ingress", () => {
  const release = released[1] as Told;
  const close = provision("production", "ingress", "close-ingress");
  const open = provision("production", "ingress");

  test.each<[string, readonly Told[]]>([
    [
      "is closed first, and opened after the release",
      [opened(), close, provision("production", "network"), release, open],
    ],
    ["may be closed twice", [opened(), close, close, provision("production", "network")]],
    [
      "is no matter of another environment",
      [opened(), provision("staging", "network"), provision("staging", "ingress"), close],
    ],
    [
      "may be said to be closed whenever that is known",
      [opened(), provisioned("production", "network"), close],
    ],
  ])("%s", (_what, story) => {
    expect(foundBy("ingress", story)).toEqual([]);
  });

  test("that is closed after something else was touched is found, by what was touched first", () => {
    const story = [opened(), provision("production", "network"), provision("production", "storage"), close];
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
  test.each<[string, Told]>([
    ["that provisions it as the change wants it", provision("staging", "storage")],
    [
      "that closes ingress, which is wanted by its token",
      provision("production", "ingress", "close-ingress"),
    ],
    ["that tells what came of it", provisioned("staging", "storage")],
    ["that undoes it", undo("staging", "storage")],
    ["that tells what came of undoing it", undone("staging", "storage")],
  ])("fits the change: one %s", (_what, told) => {
    expect(foundBy("step", [told])).toEqual([]);
  });

  test.each<[string, Told, string]>([
    [
      "names another environment",
      provision("staging", "storage", "create", { environment: "production" }),
      'staging/storage has the environment "production"; it is "staging"',
    ],
    [
      "names another step",
      provisioned("staging", "storage", "created", { step: "vault" }),
      'staging/storage has the step "vault"; it is "storage"',
    ],
    [
      "names another part",
      provision("staging", "storage", "create", { part: "network" }),
      'staging/storage has the part "network"; it is "storage"',
    ],
    [
      "tells of another part",
      provisioned("staging", "storage", "created", { part: "network" }),
      'staging/storage has the part "network"',
    ],
    [
      "names another stack",
      provision("staging", "storage", "create", { stackName: "shop" }),
      'staging/storage has the stack "shop"; it is "shop-staging-storage"',
    ],
    [
      "undoes another stack",
      undo("staging", "storage", "delete", { stackName: "shop" }),
      'staging/storage has the stack "shop"',
    ],
    [
      "undoes another step",
      undo("staging", "storage", "delete", { step: "vault" }),
      'staging/storage has the step "vault"',
    ],
    [
      "wants it otherwise",
      provision("staging", "storage", "create", { wantedDigest: digest("0") }),
      `staging/storage has the wanted digest "${digest("0")}"`,
    ],
    [
      "closes ingress to another state",
      provision("production", "ingress", "close-ingress", { wantedDigest: digest("0") }),
      "production/ingress has the wanted digest",
    ],
    [
      "is about no step of the change",
      but(provision("staging", "storage"), { subject: "staging/vault" }),
      "staging/vault is no step of the change",
    ],
    [
      "undoes no step of the change",
      but(undone("staging", "storage"), { subject: "staging/vault" }),
      "staging/vault is no step of the change",
    ],
  ])("is found when it %s", (_what, told, says) => {
    expect(foundBy("step", [opened(), told])).toEqual([saying("step", 2, says)]);
  });

  test("is not compared with a change that is not there", () => {
    expect(foundBy("step", [provision("staging", "network")], { change: null })).toEqual([]);
  });

  test("is compared with its own step, whatever stood before", () => {
    const story = [
      provision("staging", "network"),
      provision("staging", "storage"),
      validated("staging"),
      provision("staging", "network"),
    ];
    expect(foundBy("step", story)).toEqual([]);
  });
});

describe("the token of an intent", () => {
  test.each<[string, Told]>([
    ["a creation", provision("staging", "storage")],
    ["a deletion", undo("staging", "storage")],
    [
      "the emptying of a bucket, which is on the way to the deletion,",
      undo("staging", "storage", "empty-bucket"),
    ],
    ["a restoration", undo("staging", "storage", "restore")],
  ])("of %s is made of what it asks for", (_what, told) => {
    expect(foundBy("token", [opened(), told])).toEqual([]);
  });

  test("is no matter of entries that are none", () => {
    const story = [
      opened(),
      provisioned("staging", "storage"),
      undone("staging", "storage"),
      validated("staging"),
    ];
    expect(foundBy("token", story)).toEqual([]);
  });

  test.each<[string, Told]>([
    ["provisions a step", provision("staging", "storage", "create", { token: "t" })],
    ["undoes a step", undo("staging", "storage", "delete", { token: "t" })],
    ["is of another attempt", provision("staging", "storage", "create", { attempt: 2 })],
  ])("is found when it is another and %s", (_what, told) => {
    expect(foundBy("token", [opened(), told])).toEqual([saying("token", 2, "staging/storage has the token")]);
  });
});

describe("an effect on a step", () => {
  test.each<[string, readonly Told[]]>([
    ["a creation", [provision("staging", "storage"), provisioned("staging", "storage", "created")]],
    [
      "an update",
      [
        provision("staging", "storage", "prepare"),
        provision("staging", "storage", "update"),
        provisioned("staging", "storage", "updated"),
      ],
    ],
    [
      "the closing of ingress",
      [
        provision("production", "ingress", "close-ingress"),
        provisioned("production", "ingress", "ingress-closed"),
      ],
    ],
    ["nothing, because it stands as wanted", [provisioned("staging", "storage", "untouched")]],
    ["a failure", [provisioned("staging", "storage", "failed")]],
    ["a deletion", [undo("staging", "storage"), undone("staging", "storage")]],
    ["a deletion of nothing", [undone("staging", "storage", "deleted", "nothing stood there")]],
    ["something that was kept", [undone("production", "storage", "kept")]],
  ])("has its intent before it: %s", (_what, story) => {
    expect(foundBy("intent", story)).toEqual([]);
  });

  test.each<[string, readonly Told[], string]>([
    [
      "was intended otherwise",
      [provision("staging", "storage", "update"), provisioned("staging", "storage", "created")],
      'staging/storage was created, and the last intent before it is "update": it needs "create"',
    ],
    [
      "was not intended",
      [provision("staging", "network"), provisioned("staging", "storage", "updated")],
      'staging/storage was updated, and the last intent before it is none: it needs "update"',
    ],
    [
      "closes ingress, and was to open it",
      [provision("production", "ingress"), provisioned("production", "ingress", "ingress-closed")],
      'it needs "close-ingress"',
    ],
    [
      "deletes without an intent",
      [provision("staging", "storage"), undone("staging", "storage")],
      "staging/storage was deleted, and no intent before it says so",
    ],
  ])("is found when it %s", (_what, story, says) => {
    expect(foundBy("intent", story)).toEqual([saying("intent", 2, says)]);
  });

  test("on what is no step of the change needs its intent too", () => {
    const foreign = but(provisioned("staging", "storage"), { subject: "staging/vault" });
    expect(foundBy("intent", [but(undone("staging", "storage"), { subject: "staging/vault" })])).toEqual([]);
    expect(foundBy("intent", [foreign])).toEqual([saying("intent", 1, "the last intent before it is none")]);
  });
});

describe("a run that is sealed", () => {
  const seal = receipt("run-closed", "run");
  const steps = {
    development: ["network", "storage"],
    staging: ["network", "storage"],
    production: ["network", "storage", "ingress"],
  } as const;
  const all = (["development", "staging", "production"] as const).flatMap((environment: Environment) =>
    steps[environment].flatMap((part) => [provision(environment, part), provisioned(environment, part)]),
  );
  const confirmed = validated("production");
  const success = [opened(), ...all, confirmed, seal];

  test("says what became of every intent, and settled every step if it succeeded", () => {
    expect(foundBy("complete", success)).toEqual([]);
  });

  test.each<["created" | "updated" | "untouched"]>([["created"], ["updated"], ["untouched"]])(
    "has settled a step that was %s",
    (result) => {
      const story = success.map((told) =>
        told.subject === "staging/storage" && told.kind === "outcome"
          ? provisioned("staging", "storage", result)
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
        ? provisioned("staging", "storage", "failed")
        : told,
    );
    expect(foundBy("complete", failed)).toEqual([
      saying("complete", null, "staging/storage was never settled"),
    ]);
  });

  test("and rejected, is found when nothing says what became of what it began", () => {
    const story = [
      opened(),
      locked,
      provision("development", "network"),
      provisioned("development", "network"),
      provision("development", "storage"),
      rollbackBegan("development"),
      undone("development", "network"),
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
    expect(foundBy("complete", story.toSpliced(6, 0, undone("development", "storage")))).toEqual([]);
  });

  test("and quarantined, may leave open what became of a step", () => {
    const story = [opened(), locked, provision("development", "network"), recovered(2), seal];
    expect(foundBy("complete", story)).toEqual([]);
  });

  test("is judged only once it is", () => {
    const open = [opened(), provision("development", "network"), confirmed];
    expect(foundBy("complete", open)).toEqual([]);
    expect(foundBy("complete", [...open, receipt("validated", "production")])).toEqual([]);
  });
});

const proofOf = (environment: Environment): Told => ({
  action: "prove-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, proved: true, resourcesSeen: 0, kept: [], residual: [] },
});

test("decisions and gates are about no step", () => {
  const story = [
    provision("staging", "network"),
    asked("change-record"),
    decided("change-record"),
    provisioned("staging", "network"),
  ];
  for (const rule of ["step", "intent"] as const) expect(foundBy(rule, story)).toEqual([]);
});
