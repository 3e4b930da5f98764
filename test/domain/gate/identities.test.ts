import {
  identityDigest,
  identityOf,
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

describe("the directory knows whose commits they are", () => {
  test.each([
    ["of an approver's own address", "sue@example.com"],
    ["of another address under which the approver commits", "suse@gmail.com"],
    ["of a committer", "dora@example.com"],
    ["of anybody in a domain that is known, in any letter case", "Anybody@TEAM.example"],
  ])("%s", (_, address) => {
    expect(unmapped(by(address), directory)).toEqual([]);
    expect(refusalToDecide(bob, by(address), directory, false)).toBeNull();
  });
});

test("a number that is not the forge's own belongs to a private address", () => {
  expect(identityOf("a4711+sue@users.noreply.github.com")).not.toBe(
    identityOf("asue@users.noreply.github.com"),
  );
});

test("an address goes into records as one digest for all its forms, and as another for another person", () => {
  expect(identityDigest("Sue+git@Example.com")).toBe(identityDigest("sue@example.com"));
  expect(identityDigest("sue@example.com")).not.toBe(identityDigest("bob@example.com"));
  expect(identityDigest("sue@example.com")).toMatch(/^[0-9a-f]{64}$/);
});
