import { type Digest, sha256 } from "../canonical.ts";
import type { Person } from "../change/person.ts";
import { isWaived } from "../waived.ts";

/** What a decision needs to know of a person in the directory. */
type Listed = { readonly id: string; readonly address: string; readonly identities: readonly string[] };

/** The people whose commits the control plane knows: approvers, and committers who approve nothing. */
export type Directory = {
  readonly approvers: readonly Listed[];
  /** Addresses, or `*@domain` for every address of a domain. */
  readonly committers: readonly string[];
};

/** The waiver that a deployment needs to accept commits by people who are not in its directory. */
export const identitiesWaiver = { check: "separation-of-duties", fact: "commit-identities" } as const;

/** Whether a deployment waives the rule that every contributor must be known. */
export const waivesIdentities = (
  waivers: readonly { readonly check: string; readonly fact: string }[],
): boolean => isWaived(waivers, identitiesWaiver);

/** Domains whose mailboxes ignore dots (Gmail help, "Dots don't matter in Gmail addresses"). */
const dotless = ["gmail.com", "googlemail.com"];
/** Where the local part is `<id>+<login>` (GitHub docs, "Setting your commit email address"). */
const privateMail = "users.noreply.github.com";

/**
 * One form for all addresses of one mailbox. It ignores letter case, width, a `+tag`, Gmail's dots, and the number
 * that GitHub puts before a login.
 */
export function identityOf(address: string): string {
  const [local = "", domain = ""] = address
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .split(/@(?=[^@]*$)/);
  if (domain === privateMail) return `${local.replace(/^\d+\+/, "")}@${domain}`;
  const [mailbox = ""] = local.split("+");
  return dotless.includes(domain) ? `${mailbox.replaceAll(".", "")}@gmail.com` : `${mailbox}@${domain}`;
}

/** An address as the records hold it: the SHA-256 of its one form, which is enough to compare addresses. */
export const identityDigest = (address: string): Digest => sha256(identityOf(address));

/** Whether a person contributed to the commits, under any address they commit with. */
export function isAuthor({ address, identities }: Listed, people: readonly Person[]): boolean {
  const theirs = new Set([address, ...identities].map(identityOf));
  return people.some((person) => theirs.has(identityOf(person.address)));
}

/** The contributors who are not in the directory. Any of them could be an approver under another name. */
export function unmapped(people: readonly Person[], { approvers, committers }: Directory): readonly Person[] {
  const known = new Set(
    [...approvers.flatMap(({ address, identities }) => [address, ...identities]), ...committers].map(
      identityOf,
    ),
  );
  const domains = committers.flatMap((pattern) =>
    pattern.startsWith("*@") ? [pattern.slice(2).toLowerCase()] : [],
  );
  return people.filter(({ address }) => {
    const identity = identityOf(address);
    return !known.has(identity) && !domains.includes(identity.split("@").at(-1) ?? "");
  });
}

/**
 * Why this person may not decide about these commits; null if they may. A contributor may not decide. While
 * someone's commits cannot be told apart from the approver's own, no one may decide, unless the deployment waives
 * that.
 */
export function refusalToDecide(
  approver: Listed,
  people: readonly Person[],
  directory: Directory,
  waived: boolean,
): string | null {
  if (isAuthor(approver, people)) return "You contributed to this change, so someone else must decide.";
  if (waived) return null;
  if (approver.identities.length === 0)
    return "The approver directory does not list the addresses under which you commit, so your commits cannot be told apart. Nothing was decided.";
  const [stranger] = unmapped(people, directory);
  return stranger === undefined
    ? null
    : `The approver directory does not list ${stranger.address}, who contributed to this change. Nothing was decided.`;
}
