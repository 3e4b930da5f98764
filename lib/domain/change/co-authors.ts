import type { Person } from "./person.ts";

/** What a commit's message says about who wrote it together. */
export type CoAuthors = {
  readonly people: readonly Person[];
  /** Lines that name a co-author in a way that nobody can read for certain. */
  readonly unreadable: readonly string[];
};

// Bullets, quotes and emphasis that people and tools put in front of a trailer.
const decoration = String.raw`^[\s>*•·\-–—+#_~\x60"'(\[]*`;
// People write spaces, underscores and every kind of hyphen between the words.
const gap = String.raw`[\s_\-\u2010-\u2015\u2212]*`;
const label = `(?:co${gap}(?:authored|authors?|written|developed|paired)(?:${gap}by)?|(?:pair|mob)${gap}(?:programmed|programming|ed)?${gap}(?:with|by))`;
const trailer = new RegExp(`${decoration}(?:and\\s+)?${label}[*_~\`"']*\\s*[:：=]\\s*(?<rest>.*)$`, "iu");
// The same words inside a line: the message says that somebody wrote it, in a form of its own.
const mention = new RegExp(`^.*?co${gap}author(?:ed|s)?${gap}by\\b\\s*[:：=]?`, "iu");
const named = /(?<name>[^<>,;]*?)\s*<\s*(?:mailto:)?(?<address>[^<>\s]+@[^<>\s]+)\s*>/gu;
const bare = /[^\s<>()[\]{},;:"'`]+@[^\s<>()[\]{},;:"'`]+\.[^\s<>()[\]{},;:"'`.]+/gu;

/**
 * Everybody whom a commit's message calls a co-author, in every paragraph and in every form that people and tools write:
 * any case, with bullets, several on a line, an address alone, folded lines, and names of the trailer other than git's.
 * A line that names a co-author and cannot be read is returned as it is, so that the commit can be refused: nobody is
 * left out without a word.
 */
export function coAuthorsIn(message: string): CoAuthors {
  const people: Person[] = [];
  const unreadable: string[] = [];
  for (const line of unfolded(message)) {
    const rest =
      trailer.exec(line)?.groups?.["rest"] ?? (mention.test(line) ? line.replace(mention, "") : null);
    if (rest === null) continue;
    const found = peopleIn(rest);
    if (found === null) unreadable.push(line);
    else people.push(...found);
  }
  return { people: unique(people), unreadable };
}

/** The lines of a message, each continued line joined to the one that it continues (git-interpret-trailers, "folding"). */
function unfolded(message: string): readonly string[] {
  const lines: string[] = [];
  for (const line of message.split(/\r\n|\n|\r|\u2028|\u2029/)) {
    const last = lines.at(-1);
    const continues = /^\s+\S/.test(line) && last !== undefined && trailer.test(last) && !trailer.test(line);
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
  const [only] = found;
  const isOneWithName =
    found.length === 1 && only?.name === "" && /^[\p{L}\p{M}\s.'’-]+$/u.test(left) && !/\band\b/iu.test(left);
  if (isOneWithName && only !== undefined) return [{ name: left.trim(), address: only.address }];
  const isRead = /^(?:[\s,;&|.()*_~`"'<>[\]\-–—]|\band\b|\bwith\b)*$/iu.test(left);
  return found.length > 0 && isRead ? found : null;
}

const tidy = (name: string): string =>
  name
    .replace(/^(?:[\s,;&]|\band\b)+/iu, "")
    .replace(/^["'*_`(]+|["'*_`)]+$/gu, "")
    .trim();

function unique(people: readonly Person[]): readonly Person[] {
  return [...new Map(people.map((person) => [person.address.trim().toLowerCase(), person])).values()];
}
