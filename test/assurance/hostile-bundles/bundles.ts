import { randomBytes } from "node:crypto";
import { canonicalJson, digestOf, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { changeDigest } from "../../../lib/domain/change/manifest.ts";
import { historyText } from "../../../lib/domain/records/history.ts";
import { entriesOf, linesOf as linesOfSample, receiptFor } from "../../domain/verify/sample-bundle.ts";
import {
  asked,
  beganMs,
  change,
  decided,
  opened,
  plan,
  runId,
  type SampleEntry,
  second,
} from "../../domain/verify/sample-run.ts";
import { sampleDossier } from "../../fixtures/sample-dossier.ts";
import { receipt, residualLookedFor, validated } from "../../fixtures/sample-facts.ts";

const mebibyte = 1024 * 1024;
const wholeBytes = 100_000_000;

type Piece = string | Buffer;

/** Pieces, again and again, until the file has a hundred million bytes. */
function* filled(head: Iterable<Piece>, again: (round: number) => Piece): Generator<Piece> {
  let bytes = 0;
  for (const piece of head) {
    bytes += Buffer.byteLength(piece);
    yield piece;
  }
  for (let round = 0; bytes < wholeBytes; round += 1) {
    const piece = again(round);
    bytes += Buffer.byteLength(piece);
    yield piece;
  }
}

/** The parts of the sample bundle before its entries. */
const partsBefore = (): readonly string[] =>
  linesOfSample([opened()]).filter((line) => !line.startsWith('{"action"'));
const part = (name: string, text: string): string => `${canonicalJson({ [name]: text })}\n`;
/** A text of so many bytes in which every second character begins a value. */
const emptyLists = (bytes: number): string => `[${"[],".repeat(bytes / 3 - 1)}[]]`;
const byDigest = (texts: readonly string[]): readonly string[] =>
  [...texts].sort((one, other) => (sha256(one) < sha256(other) ? -1 : 1));

/** Entries, chained after the opening; each is canonical and of a known shape, so that it is judged and not only refused. */
function chained(says: (round: number) => SampleEntry): (round: number) => string {
  const [first = ""] = entriesOf([opened()]);
  let head = sha256(first);
  let sequence = 1;
  return (round) => {
    if (round === 0) return `${first}\n`;
    sequence += 1;
    const { says: signs, ...given } = says(round);
    const detail =
      signs === undefined
        ? given.detail
        : {
            ...given.detail,
            envelope: receiptFor({
              statement: "validated",
              about: "development",
              count: sequence - 1,
              head,
              ...signs,
            }),
          };
    const entry = {
      actor: given.action,
      at: second(1),
      runId,
      sequence,
      previousDigest: head,
      ...given,
      detail,
    };
    const line = canonicalJson(JSON.parse(JSON.stringify(entry)) as Json);
    head = sha256(line);
    return `${line}\n`;
  };
}

/** Eight lists that differ in their length. */
const lists = (bytes: number, count: number): readonly string[] =>
  byDigest(Array.from({ length: count }, (_, index) => emptyLists(bytes - 3 * index)));

const dossier = (people: number): string =>
  canonicalJson(
    sampleDossier({
      gate: "plan-approval",
      runId,
      planDigest: digestOf(plan as unknown as Json),
      changeDigest: changeDigest(change),
      approvers: [...plan.gates["plan-approval"].approvers],
      quorum: 1,
      expiresAtMs: beganMs + 60 * 60_000,
      directory: plan.gates["plan-approval"].approvers.map((approver) => ({ approver, identities: [] })),
      people: Array.from({ length: people }, (_, index) => ({ name: "x", address: `${index}@example.com` })),
    }) as unknown as Json,
  );

const history = (bytes: number): string =>
  canonicalJson({
    definition: "{}",
    events: JSON.parse(emptyLists(bytes)) as Json,
    execution: "x",
    status: "FAILED",
  });

/** Bundles of a hundred megabytes, each of which attacks one thing that a verifier might do too much of. */
export const hostileBundles: Readonly<Record<string, () => Generator<Piece>>> = {
  "six lists of empty lists": () =>
    filled(partsBefore(), (round) => part("list", emptyLists(15 * mebibyte - 3 * round))),
  "lists that no entry names": () =>
    filled(partsBefore(), (round) => part("list", emptyLists(6 * mebibyte - 3 * round))),
  "lists that entries name again and again": () => {
    const all = lists(mebibyte, 9);
    const named = all.map((text) => ({ count: (text.length - 1) / 3, digest: sha256(text), items: null }));
    return filled(
      [...partsBefore(), ...all.map((text) => part("list", text))],
      chained((round) => {
        const looked = named[round % named.length];
        return residualLookedFor("development", looked === undefined ? {} : { looked });
      }),
    );
  },
  "introductions of signing keys": () => {
    const signature = { keyid: "a".repeat(64), sig: "A".repeat(96) };
    const payload = Buffer.from("x".repeat(6_000)).toString("base64");
    const envelope = {
      payload,
      payloadType: "application/vnd.in-toto+json",
      signatures: [signature, signature],
    };
    return filled(partsBefore(), () => `${canonicalJson({ introduction: envelope })}\n`.repeat(100));
  },
  "empty lines": () => filled([], () => "\n".repeat(mebibyte)),
  "lines of one character": () => filled(partsBefore(), () => "x\n".repeat(mebibyte)),
  "entries that cannot be read": () => filled(partsBefore(), () => '{"action":"x"}\n'.repeat(10_000)),
  "entries of no known action": () => {
    const line = chained(
      () => ({ ...residualLookedFor("development"), action: "x" }) as unknown as SampleEntry,
    );
    return filled(partsBefore(), line);
  },
  "a part with a million keys": () => {
    const keys = Array.from({ length: 1_000_000 }, (_, index) => `"k${1_000_000 + index}":0`).join();
    return filled(partsBefore(), (round) => `{"${round % 2 === 0 ? "bundle" : "plan"}":{${keys}}}\n`);
  },
  "plans with many keys, as text": () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `"k${100_000 + index}":0`).join();
    return filled(partsBefore(), () => part("plan", `{${keys}}`));
  },
  "dossiers of many people, decided about again and again": () => {
    const shown = dossier(100_000);
    const dossierDigest = sha256(shown);
    return filled(
      [...partsBefore(), part("dossier", shown)],
      chained((round) =>
        round % 2 === 1
          ? asked("plan-approval", { dossierDigest })
          : decided("plan-approval", { dossierDigest }),
      ),
    );
  },
  "dossiers that no entry names": () => {
    const text = dossier(50_000);
    return filled(partsBefore(), (round) => part("dossier", `${round}${text}`));
  },
  "receipts that are signed and supported": () => {
    const [planDigest, digest] = [digestOf(plan as unknown as Json), changeDigest(change)];
    const entry = chained((round) =>
      round === 1
        ? validated("development")
        : {
            ...receipt("development", { statement: "validated" }),
            says: {
              planDigest,
              changeDigest: digest,
              detail: { scope: "everything", description: validated("development").detail.description },
            },
          },
    );
    return filled(partsBefore(), entry);
  },
  "looks of thousands of resources": () => {
    const items = Array.from(
      { length: 500 },
      (_, index) => ({ from: "tags", how: "", id: `${index}`, is: "gone", type: "x" }) as const,
    );
    const looked = { count: items.length, digest: digestOf(items as Json), items };
    return filled(
      partsBefore(),
      chained(() => residualLookedFor("development", { looked })),
    );
  },
  "histories of empty events": () => {
    const line = part("history", history(20 * mebibyte));
    return filled(partsBefore(), () => line);
  },
  "histories of small events": () => {
    const text = historyText({
      execution: "x",
      status: "FAILED",
      definition: "{}",
      events: Array.from({ length: 200_000 }, (_, id) => ({ id, type: "TaskScheduled", [`k${id}`]: 0 })),
    });
    const line = part("history", text);
    return filled(partsBefore(), () => line);
  },
  "envelopes of empty lists": () =>
    filled(partsBefore(), () => `{"checkpoint":${emptyLists(4 * mebibyte - 30)}}\n`),
  "lists within lists": () =>
    filled(partsBefore(), () => `{"checkpoint":${"[".repeat(mebibyte)}${"]".repeat(mebibyte)}}\n`),
  "texts of two bytes a character": () =>
    filled(partsBefore(), (round) => part("template", `${round}${"\u4e00".repeat(2 * mebibyte)}`)),
  "random bytes": () => filled([], () => randomBytes(mebibyte)),
  zeros: () => filled([], () => Buffer.alloc(mebibyte)),
  "lines that end with CR LF": () => filled([], () => '{"bundle":{}}\r\n'.repeat(10_000)),
};
