import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { invalidInput } from "../domain/errors.ts";

/** This checkout. */
export const checkout = fileURLToPath(new URL("../..", import.meta.url));

const processSchema = z.strictObject({ pid: z.int(), startedAt: z.string() });

const stateSchema = z.strictObject({
  ports: z.strictObject({ emulator: z.int(), inbox: z.int(), smtp: z.int(), relay: z.int() }),
  /** What this sandbox started, told apart from others with the same pid by when it started. */
  processes: z.strictObject({
    emulator: processSchema.optional(),
    mailbox: processSchema.optional(),
    /** The CDK at work: whoever started it may have been killed. */
    cdk: processSchema.optional(),
  }),
  /** Digest of everything that the deployed control plane was made from. */
  deployed: z.string().optional(),
  application: z.string().optional(),
});

/** A process that a sandbox started. */
export type StartedProcess = z.infer<typeof processSchema>;

/** What a sandbox remembers between commands. */
export type SandboxState = z.infer<typeof stateSchema>;

/** A sandbox's folder in the checkout. */
export class Place {
  readonly name: string;
  readonly folder: string;

  /** @throws InvalidInput for a name that is no folder's. */
  constructor(name: string) {
    if (!/^[a-z][a-z0-9-]{0,40}$/.test(name))
      throw invalidInput(
        `the sandbox name "${name}" is not usable: take lower-case letters, digits and dashes, at most 41`,
      );
    this.name = name;
    this.folder = join(checkout, ".sandbox", name);
  }

  /** A path in the sandbox, whose folder exists afterwards. */
  path(...parts: string[]): string {
    const path = join(this.folder, ...parts);
    mkdirSync(join(path, ".."), { recursive: true });
    return path;
  }

  /** What the sandbox remembers; null if it was never started, or its memory does not parse. */
  read(): SandboxState | null {
    try {
      return stateSchema.parse(JSON.parse(readFileSync(join(this.folder, "sandbox.json"), "utf8")));
    } catch {
      return null;
    }
  }

  /** Remembers, all or nothing: a kill half-way leaves what was there. */
  write(state: SandboxState): void {
    const path = this.path("sandbox.json");
    writeFileSync(`${path}.new`, JSON.stringify(state, null, 2));
    renameSync(`${path}.new`, path);
  }
}
