import { readdirSync, readFileSync } from "node:fs";
import { matchesGlob } from "node:path";
import * as z from "zod";
import { type Key, keys } from "../../lib/ports/shared/records-table.ts";
import type { pages } from "../../lib/tasks/pages.ts";
import type { tasks } from "../../lib/tasks/tasks.ts";
import { domainOrder, houseOrder, type Room } from "../architecture/rooms.ts";
import type { GeneratedDocument } from "./generated-document.ts";
import { table } from "./table.ts";

const checkout = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, checkout), "utf8");

/** The part of the linter's configuration that restricts imports. */
const restrictionsSchema = z.object({
  overrides: z.array(
    z.object({
      includes: z.array(z.string()),
      linter: z
        .object({
          rules: z.object({
            style: z.object({
              noRestrictedImports: z.object({
                options: z.object({ patterns: z.array(z.object({ message: z.string() })) }),
              }),
            }),
          }),
        })
        .optional(),
    }),
  ),
});

const restrictions = restrictionsSchema
  .parse(JSON.parse(read("biome.json")))
  .overrides.map(({ includes, linter }) => ({
    includes,
    messages: linter?.rules.style.noRestrictedImports.options.patterns.map(({ message }) => message) ?? [],
  }));

/** Whether the linter's globs include a file; the last glob that matches decides. */
const isIncluded = (file: string, globs: readonly string[]): boolean =>
  globs.reduce(
    (included, glob) =>
      glob.startsWith("!")
        ? included && !matchesGlob(file, glob.slice(1))
        : included || matchesGlob(file, glob),
    false,
  );

