import {
  assetsOf,
  authorsOf,
  type Change,
  changeDigest,
  parseChange,
  peopleOf,
  runIdOf,
  type Step,
  stepsInOrder,
} from "../../../lib/domain/change/manifest.ts";
import type { Environment } from "../../../lib/domain/environment.ts";

const step = (environment: Environment, name: string, dependsOn: string[] = []): Step => ({
  step: name,
  part: name === "ingress" ? "ingress" : "compute",
  stackName: `shop-${environment}-${name}`,
  templateDigest: "a".repeat(64),
  parameters: {},
  tags: {},
  dependsOn,
});
const inDevelopment = (name: string, ...dependsOn: string[]) => step("development", name, dependsOn);
const person = (address: string) => ({ name: "Ada", address });
const change = (more: Partial<Change> = {}): Change => ({
  application: "shop",
  repository: "shop",
  attempt: 1,
  commit: {
    sha: "0123456789abcdef0123456789abcdef01234567",
    subject: "open the shop",
    author: person("ada@example.com"),
    committer: person("ada@example.com"),
    coAuthors: [],
    parents: [],
    committedAt: "2026-11-24T10:00:00Z",
  },
  contributors: { since: null, people: [] },
  environments: {
    development: [inDevelopment("network")],
    staging: [step("staging", "network")],
    production: [step("production", "network")],
  },
  ...more,
});
const changeWith = (environments: Partial<Change["environments"]>) =>
  change({ environments: { ...change().environments, ...environments } });

describe("a change is refused", () => {
  test("when it is none, in words that say so", () => {
    expect(() => parseChange("shop")).toThrow(/^the change: .*submit a change made by this version/);
  });

  test("with the value seen", () => {
    expect(() => parseChange({ ...changeWith({}), attempt: 0 })).toThrow(/attempt: .*\(seen: 0\)/);
  });

  test("with no more of a long value than a person reads", () => {
    expect(() => parseChange("x".repeat(10_000))).toThrow(/^.{0,400}$/s);
  });

  test("as InvalidChange", () => {
    expect(() => parseChange({})).toThrow(expect.objectContaining({ name: "InvalidChange" }));
  });

  test("when a Stage is missing", () => {
    expect(() => parseChange(changeWith({ staging: [] }))).toThrow("environments.staging");
  });
});

describe("the steps of an environment", () => {
  const names = (...[of, environment, scope]: Parameters<typeof stepsInOrder>) =>
    stepsInOrder(of, environment, scope).map(({ step: name }) => name);

  test("come after the steps they depend on", () => {
    const steps = changeWith({ development: [inDevelopment("web", "network"), inDevelopment("network")] });

    expect(names(parseChange(steps), "development", "everything")).toEqual(["network", "web"]);
  });

  test("come after every step that they depend on, not only the first", () => {
    const development = [inDevelopment("web", "api", "queue"), inDevelopment("api"), inDevelopment("queue")];

    expect(names(changeWith({ development }), "development", "everything")).toEqual(["api", "queue", "web"]);
  });

  test("come after what those wait for in their turn", () => {
    const development = [
      inDevelopment("web", "api"),
      inDevelopment("api", "network"),
      inDevelopment("network"),
    ];

    expect(names(changeWith({ development }), "development", "everything")).toEqual([
      "network",
      "api",
      "web",
    ]);
  });

  test("come after them although the first step waits for nothing", () => {
    const development = [inDevelopment("network"), inDevelopment("web", "api"), inDevelopment("api")];

    expect(names(changeWith({ development }), "development", "everything")).toEqual([
      "network",
      "api",
      "web",
    ]);
  });

  test("that wait for each other or for a missing one come last, as listed: the rules refuse such a change", () => {
    const development = [inDevelopment("a", "b"), inDevelopment("b", "a"), inDevelopment("c")];

    expect(names(changeWith({ development }), "development", "everything")).toEqual(["c", "a", "b"]);
  });

  test("have ingress as a scope of its own", () => {
    const production = [step("production", "ingress", ["network"]), step("production", "network")];

    expect(names(changeWith({ production }), "production", "all-but-ingress")).toEqual(["network"]);
    expect(names(changeWith({ production }), "production", "ingress")).toEqual(["ingress"]);
  });
});

test("the assets of an environment are its own, and none where the change brings none", () => {
  const asset = { name: "code", digest: "a".repeat(64), bytes: 1, bucketName: "b", objectKey: "k" };
  const assets = { development: [], staging: [asset], production: [] };

  expect([
    assetsOf({ assets }, "staging"),
    assetsOf({ assets }, "production"),
    assetsOf({}, "staging"),
  ]).toStrictEqual([[asset], [], []]);
});

test("a change that says something else has another name", () => {
  expect(changeDigest(change({ attempt: 2 }))).not.toBe(changeDigest(change()));
  expect(changeDigest(change())).toBe(changeDigest(change()));
});

describe("a run's name", () => {
  test.each([
    ["is the application, the commit and the attempt", "shop", "shop-0123456789ab-1"],
    ["has at most 24 characters of the application", "a".repeat(31), `${"a".repeat(24)}-0123456789ab-1`],
    ["keeps the dashes of the application", "my-own-shop", "my-own-shop-0123456789ab-1"],
    [
      "has no dashes where the application was cut",
      `${"a".repeat(22)}--b`,
      `${"a".repeat(22)}-0123456789ab-1`,
    ],
    ["has no dash where the application was cut", `${"a".repeat(23)}-b`, `${"a".repeat(23)}-0123456789ab-1`],
  ])("%s", (_what, application, name) => {
    expect(runIdOf(change({ application }))).toBe(name);
  });

  test("fits into execution names", () => {
    expect(runIdOf(change({ application: "x".repeat(31), attempt: 99 }))).toHaveLength(40);
  });
});

describe("the people of a change", () => {
  test("are everybody who had a hand in it", () => {
    const commit = {
      ...change().commit,
      author: person("author@example.com"),
      committer: person("committer@example.com"),
      coAuthors: [person("co-author@example.com")],
    };
    const contributors = { since: null, people: [person("contributor@example.com")] };
    const people = peopleOf(change({ commit, contributors }));

    expect(people.map(({ address }) => address)).toEqual([
      "author@example.com",
      "committer@example.com",
      "co-author@example.com",
      "contributor@example.com",
    ]);
    expect(authorsOf(change({ commit, contributors }))).toEqual(["Ada", "Ada", "Ada", "Ada"]);
  });

  test.each([
    ["one where an address is only written otherwise", " Ada@Example.com ", 1],
    ["several under several addresses", "grace@example.com", 2],
  ])("are %s", (_what, address, count) => {
    const people = [person(address)];

    expect(peopleOf(change({ contributors: { since: null, people } }))).toHaveLength(count);
  });
});
