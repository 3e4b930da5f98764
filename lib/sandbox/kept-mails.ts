import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/** A mail as it is kept. */
const keptMailSchema = z.strictObject({
  id: z.string(),
  atMs: z.int(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
});

/** A mail that the mailbox has. `atMs` is when it arrived. */
export type KeptMail = z.infer<typeof keptMailSchema>;

const suffix = ".json";

/** The mails of a sandbox, in a folder: one file for each, so that a killed mailbox loses none and a new one has them all. */
export class KeptMails {
  readonly #folder: string;
  readonly #mails: KeptMail[];

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#mails = readdirSync(folder)
      .filter((name) => name.endsWith(suffix))
      .map((name) => keptMailSchema.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))))
      .sort((one, other) => one.atMs - other.atMs);
  }

  /** Keeps a mail that arrives now. Only this user can read its file. */
  keep(mail: Pick<KeptMail, "to" | "subject" | "text">): void {
    const kept: KeptMail = { ...mail, id: randomUUID(), atMs: Date.now() };
    const path = join(this.#folder, `${kept.id}${suffix}`);
    writeFileSync(`${path}.new`, JSON.stringify(kept), { mode: 0o600 });
    renameSync(`${path}.new`, path);
    this.#mails.push(kept);
  }

  /** Every mail, oldest first. */
  all(): readonly KeptMail[] {
    return this.#mails;
  }
}
