import { type Digest, sha256 } from "../canonical.ts";

/** Somebody as a commit names them. */
export type Contributor = { readonly name: string; readonly address: string };

/** A person of the directory, as far as deciding goes. */
type Person = { readonly id: string; readonly address: string; readonly identities: readonly string[] };

/** Whose commits the control plane knows: approvers, and people who commit and approve nothing. */
export type Directory = {
  readonly approvers: readonly Person[];
  /** Addresses, or `*@domain` for all of a domain's. */
  readonly committers: readonly string[];
};

/** The waiver that a deployment needs to go on with commits by people its directory does not know. */
export const identitiesWaiver = { check: "separation-of-duties", fact: "commit-identities" } as const;

/** Whether a deployment states that it goes on although it cannot tell whose commits they are. */
export const waivesIdentities = (
  waivers: readonly { readonly check: string; readonly fact: string }[],
): boolean =>
  waivers.some(({ check, fact }) => check === identitiesWaiver.check && fact === identitiesWaiver.fact);

/** Domains whose mailboxes ignore dots (Gmail help, "Dots don't matter in Gmail addresses"). */
const dotless = ["gmail.com", "googlemail.com"];
/** Where the local part is `<id>+<login>` (GitHub docs, "Setting your commit email address"). */
const privateMail = "users.noreply.github.com";

/**
 * One form for all addresses of one mailbox: letter case, width, a `+tag`, Gmail's dots, and the number that GitHub puts
 * before a login do not make another person.
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

/** An address of a person as it goes into records: enough to compare, in its one form, by its SHA-256. */
export const identityDigest = (address: string): Digest => sha256(identityOf(address));

/** Whether somebody had a hand in the commits, under any address they commit with. */
export function isAuthor({ address, identities }: Person, people: readonly Contributor[]): boolean {
  const theirs = new Set([address, ...identities].map(identityOf));
  return people.some((person) => theirs.has(identityOf(person.address)));
}

/** The contributors whom the directory maps to nobody: any of them could be an approver under another name. */
export function unmapped(
  people: readonly Contributor[],
  { approvers, committers }: Directory,
): readonly Contributor[] {
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
 * Why this person may not decide about these commits; null if they may. Whoever had a hand in them may not; and as long
 * as somebody's commits cannot be told apart from the approver's own, nobody may, unless the deployment waives it.
 */
export function refusalToDecide(
  approver: Person,
  people: readonly Contributor[],
  directory: Directory,
  waived: boolean,
): string | null {
  if (isAuthor(approver, people)) return "Nobody decides on a commit of their own. Somebody else must.";
  if (waived) return null;
  if (approver.identities.length === 0)
    return "The approver directory does not say under which addresses you commit, so your commits cannot be told apart. Nothing was decided.";
  const [stranger] = unmapped(people, directory);
  return stranger === undefined
    ? null
    : `The approver directory does not know whose commits those of ${stranger.address} are. Nothing was decided.`;
}
