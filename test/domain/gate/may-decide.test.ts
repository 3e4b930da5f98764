import fc from "fast-check";
import { identityOf, isAuthor, refusalToDecide, unmapped } from "../../../lib/domain/gate/may-decide.ts";

const sue = { id: "sue", address: "sue@example.com", identities: ["sue@example.com", "suse@gmail.com"] };
const bob = { id: "bob", address: "bob@example.com", identities: ["bob@example.com"] };
const directory = { approvers: [sue, bob], committers: ["dora@example.com", "*@team.example"] };
const by = (...addresses: string[]) => addresses.map((address) => ({ name: "somebody", address }));

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
      "commit of their own",
    );
  });

  test("under the private address of a forge, with or without its number", () => {
    expect(identityOf("4711+Sue@users.noreply.github.com")).toBe(identityOf("sue@users.noreply.github.com"));
  });

  test("and nobody else's", () => {
    expect(isAuthor(sue, by("sue@example.org", "sue.x@example.com", "xsue@example.com"))).toBe(false);
  });
});

describe("commits that cannot be told apart", () => {
  test("by people whom the directory does not know let nobody decide", () => {
    const people = by("dora@example.com", "anybody@team.example", "mallory@example.org");
    expect(unmapped(people, directory).map(({ address }) => address)).toEqual(["mallory@example.org"]);
    expect(refusalToDecide(bob, people, directory, false)).toContain("whose commits those of mallory@");
    expect(refusalToDecide(bob, people, directory, true)).toBeNull();
  });

  test("from an approver who states no address let that approver not decide", () => {
    const bare = { ...bob, identities: [] };
    const people = by("dora@example.com");
    expect(refusalToDecide(bare, people, { ...directory, approvers: [sue, bare] }, false)).toContain(
      "does not say under which addresses you commit",
    );
  });

  test("do not pass for others because their domain looks like one that is known", () => {
    const people = by(
      "eve@team.example.org",
      "eve@xteam.example",
      "team.example@evil.org",
      "a@b@team.example",
    );
    expect(unmapped(people, directory)).toHaveLength(3);
  });
});

test("however an approver's address is written, the approver is found among the authors", () => {
  const twist = fc.record({
    upper: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
    tag: fc.option(fc.stringMatching(/^[a-z0-9]{0,8}$/), { nil: undefined }),
    spaces: fc.tuple(fc.constantFrom("", " ", "\t"), fc.constantFrom("", "  ")),
    others: fc.array(fc.emailAddress(), { maxLength: 5 }),
    own: fc.constantFrom(...sue.identities),
  });
  fc.assert(
    fc.property(twist, ({ upper, tag, spaces, others, own }) => {
      const [local = "", domain = ""] = own.split("@");
      const plain = `${local}${tag === undefined ? "" : `+${tag}`}@${domain}`;
      const written = [...plain].map((one, index) => (upper[index % 20] ? one.toUpperCase() : one)).join("");
      const people = by(...others, `${spaces[0]}${written}${spaces[1]}`);
      return refusalToDecide(sue, people, directory, true) !== null;
    }),
    { numRuns: 10_000 },
  );
});
