import type { Person } from "./person.ts";

/** What a commit's message says about who wrote it together. */
export type CoAuthors = {
  readonly people: readonly Person[];
  /** Lines that name a co-author in a way that nobody can read for certain. */
  readonly unreadable: readonly string[];
};

// People write spaces, underscores and every kind of hyphen between the words.
const gap = String.raw`[\s_\-\u2010-\u2015\u2212]*`;
const by = `(?:${gap}(?:by|with))`;
/** Trailers that say who wrote a commit together. Whoever they name counts, or the commit is refused. */
const label = [
  `co${gap}(?:authored|authors?|written|developed|developers?|coded|created|contributed|contributors?|committed|committers?|paired|programmed)${by}?`,
  `(?:pair|mob)(?:ed|bed|ing|bing)?${gap}(?:programmed|programming|ed)?${by}`,
  `(?:authored|written|coded|programmed)-by`,
].join("|");
const trailer = new RegExp(
  String.raw`^.*?(?<![\p{L}\p{N}])(?:${label})[*_~\x60"'\])]*\s*[:：=]\s*(?<rest>.*)$`,
  "iu",
);
// The same words without a colon: the message says that somebody wrote it, in a form of its own.
const mention = new RegExp(
  String.raw`^.*?(?<![\p{L}\p{N}])(?:co${gap}author(?:ed|s)?${gap}by\b|co${gap}authors?\b(?=.*@))\s*[:：=]?\s*(?<rest>.*)$`,
  "iu",
);
const anywhere = new RegExp(label, "iu");
/** A line that is longer is searched, but not taken apart: that would take minutes for a line of a megabyte. */
const mostCharacters = 2_000;
/** Any other trailer that names a person. */
const other =
  /^[^\p{L}\p{N}]*(?<token>[\p{L}\p{N}][\p{L}\p{M}\p{N}\s_-]{0,40}?)\s*[:：=]\s*(?<rest>[^:]*<[^<>\s]+@[^<>\s]+>\W*)$/iu;
/**
 * Trailers of people who did not write the commit. Source: git-interpret-trailers, the Linux kernel's "Submitting patches", GitLab
 * ("Commit message templates"), Bitbucket and Gerrit (footers), GitHub (on-behalf-of), Phabricator (commit message fields).
 */
const bystanders = new RegExp(
  `^(?:signed${gap}off|reviewed|acked|acknowledged|tested|reported|suggested|requested|approved|accepted|verified|checked|audited|merged|landed|sponsored|released|noticed|found|seen|nacked|rejected|closed|assigned)${gap}(?:and${gap}\\w+${gap})?${by}$|^(?:reviewers?|auditors?|subscribers?|approvers?|testers?|reporters?|assignees?|maintainers?|contact|e?${gap}mail|cc|bcc|to|reply${gap}to|thanks(?:${gap}to)?|on${gap}behalf${gap}of|commit${gap}queue|auto${gap}submit|owners${gap}override|bot${gap}commit)$`,
  "iu",
);
const named = /(?<name>"[^"<>]*"|[^<>,;]*?)\s*<\s*(?:mailto:)?(?<address>[^<>\s]+@[^<>\s]+)\s*>/gu;
const bare = /[^\s<>()[\]{},;:"'`]+@[^\s<>()[\]{},;:"'`]+\.[^\s<>()[\]{},;:"'`.]+/gu;

/**
 * Everybody whom a commit's message calls a co-author, in every paragraph and in every form that people and tools write:
 * any case, with bullets, several on a line, an address alone, folded lines, and names of the trailer other than git's.
 * Somebody whom an unknown trailer names with an address counts as well, because nobody can tell what it says. A line that names
 * a co-author and cannot be read is returned as it is, so that the commit can be refused: nobody is left out without a word.
 */
export function coAuthorsIn(message: string): CoAuthors {
  const people: Person[] = [];
  const unreadable: string[] = [];
  for (const line of unfolded(message)) {
    if (line.length > mostCharacters) {
      if (anywhere.test(plain(line))) unreadable.push(`${line.slice(0, 100)}…`);
      continue;
    }
    const readable = plain(line);
    const rest = (trailer.exec(readable) ?? mention.exec(readable))?.groups?.["rest"];
    if (rest === undefined) people.push(...inOtherTrailer(readable));
    else {
      const found = peopleIn(rest);
      if (found === null) unreadable.push(line);
      else people.push(...found);
    }
  }
  return { people: unique(people), unreadable };
}

/** A line as people see it: one form of each letter, and nothing that has no width. */
const plain = (line: string): string =>
  line.normalize("NFKC").replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "");

function inOtherTrailer(line: string): readonly Person[] {
  const { token = "", rest = "" } = other.exec(line)?.groups ?? {};
  return bystanders.test(token) ? [] : (peopleIn(rest) ?? []);
}

// A shell that does not know "\n" leaves it in the message.
const lineEnd = /\r\n|\\r\\n|\\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** The lines of a message, each continued line joined to the one that it continues (git-interpret-trailers, "folding"). */
function unfolded(message: string): readonly string[] {
  const lines: string[] = [];
  for (const line of message.split(lineEnd)) {
    const last = lines.at(-1);
    const isTrailer = (of: string) => of.length <= mostCharacters && trailer.test(plain(of));
    const continues = /^\s+\S/.test(line) && last !== undefined && isTrailer(last) && !isTrailer(line);
    if (continues) lines[lines.length - 1] = `${last} ${line.trim()}`;
    else lines.push(line);
  }
  return lines;
}

/** The people of a trailer's value; null if something of it is no person. */
function peopleIn(value: string): readonly Person[] | null {
  const found: Person[] = [];
  const withoutNamed = value.replace(named, (_whole, name: string, address: string) => {
    found.push({ name: tidy(name), address });
    return " ";
  });
  const left = withoutNamed.replace(bare, (address) => {
    found.push({ name: "", address });
    return " ";
  });
  const [only, ...others] = found;
  const isName = /^[\p{L}\p{M}\s.'’-]+$/u.test(left) && !/\band\b/iu.test(left);
  if (only !== undefined && others.length === 0 && only.name === "" && isName)
    return [{ name: left.trim(), address: only.address }];
  const isRead = /^(?:[\s,;&|.()*_~`"'<>[\]\-–—\\]|\band\b|\bwith\b)*$/iu.test(left);
  return found.length > 0 && isRead ? found : null;
}

const tidy = (name: string): string =>
  name
    .replace(/^(?:[\s,;&]|\band\b)+/iu, "")
    .replace(/^["'*_`(]+|["'*_`)]+$/gu, "")
    .trim();

function unique(people: readonly Person[]): readonly Person[] {
  return [...new Map(people.map((person) => [person.address.toLowerCase(), person])).values()];
}
