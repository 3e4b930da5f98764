/** A person and a moment as a commit's header names them. */
export type PersonAndMoment = {
  readonly name: string;
  readonly address: string;
  /** Seconds since 1970 and the zone, as written; whether they are a date is for the reader to tell. */
  readonly date: string;
};

/** A commit as git keeps it. */
export type CommitObject = {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: PersonAndMoment;
  readonly committer: PersonAndMoment;
  readonly message: string;
};

/**
 * Parses the output of `git cat-file --batch` for commits. Headers and message are decoded as the commit's own
 * `encoding` header says, and as UTF-8 without one (git-commit, "Discussion"), whatever the reader's settings are.
 */
export function* commitsIn(batch: Buffer): Generator<CommitObject> {
  for (let at = 0; at < batch.length; ) {
    const lineEnd = batch.indexOf("\n", at);
    const [id = "", type, size] = batch.toString("latin1", at, lineEnd).split(" ");
    if (type !== "commit") return;
    const body = batch.subarray(lineEnd + 1, lineEnd + 1 + Number(size));
    yield commitFrom(id, body);
    at = lineEnd + 1 + Number(size) + 1;
  }
}

function commitFrom(id: string, body: Buffer): CommitObject {
  const end = body.indexOf("\n\n");
  const rawHead = body.subarray(0, end < 0 ? body.length : end);
  const encoding = /^encoding (.+)$/m.exec(rawHead.toString("latin1"))?.[1];
  const head = decoded(rawHead, encoding).split("\n");
  const headers = (name: string) =>
    head.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    id,
    parents: headers("parent"),
    author: signatureIn(headers("author")[0] ?? ""),
    committer: signatureIn(headers("committer")[0] ?? ""),
    message: end < 0 ? "" : decoded(body.subarray(end + 2), encoding),
  };
}

function decoded(bytes: Buffer, encoding: string | undefined): string {
  try {
    return new TextDecoder(encoding ?? "utf-8").decode(bytes);
  } catch {
    return new TextDecoder("utf-8").decode(bytes);
  }
}

function signatureIn(header: string): PersonAndMoment {
  const [, name = "", address = "", date = ""] = /^(.*?) ?<([^>]*)>(?: (.*))?$/.exec(header) ?? [];
  return { name: name.trim(), address: address.trim(), date };
}

const mostSeconds = 253_402_300_799; // 9999-12-31T23:59:59Z, the last second that ISO 8601 writes with four digits
const mostZoneMinutes = 14 * 60;

/** The moment of a signature in ISO 8601, in UTC; null if it is no date of any calendar. */
export function isoDateOf({ date }: PersonAndMoment): string | null {
  const [, seconds = "", sign, hours = "", minutes = ""] = /^(\d+) ([+-])(\d{2})(\d{2})$/.exec(date) ?? [];
  if (sign === undefined || Number(seconds) > mostSeconds) return null;
  if (Number(minutes) > 59 || Number(hours) * 60 + Number(minutes) > mostZoneMinutes) return null;
  return new Date(Number(seconds) * 1_000).toISOString();
}
