import { closeSync, existsSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { type Digest, sha256 } from "../../domain/canonical.ts";
import { type BundleParts, bundleLines } from "../../domain/records/bundle.ts";
import { keyFingerprint } from "../../domain/records/dsse.ts";
import { changesIn } from "../../ports/changes/aws.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { ledgerIn } from "../../ports/ledger/aws.ts";
import { keyringOf } from "../../ports/shared/public-key.ts";
import { verifyingKeysOf } from "../../ports/verifying-keys/aws.ts";
import { gatherBundle } from "../../shared-use-cases/gather-bundle.ts";
import type { Connection } from "../connect.ts";
import { writeNamedFile } from "../write-named-file.ts";
import { askToWatch } from "./ask-to-watch.ts";

/** What an export wrote: how many entries, the digest of the last one, and the signing key's fingerprint. */
export type ExportedBundle = {
  readonly runId: string;
  readonly output: string;
  readonly entries: number;
  readonly head: Digest;
  readonly keyFingerprint: string;
};

/**
 * The parts of a run's bundle. First it asks the control plane to watch the records, so that a checkpoint covers the newest
 * entry and the histories of an ended run are archived. A caller without that permission gets the last checkpoint.
 * @throws NotFound if the records have no entry of the run.
 */
export async function partsOf({ installation }: Connection, runId: string): Promise<BundleParts> {
  await askToWatch(installation.watchRecordsFunctionName, runId);
  return gatherBundle(
    {
      ledger: ledgerIn({ ...installation, clock: systemClock }),
      changes: changesIn(installation),
      signer: { keyring: keyringOf(installation.signingKeyArns) },
      verifyingKeys: verifyingKeysOf(installation),
    },
    runId,
  );
}

/**
 * Writes the bundle of a run to a file: under a temporary name first, so that a file of the given name is complete.
 * @throws InvalidInput if the file cannot be written; NotFound if the records have no entry of the run.
 */
export async function exportBundle(
  connection: Connection,
  runId: string,
  output: string,
): Promise<ExportedBundle> {
  const parts = await partsOf(connection, runId);
  const temporary = `${output}.new`;
  try {
    writeNamedFile(output, "name another file with --output", () => {
      writeLines(temporary, bundleLines(parts));
      renameSync(temporary, output);
    });
  } finally {
    if (existsSync(temporary)) rmSync(temporary);
  }
  return {
    runId,
    output,
    entries: parts.entries.length,
    head: sha256(parts.entries.at(-1) ?? ""),
    keyFingerprint: keyFingerprint(parts.publicKeyPem),
  };
}

/** Line by line, because all of them together may be longer than a text can be. */
function writeLines(path: string, lines: Iterable<string>): void {
  const file = openSync(path, "w");
  try {
    for (const line of lines) writeFileSync(file, line);
  } finally {
    closeSync(file);
  }
}
