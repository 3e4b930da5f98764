import type { CandidateStep } from "../../../../lib/domain/change/rules/candidate.ts";
import { type Environment, environments } from "../../../../lib/domain/environment.ts";
import { about, candidate, changeWith, withResource } from "./about-change.ts";
import { account } from "./judged.ts";

/** What refuses a change whose compute step in development is otherwise: rule, place and what was seen. */
const refused = (more: Partial<CandidateStep>) =>
  about(candidate(more)).refusals.map(({ rule, where, seen }) => [rule, where, seen]);

const prefix = "shop-development-";
const long = (length: number) => prefix + "a".repeat(length - prefix.length);

describe("the name of a stack", () => {
  test("may have 128 letters, digits and hyphens", () => {
    expect(refused({ stackName: long(128) })).toEqual([]);
    expect(refused({ stackName: `${prefix}Web-2` })).toEqual([]);
  });

  test.each<[string, string]>([
    [long(129), `the stack name ${long(129)} has 129 characters`],
    ["shop-staging-web", "the stack name shop-staging-web does not begin with shop-development-"],
    [
      "other-development-compute",
      "the stack name other-development-compute does not begin with shop-development-",
    ],
    [prefix, "the stack name shop-development- does not begin with shop-development-"],
    ...[`1${prefix}x`, `${prefix}a_b`, `${prefix}a b`, `_${prefix}x`].map((name): [string, string] => [
      name,
      `the stack name ${name} has a character that is no letter, digit or hyphen, or begins with none`,
    ]),
  ])("may not be %s", (stackName, seen) => {
    expect(refused({ stackName })).toEqual([["stack-name", "development/compute", seen]]);
  });

  test("is one stack's of a place", () => {
    const stackName = "shop-development-network";

    expect(refused({ stackName })).toEqual([
      [
        "stack-name",
        `${stackName} in the same account, the same region`,
        `two steps are deployed as ${stackName} in the same account, the same region`,
      ],
    ]);
    expect(refused({ stackName, account, region: "eu-west-1" })).toEqual([
      expect.arrayContaining(["stack-place"]),
    ]);
    const inOnePlace = { stackName, account, region: "eu-west-1" };
    expect(
      about(changeWith("development", { network: inOnePlace, compute: inOnePlace }))
        .refusals.filter(({ rule }) => rule === "stack-name")
        .map(({ where }) => where),
    ).toEqual([`${stackName} in ${account}, eu-west-1`]);
  });
});

describe("the name of a step", () => {
  test("may have 64 letters, digits and hyphens", () => {
    expect(refused({ step: `A${"-1".repeat(31)}z` })).toEqual([]);
  });

  test.each(["", "1a", "-a", "a.b", "a b", "a".repeat(65)])('may not be "%s"', (step) => {
    expect(refused({ step })).toEqual([
      ["step-name", "development/compute", `the construct id of the stack is ${step}`],
    ]);
  });

  test("is one step's of its environment", () => {
    expect(refused({ step: "network" })).toEqual([
      ["stack-name", "development/network", "two stacks are the step development/network"],
    ]);
  });
});

describe("the tags of a stack", () => {
  const where = "shop-development-compute (development/compute)";
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, "x"]));

  test("may be 50, with keys of 128 and values of 256 characters", () => {
    expect(refused({ tags: many(50) })).toEqual([]);
    expect(refused({ tags: { ["k".repeat(128)]: "v".repeat(256), "my-aws:x": "", k: "" } })).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, string>>, string, string]>([
    ["51 tags", many(51), "tag-count", "the stack has 51 tags"],
    ["AWS's own prefix", { "aws:x": "y" }, "tag-key", "the tag aws:x begins with aws:"],
    ["AWS's own prefix in capitals", { "AWS:x": "y" }, "tag-key", "the tag AWS:x begins with aws:"],
    ["a key of no character", { "": "y" }, "tag-key", 'the tag "" has 0 characters'],
    [
      "a key of 129 characters",
      { ["k".repeat(129)]: "y" },
      "tag-key",
      `the tag "${"k".repeat(40)}" has 129 characters`,
    ],
    [
      "a value of 257 characters",
      { x: "y".repeat(257) },
      "tag-value",
      "the value of the tag x has 257 characters",
    ],
  ])("may not be %s", (_what, tags, rule, seen) => {
    expect(refused({ tags })).toEqual([[rule, where, seen]]);
  });
});

