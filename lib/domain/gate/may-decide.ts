/** A person of the directory, as far as deciding goes. */
type Person = { readonly id: string; readonly address: string; readonly identities: readonly string[] };

/** The people of a commit. */
type Commit = {
  readonly author: { readonly address: string };
  readonly committer: { readonly address: string };
  readonly coAuthors: readonly { readonly address: string }[];
};

/** Whether somebody had a hand in the commit, under any address they commit with: nobody decides on their own commit. */
export function isAuthor({ address, identities }: Person, { author, committer, coAuthors }: Commit): boolean {
  const theirs = new Set([address, ...identities].map(normal));
  return [author, committer, ...coAuthors].some((person) => theirs.has(normal(person.address)));
}

const normal = (address: string): string => address.trim().toLowerCase();
