import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { invalidInput } from "../domain/errors.ts";
import { accountsSchema } from "../settings/settings.ts";
import { isPackaged } from "../text/own-commands.ts";

/** This checkout; in the package, the folder of the compiled files. */
export const checkout = fileURLToPath(new URL("../..", import.meta.url));

/** Where sandboxes and their tools are, and the repository that a command acts on if it names none: the checkout; with the package, the folder in which it is used. */
export const workplace = isPackaged ? process.cwd() : checkout;

/** The identity of a process, as it is kept. */
export const startedProcessSchema = z.strictObject({ pid: z.int(), startedAt: z.string() });

const stateSchema = z.strictObject({
  /** Records of an earlier version name a port more. */
  ports: z.object({ emulator: z.int(), inbox: z.int(), relay: z.int() }),
  /** The processes that this sandbox started. The start time distinguishes them from later processes with the same pid. */
  processes: z.strictObject({
    emulator: startedProcessSchema.optional(),
    mailbox: startedProcessSchema.optional(),
    /** Builds commits that are pushed to the sandbox. */
    builder: startedProcessSchema.optional(),
    /** The running CDK, which outlives the command that started it if that is killed. */
    cdk: startedProcessSchema.optional(),
  }),
  /** By application, the digest of everything that its deployed control plane was made from. */
  deployed: z.record(z.string(), z.string()).optional(),
  /** The application that commands act on if they name none. */
  application: z.string().optional(),
  /** The accounts of the application that is deployed. */
  accounts: accountsSchema.optional(),
});

/** A process that a sandbox started. */
export type StartedProcess = z.infer<typeof startedProcessSchema>;

/** What a sandbox records between commands. */
export type SandboxState = z.infer<typeof stateSchema>;

/** The mode of a folder that only its owner can open. */
const ownFolder = 0o700;

/** A sandbox's folder in the checkout. */
export class SandboxPlace {
  readonly name: string;
  readonly folder: string;

  /** @throws InvalidInput if the name cannot name a folder. */
  constructor(name: string) {
    if (!/^[a-z][a-z0-9-]{0,40}$/.test(name))
      throw invalidInput(
        `the sandbox name "${name}" is not allowed: use at most 41 lower-case letters, digits and dashes`,
      );
    this.name = name;
    this.folder = join(workplace, ".sandbox", name);
  }

  /** A path in the sandbox. Creates its folder. */
  path(...parts: string[]): string {
    const path = join(this.folder, ...parts);
    mkdirSync(join(path, ".."), { recursive: true, mode: ownFolder });
    return path;
  }

  /**
   * Keeps the sandbox from the machine's other users: its mails hold links, and its state holds keys. What this process,
   * and every process that it starts, writes from now on belongs to the user alone.
   */
  keepPrivate(): void {
    process.umask(0o077);
    mkdirSync(this.folder, { recursive: true, mode: ownFolder });
    chmodSync(this.folder, ownFolder);
  }

  /** What the sandbox recorded; null if it was never started, or if the record does not parse. */
  read(): SandboxState | null {
    try {
      return stateSchema.parse(JSON.parse(readFileSync(join(this.folder, "sandbox.json"), "utf8")));
    } catch {
      return null;
    }
  }

  /** Replaces the record. A kill in between leaves the old one. */
  write(state: SandboxState): void {
    const path = this.path("sandbox.json");
    writeFileSync(`${path}.new`, JSON.stringify(state, null, 2));
    renameSync(`${path}.new`, path);
  }
}

/** The error for a port of a sandbox that another process has. */
export const portTaken = ({ name }: SandboxPlace, port: number): Error =>
  invalidInput(
    `another process uses the port ${port} of the sandbox "${name}": stop it, or choose another port with --port`,
  );

/** The options with which a command line on this machine reaches a sandbox; none for the one that commands take by themselves. */
export const reachedInSandbox = (name: string): string => (name === "local" ? "" : `--sandbox ${name}`);