describe("the part of a stack", () => {
  test("has to be said", () => {
    expect(refused({ part: null })).toEqual([
      ["stack-part", "development/compute", "nothing says what part the stack compute is"],
      ["missing-part", "development", "no stack is the part compute"],
    ]);
  });

  test("is told once for all that an environment lacks, and not where nothing could be read", () => {
    const { environments: sound, ...change } = candidate();
    const only = (...parts: readonly string[]) =>
      sound.production.filter(({ part }) => part !== null && parts.includes(part));

    expect(
      about({ ...change, environments: { ...sound, production: only("network", "logging", "compute") } })
        .refusals,
    ).toEqual([
      {
        rule: "missing-part",
        where: "production",
        seen: "no stack is the part storage, database, monitoring, ingress",
        todo: "the plan 21.03 asks for it (section 6): add the stack, or tag one interlock:part",
      },
    ]);
    expect(about({ ...change, environments: { ...sound, production: [] } }).refusals).toEqual([]);
  });

  test("may not be ingress for all of production, and may for all of another environment", () => {
    const { environments: sound, ...change } = candidate();
    const allIngress = (environment: Environment) => ({
      ...change,
      environments: {
        ...sound,
        [environment]: sound[environment].map((step) => ({
          ...step,
          part: "ingress" as const,
          ...withResource({ Type: "AWS::EC2::Subnet" }),
        })),
      },
    });
    const partly = (environment: Environment) =>
      about(allIngress(environment)).refusals.filter(({ rule }) => rule === "stack-part");

    expect(partly("production").map(({ where }) => where)).toEqual(sound.production.map(({ path }) => path));
    expect(partly("staging")).toStrictEqual([]);
  });
});

describe("the place of a stack", () => {
  const [ireland, paris] = ["eu-west-1", "eu-west-3"];
  const place = { account, region: ireland };
  const places = { development: place, staging: place, production: place };
  const other = "222222222222";
  const found = (more: Partial<CandidateStep>, settings: typeof places | null) =>
    about(candidate(more), { places: settings });
  const told = (seen: string, todo: string) => [
    { rule: "stack-place", where: "development/compute", seen: `the stack belongs to ${seen}`, todo },
  ];

  test.each<[string, Partial<CandidateStep>]>([
    ["names none", {}],
    ["names it", { account, region: ireland }],
    ["names its account", { account }],
    ["names its region", { region: ireland }],
  ])("is that of its environment in the settings if it %s", (_what, more) => {
    expect(found(more, places)).toEqual({ refusals: [], unknown: [] });
  });

  test.each<[string, Partial<CandidateStep>]>([
    [`account ${other}, region ${ireland}`, { account: other, region: ireland }],
    [`account ${account}, region ${paris}`, { account, region: paris }],
    [`account ${other}, region (any)`, { account: other }],
    [`account (any), region ${paris}`, { region: paris }],
  ])("is refused if it is another: %s", (seen, more) => {
    expect(found(more, places)).toEqual({
      refusals: told(
        seen,
        `the settings put development into account ${account}, region ${ireland}: change the Stage's env or the settings`,
      ),
      unknown: [],
    });
  });

  test("is that of its own environment's settings alone", () => {
    const ownPlaces = { ...places, staging: { account: other, region: ireland } };

    expect(about(candidate({ account }), { places: ownPlaces }).refusals).toEqual([]);
    expect(about(candidate({ account: other }), { places: ownPlaces }).refusals).toHaveLength(1);
  });

  const inOnePlace = (of: Partial<CandidateStep>, compute: Partial<CandidateStep> = {}) => {
    const { environments: sound, ...change } = candidate();
    const development = sound.development.map((step) => ({
      ...step,
      ...of,
      ...(step.part === "compute" ? compute : {}),
    }));
    return about({ ...change, environments: { ...sound, development } });
  };
  const toBeNamed = (seen: string) => ({
    rule: "stack-place",
    where: "development",
    seen: `the stack belongs to ${seen}`,
    todo: "the settings of the installation have to name this place",
  });

  test.each<[string, Partial<CandidateStep>]>([
    [`account ${account}, region ${ireland}`, { account, region: ireland }],
    [`account ${account}, region (any)`, { account }],
    [`account (any), region ${ireland}`, { region: ireland }],
  ])("is for the settings to name where there are none: %s", (seen, more) => {
    expect(inOnePlace(more)).toEqual({ refusals: [], unknown: [toBeNamed(seen)] });
  });

  test.each<[string, Partial<CandidateStep>]>([
    [`account ${other}, region ${ireland}`, { account: other }],
    [`account ${account}, region ${paris}`, { region: paris }],
  ])("is refused where its neighbours name another one: %s", (seen, more) => {
    const { refusals, unknown } = inOnePlace(place, more);

    expect(refusals.map(({ where }) => where)).toEqual(
      candidate().environments.development.map(({ path }) => path),
    );
    expect(refusals.filter(({ where }) => where === "development/compute")).toEqual(
      told(
        seen,
        `development/network belongs to account ${account}, region ${ireland}: one environment has one place`,
      ),
    );
    expect(unknown).toEqual([toBeNamed(`account ${account}, region ${ireland}`)]);
  });

  test("is each environment's own where there are no settings", () => {
    const { environments: sound, ...change } = candidate();
    const [development, staging, production] = environments.map((environment, index) =>
      sound[environment].map((step) => ({ ...step, account: String(index).repeat(12), region: ireland })),
    );
    const { refusals, unknown } = about({
      ...change,
      environments: { development: development ?? [], staging: staging ?? [], production: production ?? [] },
    });

    expect(refusals).toEqual([]);
    expect(unknown.map(({ where, seen }) => [where, seen])).toEqual([
      ["development", `the stack belongs to account 000000000000, region ${ireland}`],
      ["staging", `the stack belongs to account 111111111111, region ${ireland}`],
      ["production", `the stack belongs to account 222222222222, region ${ireland}`],
    ]);
  });
});
