import {
  type Change,
  changeDigest,
  parseChange,
  peopleOf,
  runIdOf,
  type Step,
  stepsInOrder,
} from "../../../lib/domain/change/manifest.ts";
import { isRehearsal, rehearsalTag } from "../../../lib/domain/change/rehearsal.ts";

const step = (name: string, dependsOn: string[] = [], more: Partial<Step> = {}): Step => ({
  step: name,
  part: "compute",
  stackName: `shop-development-${name}`,
  templateDigest: "a".repeat(64),
  parameters: {},
  tags: {},
  dependsOn,
  ...more,
});
const person = (address: string, name = "Ada") => ({ name, address });
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
    development: [step("network")],
    staging: [step("network", [], { stackName: "shop-staging-network" })],
    production: [step("network", [], { stackName: "shop-production-network" })],
  },
  ...more,
});
const inDevelopment = (...development: Step[]) =>
  change({ environments: { ...change().environments, development } });

describe("a change is refused", () => {
  test("when it is none, in words that say so", () => {
    expect(() => parseChange("shop")).toThrow(/^the change: .*submit a change made by this version/);
  });

  test("when a stack has no name of its own beside its environment's", () => {
    const unnamed = inDevelopment(step("network", [], { stackName: "shop-development-" }));

    expect(() => parseChange(unnamed)).toThrow(
      "the stack shop-development- of development is named outside the pattern",
    );
  });

  test("when a step waits for one that is not there, by the names of all that wait", () => {
    const waiting = inDevelopment(step("network"), step("api", ["queue"]), step("web", ["api"]));

    expect(() => parseChange(waiting)).toThrow("the steps api, web wait for each other");
  });

  test("as InvalidChange", () => {
    expect(() => parseChange({})).toThrow(expect.objectContaining({ name: "InvalidChange" }));
  });
});

test("a step comes after every step that it depends on, not only the first", () => {
  const steps = inDevelopment(step("web", ["api", "queue"]), step("api"), step("queue"));

  expect(stepsInOrder(steps, "development", "everything").map(({ step: name }) => name)).toEqual([
    "api",
    "queue",
    "web",
  ]);
});

test("a change that says something else has another name", () => {
  expect(changeDigest(change({ attempt: 2 }))).not.toBe(changeDigest(change()));
  expect(changeDigest(change())).toBe(changeDigest(change()));
});

describe("a run's name", () => {
  test.each([
    ["is the repository's last part", "git@example.com:acme/shop", "shop-0123456789ab-1"],
    ["has one dash for whatever is no letter or digit", "web  (shop)_2", "web-shop-2-0123456789ab-1"],
    ["begins and ends with no dash of the repository's", "__shop__", "shop-0123456789ab-1"],
    ["is a change's where the repository has no name", "acme/---", "change-0123456789ab-1"],
    ["has at most twenty characters of the repository", "a".repeat(21), `${"a".repeat(20)}-0123456789ab-1`],
  ])("%s", (_what, repository, name) => {
    expect(runIdOf(change({ repository }))).toBe(name);
  });
});

describe("the people of a change", () => {
  test("are everybody who had a hand in it", () => {
    const { commit } = change();
    const people = peopleOf({
      ...change(),
      commit: {
        ...commit,
        author: person("author@example.com"),
        committer: person("committer@example.com"),
        coAuthors: [person("co-author@example.com")],
      },
      contributors: { since: null, people: [person("contributor@example.com")] },
    });

    expect(people.map(({ address }) => address)).toEqual([
      "author@example.com",
      "committer@example.com",
      "co-author@example.com",
      "contributor@example.com",
    ]);
  });

  test("are one where an address is only written otherwise", () => {
    const people = [person(" Ada@Example.com ")];

    expect(peopleOf(change({ contributors: { since: null, people } }))).toHaveLength(1);
  });

  test("are several under several addresses", () => {
    const people = [person("grace@example.com")];

    expect(peopleOf(change({ contributors: { since: null, people } }))).toHaveLength(2);
  });
});

describe("a rehearsal", () => {
  const tagged = { tags: { [rehearsalTag]: "fail" } };

  test("is a change with one step that is made to fail", () => {
    expect(isRehearsal(inDevelopment(step("network"), step("api", [], tagged)))).toBe(true);
  });

  test("is not a change whose steps carry other tags", () => {
    expect(isRehearsal(inDevelopment(step("network", [], { tags: { team: "shop" } })))).toBe(false);
  });
});
