import fc from "fast-check";
import {
  identityDigest,
  identityOf,
  isAuthor,
  refusalToDecide,
  unmapped,
  waivesIdentities,
} from "../../../lib/domain/gate/may-decide.ts";

const sue = { id: "sue", address: "sue@example.com", identities: ["suse@gmail.com"] };
const bob = { id: "bob", address: "bob@example.com", identities: ["bob@example.com"] };
const directory = { approvers: [sue, bob], committers: ["dora@example.com", "*@Team.example"] };
const by = (...addresses: string[]) => addresses.map((address) => ({ name: "somebody", address }));

describe("a deployment waives that it cannot tell whose commits they are", () => {
  const waiver = { check: "separation-of-duties", fact: "commit-identities" };
  const another = { check: "audit-logging-verified", fact: "log-retention" };

  test.each([
    ["by the waiver of that name", true, [waiver]],
    ["among other waivers", true, [another, waiver]],
    ["not by saying nothing", false, []],
    ["not by a waiver of something else", false, [another]],
    ["not by another fact of the same check", false, [{ ...waiver, fact: "quorum" }]],
    ["not by the same fact of another check", false, [{ ...waiver, check: "another" }]],
  ])("%s", (_, waived, waivers) => {
    expect(waivesIdentities(waivers)).toBe(waived);
  });
});

describe("one mailbox is one person", () => {
  test.each([
    ["whatever its letter case", "Sue@Example.COM"],
    ["with spaces around it", " sue@example.com "],
    ["with a tag", "sue+git@example.com"],
    ["with both", "SUE+Git@example.com"],
    ["under another address of the directory", "suse@gmail.com"],
    ["with Gmail's dots", "s.u.se@gmail.com"],
    ["under Gmail's other name", "su.se+x@googlemail.com"],
    ["in wide letters", "ｓｕｅ@example.com"],
  ])("%s", (_, address) => {
    expect(isAuthor(sue, by(address))).toBe(true);
    expect(refusalToDecide(sue, by("bob@example.com", address), directory, true)).toContain(
      "You contributed to this change",
    );
  });

  test("under the private address of a forge, with or without its number", () => {
    expect(identityOf("4711+Sue@users.noreply.github.com")).toBe(identityOf("sue@users.noreply.github.com"));
  });

  test("and another address where the forge's number does not precede the login", () => {
    expect(identityOf("a4711+sue@users.noreply.github.com")).not.toBe(
      identityOf("asue@users.noreply.github.com"),
    );
  });

  test("and no other address", () => {
    expect(isAuthor(sue, by("sue@example.org", "sue.x@example.com", "xsue@example.com"))).toBe(false);
  });

  test("however its address is written among those of others", () => {
    const twist = fc.record({
      upper: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      tag: fc.option(fc.stringMatching(/^[a-z0-9]{0,8}$/), { nil: undefined }),
      spaces: fc.tuple(fc.constantFrom("", " ", "\t"), fc.constantFrom("", "  ")),
      others: fc.array(fc.emailAddress(), { maxLength: 5 }),
      own: fc.constantFrom(sue.address, ...sue.identities),
    });
    fc.assert(
      fc.property(twist, ({ upper, tag, spaces, others, own }) => {
        const [local = "", domain = ""] = own.split("@");
        const plain = `${local}${tag === undefined ? "" : `+${tag}`}@${domain}`;
        const written = [...plain]
          .map((one, index) => (upper[index % 20] ? one.toUpperCase() : one))
          .join("");
        const people = by(...others, `${spaces[0]}${written}${spaces[1]}`);
        return refusalToDecide(sue, people, directory, true) !== null;
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("the directory knows whose commits they are", () => {
  test.each([
    ["of an approver's own address", "sue@example.com"],
    ["of another address under which the approver commits", "suse@gmail.com"],
    ["of a committer", "dora@example.com"],
    ["of any address in a known domain, in any letter case", "Anybody@TEAM.example"],
  ])("%s", (_, address) => {
    expect(unmapped(by(address), directory)).toEqual([]);
    expect(refusalToDecide(bob, by(address), directory, false)).toBeNull();
  });

  test("but not an address whose domain only resembles a known one", () => {
    const people = by(
      "eve@team.example.org",
      "eve@xteam.example",
      "team.example@evil.org",
      "a@b@team.example",
    );
    expect(unmapped(people, directory)).toHaveLength(3);
  });
});

describe("commits whose people cannot be told apart", () => {
  test("by people whom the directory does not know let no approver decide", () => {
    const people = by("dora@example.com", "anybody@team.example", "mallory@example.org");
    expect(unmapped(people, directory).map(({ address }) => address)).toEqual(["mallory@example.org"]);
    expect(refusalToDecide(bob, people, directory, false)).toContain("does not list mallory@");
    expect(refusalToDecide(bob, people, directory, true)).toBeNull();
  });

  test("from an approver who states no address let that approver not decide", () => {
    const bare = { ...bob, identities: [] };
    const people = by("dora@example.com");
    expect(refusalToDecide(bare, people, { ...directory, approvers: [sue, bare] }, false)).toContain(
      "does not list the addresses under which you commit",
    );
  });
});

test("an address goes into records as one digest for all its forms, and as another for another person", () => {
  expect(identityDigest("Sue+git@Example.com")).toBe(identityDigest("sue@example.com"));
  expect(identityDigest("sue@example.com")).not.toBe(identityDigest("bob@example.com"));
  expect(identityDigest("sue@example.com")).toMatch(/^[0-9a-f]{64}$/);
});
