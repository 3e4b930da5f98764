import { existsSync, writeFileSync } from "node:fs";
import { invalidInput } from "../domain/errors.ts";
import { bundleLines } from "../domain/records/bundle.ts";
import { Verifier } from "../domain/verify/verify.ts";
import { parsePlan } from "../plan/schema.ts";
import { reportPage } from "../report/page.ts";
import type { CommonOptions } from "./connect.ts";
import { pinnedKey, type Verified, verifyFile } from "./verify.ts";

/** The options of `interlock report`. */
export type ReportOptions = CommonOptions & { readonly output?: string; readonly publicKey?: string };

/**
 * Writes the report of a run, or of a bundle that is there as a file: then nothing else is needed.
 * @returns where it was written, and whether what it tells is sound.
 * @throws NotFound for a run that nobody knows, InvalidInput for a file or key that cannot be read.
 */
export async function report(
  runOrFile: string,
  options: ReportOptions,
): Promise<{ readonly output: string; readonly sound: boolean; readonly findings: number }> {
  const known = { key: pinnedKey(options.publicKey), witnesses: [] };
  const verified = existsSync(runOrFile)
    ? verifyFile(runOrFile, known)
    : await verifyRun(runOrFile, options, known);
  if ("unreadable" in verified)
    throw invalidInput(`${runOrFile} cannot be read: ${verified.unreadable}; name a run or a bundle`);
  const { bundle, verification } = verified;
  const output = options.output ?? `${bundle.runId || "report"}.html`;
  writeFileSync(output, reportPage(bundle, verification));
  return { output, sound: verification.sound, findings: verification.findings.length };
}

async function verifyRun(
  runId: string,
  options: ReportOptions,
  known: ConstructorParameters<typeof Verifier>[0],
): Promise<Verified> {
  const [{ connect }, { partsOf }] = await Promise.all([
    import("./connect.ts"),
    import("./export-records.ts"),
  ]);
  const parts = await partsOf(await connect(options), runId);
  const verifier = new Verifier(known, parsePlan);
  for (const line of bundleLines(parts)) verifier.take(Buffer.from(line));
  return { verification: verifier.end(0), bundle: verifier.bundle };
}