const sources: readonly string[] = ["bin", "functions", "lib", "test"].flatMap((folder) =>
  readdirSync(new URL(folder, checkout), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter((file) => /\.(ts|mjs)$/.test(file))
    .sort(),
);

/** The linter's messages for a room's files, each once. */
function importRules(room: Room, order: readonly Room[]): readonly string[] {
  const files = sources.filter((file) => order.find(({ owns }) => owns.test(file)) === room);
  return restrictions
    .filter(({ includes }) => files.some((file) => isIncluded(file, includes)))
    .flatMap(({ messages }) => messages);
}

const roomRows = (order: readonly Room[]): readonly (readonly string[])[] =>
  order.map((room) => [`\`${room.name}\``, room.purpose, importRules(room, order).join("<br>") || "–"]);

/** The name of a function, from lib/tasks. */
type Writer = keyof typeof tasks | keyof typeof pages;

/** An item of the table: its key with placeholders, what it holds, and the functions that write it. */
type TableItem = {
  readonly key: Key;
  readonly what: string;
  readonly writers: readonly Writer[] | "every task of a run";
};

/** Every item of the table. A key without an item here does not compile. */
const items: Readonly<Record<keyof typeof keys, TableItem>> = {
  head: {
    key: keys.head("<run>"),
    what: "how many entries a chain has, and the digest of the last one",
    writers: "every task of a run",
  },
  entry: {
    key: keys.entry("<run>", 1),
    what: "one entry of a run's Infrastructure Records, or of the control plane's own chain",
    writers: "every task of a run",
  },
  gate: {
    key: keys.gate("<run>", "<gate>"),
    what: "one gate of the run: its dossier's digest, its approvers, its state, its sealed task token",
    writers: ["open-gate", "read-gate", "decide", "sweep"],
  },
  claim: {
    key: keys.claim("<run>"),
    what: "the claim of the run, so that the same commit starts it only once",
    writers: ["start-run"],
  },
  push: {
    key: keys.push("<application>", "<event>"),
    what: "an event about a pushed commit that the door took, so that it is built once",
    writers: ["receive-push", "seek-push"],
  },
  invitation: {
    key: keys.invitation("<digest>"),
    what: "one approver's single-use link, under the digest of its secret",
    writers: ["open-gate", "decide", "sweep"],
  },
  lease: {
    key: keys.lease("<application>"),
    what: "the run that may change the environments, its epoch, the emergency stop",
    writers: ["start-run", "close-run", "sweep", "stop-work", "resume-work"],
  },
  resumeCode: {
    key: keys.resumeCode("<application>", "<person>"),
    what: "the digest of the code with which one person agrees to resume work",
    writers: ["resume-work"],
  },
  quarantine: {
    key: keys.quarantine("<application>", "<run>"),
    what: "a run whose rollback is not proved",
    writers: ["close-run", "sweep", "resolve-quarantine"],
  },
  end: {
    key: keys.end("<application>", "<run>"),
    what: "the end of a run that not everyone concerned has heard of yet, and who has",
    writers: ["close-run", "sweep"],
  },
  announced: {
    key: keys.announced("<application>", "<commit>"),
    what: "a commit that was announced, so that a look at the branch does not announce it again",
    writers: ["receive-push", "seek-push"],
  },
  move: {
    key: keys.move("<application>"),
    what: "the digest of what the bus was told last about the run at work",
    writers: ["sweep"],
  },
  waiting: {
    key: keys.waiting("<application>"),
    what: "the run that starts when the lease is free",
    writers: ["start-run", "close-run", "sweep"],
  },
  lock: {
    key: keys.lock("<document>"),
    what: "the digest of the plan that the Platform Owner approved last",
    writers: ["read-gate"],
  },
  lockOf: {
    key: keys.lockOf("<document>", "<plan>"),
    what: "the run in which this plan was approved",
    writers: ["read-gate"],
  },
  lastCheckpoint: {
    key: keys.lastCheckpoint,
    what: "number, time and digest of the last checkpoint",
    writers: ["sign-receipt"],
  },
  lastKeys: {
    key: keys.lastKeys,
    what: "digest of the keys of people's statements that were named last",
    writers: ["sign-receipt"],
  },
  introduction: {
    key: keys.introduction(1),
    what: "how a signing key took the place of the one before it, signed by both",
    writers: ["sign-receipt"],
  },
  named: {
    key: keys.named("<chain>"),
    what: "the head of a chain as the last checkpoint states it",
    writers: ["sign-receipt"],
  },
  copied: {
    key: keys.copied("<chain>"),
    what: "how many entries of a chain were compared with their copies",
    writers: ["watch-records"],
  },
  archive: {
    key: keys.archive("<run>"),
    what: "the signed archive of a sealed run's Step Functions histories",
    writers: ["sign-receipt"],
  },
  divergence: {
    key: keys.divergence("<digest>"),
    what: "a disagreement between the copies that was already recorded",
    writers: ["watch-records"],
  },
  superseded: {
    key: keys.superseded("<run>"),
    what: "the receipt of a change that never began, because a newer one took its place",
    writers: ["sign-receipt"],
  },
  listed: {
    key: keys.listed(0, "<run>"),
    what: "one run in the list of all runs: its claim, how it ended, what superseded it, whether its copies disagree; the time is that of its claim",
    writers: ["start-run", "sign-receipt", "watch-records"],
  },
  success: {
    key: keys.success("<application>", 1),
    what: "what a successful run deployed, by epoch",
    writers: ["close-run"],
  },
  adoption: {
    key: keys.adoption("<application>", "<repository>"),
    what: "the commit that the Platform Owner adopted last, with the signed statement",
    writers: ["adopt-commit"],
  },
  lift: {
    key: keys.lift("<application>", "<run>", "<environment>", "<window>"),
    what: "a freeze window that people lift for a run, with everyone who agreed and what they signed",
    writers: ["lift-window"],
  },
  liftCode: {
    key: keys.liftCode("<application>", "<run>", "<environment>", "<window>", "<person>"),
    what: "the digest of the code with which one person agrees to lift a freeze window",
    writers: ["lift-window"],
  },
  adoptionCode: {
    key: keys.adoptionCode("<application>", "<repository>"),
    what: "the digest of the code with which the Platform Owner adopts a commit",
    writers: ["adopt-commit"],
  },
  ingress: {
    key: keys.ingress("<application>"),
    what: "whether customers can reach production, and which sealed run left it so",
    writers: ["sign-receipt"],
  },
  rehearsal: {
    key: keys.rehearsal("<application>"),
    what: "the last rehearsal of a rollback",
    writers: ["close-run"],
  },
  browser: {
    key: keys.browser("<browser>"),
    what: "what a browser did: wrong challenges, and a decision that waits for a sign-in; or who was admitted to the operators' page, and until when",
    writers: ["decide", "admit-operator"],
  },
  outbox: {
    key: keys.outbox("<run>", "<gate>"),
    what: "a gate whose answer has not reached the execution yet",
    writers: ["open-gate", "read-gate", "decide", "sweep"],
  },
};

const adapters = sources
  .filter((file) => file.startsWith("lib/ports/") && file !== "lib/ports/shared/records-table.ts")
  .map((file) => ({ file, text: read(file) }));

/** The adapters that read or write an item, found by the use of its key. */
const usedIn = (name: string): string =>
  adapters
    .filter(({ text }) => new RegExp(`\\bkeys\\.${name}\\b`).test(text))
    .map(({ file }) => `\`${file.replace("lib/ports/", "")}\``)
    .join(", ");

const itemRows = (): readonly (readonly string[])[] =>
  Object.entries(items).map(
    ([
      name,
      {
        key: { pk, sk },
        what,
        writers,
      },
    ]) => [
      `\`${pk}\``,
      `\`${sk}\``,
      what,
      typeof writers === "string" ? writers : writers.map((writer) => `\`${writer}\``).join(", "),
      usedIn(name),
    ],
  );

const text = (): string =>
  [
    "# Architecture",
    "",
    "`npm run docs` makes this page, and a test fails when it is stale. The rooms and their order come from",
    "`test/architecture/rooms.ts`, what they may import from `biome.json`, the keys from `lib/ports/shared/records-table.ts`.",
    "[statemachines/README.md](../statemachines/README.md) tells the life of a run, and [states.md](states.md) has its states.",
    "",
    "Interlock has four layers. `lib/domain` decides. `functions` asks the domain and acts through ports. `lib/ports` talks to",
    "AWS. `lib/control-plane` deploys all of it, with exactly the permissions that the ports declare.",
    "",
    table(
      "Rooms, lowest first: a room imports only rooms above it in this table",
      "path",
      ["purpose", "what the linter says about its imports"],
      roomRows(houseOrder),
    ),
    table(
      "Rooms of the domain, lowest first",
      "path",
      ["purpose"],
      domainOrder.map(({ name, purpose }) => [`\`${name}\``, purpose]),
    ),
    read("test/docs/life-of-an-entry.md"),
    table(
      "Items of the table",
      "partition key",
      ["sort key", "what it holds", "written by", "adapters that use it, in `lib/ports`"],
      itemRows(),
    ),
  ].join("\n");

/** docs/architecture.md: the rooms with their imports, the life of an entry, the items of the DynamoDB table. */
export const architecture: GeneratedDocument = { path: "docs/architecture.md", text };
