import { createWriteStream, renameSync, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { sha256 } from "../domain/canonical.ts";
import { invalidInput } from "../domain/errors.ts";
import { type BundleParts, bundleLines } from "../domain/records/bundle.ts";
import { keyFingerprint } from "../domain/records/dsse.ts";
import { changesIn } from "../ports/changes/aws.ts";
import { systemClock } from "../ports/clock/system.ts";
import { ledgerIn } from "../ports/ledger/aws.ts";
import { publicKeyOf } from "../ports/shared/public-key.ts";
import { gatherBundle } from "../shared-use-cases/gather-bundle.ts";
import type { Connection } from "./connect.ts";

/**
 * The parts of a run's bundle. The control plane is asked to look first, so that a checkpoint vouches for the newest entry
 * and an ended run's histories are archived; whoever may not ask gets what was vouched for last.
 * @throws NotFound if nothing was written about the run.
 */
export async function partsOf({ installation }: Connection, runId: string): Promise<BundleParts> {
  await askToWatch(installation.watchRecordsFunctionName, runId);
  return gatherBundle(
    {
      ledger: ledgerIn({ ...installation, clock: systemClock }),
      changes: changesIn(installation),
      signer: { publicKeyPem: publicKeyOf(installation.signingKeyArn) },
    },
    runId,
  );
}

/** Everything about a run in one file: written beside it first, so that a file that is there is whole. */
export async function exportRecords(connection: Connection, runId: string, output: string) {
  const parts = await partsOf(connection, runId);
  const beside = `${output}.new`;
  try {
    await pipeline(Readable.from(bundleLines(parts)), createWriteStream(beside));
  } catch (error) {
    rmSync(beside, { force: true });
    throw invalidInput(`${output} cannot be written (${String(error)}): name a file with --output`, error);
  }
  renameSync(beside, output);
  return {
    runId,
    output,
    entries: parts.entries.length,
    head: sha256(parts.entries.at(-1) ?? ""),
    keyFingerprint: keyFingerprint(parts.publicKeyPem),
  };
}

async function askToWatch(FunctionName: string, runId: string): Promise<void> {
  try {
    await new LambdaClient().send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify({ runId })) }),
    );
  } catch (error) {
    // Source: Lambda API reference, common errors. Auditors may read and need not be able to ask for anything.
    if (!(error instanceof Error) || error.name !== "AccessDeniedException") throw error;
  }
}
