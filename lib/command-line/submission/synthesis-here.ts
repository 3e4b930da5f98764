import { homedir } from "node:os";
import { join } from "node:path";
import { cdkProgram } from "../../sandbox/cdk.ts";
import { checkout } from "../../sandbox/place.ts";
import { isPackaged } from "../../text/own-commands.ts";
import { ownPackagesOf } from "./own-packages.ts";
import { lockDigestOf } from "./packages.ts";
import type { Synthesis } from "./synthesise-commit.ts";

/** The resources that the emulator lacks. The reference environments leave them out, by name. */
export const leftOutForEmulator = "fixed-addresses,flow-logs,task-autoscaling";

/** The CDK context of a synthesis: for an emulator it leaves out what the emulator lacks. */
export const contextFor = ({ emulated }: { readonly emulated: boolean }): Readonly<Record<string, string>> =>
  emulated ? { leaveOut: leftOutForEmulator } : {};

/**
 * How commits are synthesised on this machine: with the CDK of this checkout, which has the packages of its own commits
 * installed already, and with a cache of the packages of all others.
 */
export const synthesisHere = (
  context: Synthesis["context"],
): Pick<Synthesis, "context" | "cache" | "available" | "cdk"> => ({
  context,
  cache: join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "interlock", "packages"),
  available: {
    // The package has no lock file, so the packages next to it are no one's.
    known: isPackaged
      ? []
      : [
          {
            lockDigest: lockDigestOf(join(checkout, "package-lock.json")),
            folder: join(checkout, "node_modules"),
          },
        ],
    own: ownPackagesOf(checkout),
  },
  cdk: cdkProgram,
});
