import { existsSync, writeFileSync } from "node:fs";
import { invalidInput, notFound } from "../../domain/errors.ts";
import { bundleLines } from "../../domain/records/bundle.ts";
import { Verifier } from "../../domain/verify/verify.ts";
import { parsePlan } from "../../plan/schema.ts";
import { reportPage } from "../../report/page.ts";
import { visible } from "../../text/visible.ts";
import { type KnownBeforehand, pinnedKey, type Verified, verifyFile } from "../bundles/verify-file.ts";
import { type AddCommand, type InstallationOptions, printResult, withInstallation } from "../command.ts";
import { writeNamedFile } from "../write-named-file.ts";

/** What the id of a run looks like: it is also safe as the name of a file. */
const runIdForm = /^[a-z0-9-]+$/;

/** The options of `interlock report`. */
export type ReportOptions = InstallationOptions & { readonly output?: string; readonly publicKey?: string };

/** The file that holds the report, and whether the bundle behind it is sound. */
export type WrittenReport = { readonly output: string; readonly sound: boolean; readonly findings: number };

/**
 * Writes the report of a run or of a bundle in a file. For a file, it needs neither network nor AWS.
 * @throws NotFound if there is no such run; InvalidInput if the file or the key cannot be read, or the report cannot be written.
 */
export async function report(runOrFile: string, options: ReportOptions): Promise<WrittenReport> {
  if (!existsSync(runOrFile) && !runIdForm.test(runOrFile))
    throw notFound(
      visible(
        `${runOrFile} is neither a file nor the id of a run: name a bundle that was exported, or a run`,
      ),
    );
  const known: KnownBeforehand = { key: pinnedKey(options.publicKey), witnesses: [] };
  const verified = existsSync(runOrFile)
    ? verifyFile(runOrFile, known)
    : await verifyRun(runOrFile, options, known);
  if ("unreadable" in verified)
    throw invalidInput(
      visible(`${runOrFile} cannot be read (${verified.unreadable}): name a run or a bundle`),
    );
  const { bundle, verification } = verified;
  const output = options.output ?? `${runIdForm.test(bundle.runId) ? bundle.runId : "report"}.html`;
  writeNamedFile(output, "name another file with --output", () =>
    writeFileSync(output, reportPage(bundle, verification)),
  );
  return { output, sound: verification.sound, findings: verification.findings.length };
}

/** The AWS clients are loaded only here, so that the report of a file loads nothing that could reach a network. */
async function verifyRun(runId: string, options: ReportOptions, known: KnownBeforehand): Promise<Verified> {
  const [{ connect }, { partsOf }] = await Promise.all([
    import("../connect.ts"),
    import("../bundles/export-bundle.ts"),
  ]);
  const parts = await partsOf(await connect(options), runId);
  const verifier = new Verifier(known, parsePlan);
  for (const line of bundleLines(parts)) verifier.take(Buffer.from(line));
  return { verification: verifier.end(0), bundle: verifier.bundle };
}

/** Adds `interlock report`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("report <run-or-bundle>"))
    .description("write a run as one page for people, made from its bundle alone; for a file, offline")
    .option("--output <file>", "the file to write; <run>.html without it")
    .option("--public-key <file>", "the public key that you trust, in PEM")
    .action(async (runOrBundle: string, options: ReportOptions) => {
      const written = await report(runOrBundle, options);
      const { sound, findings } = written;
      const text = `wrote ${written.output}; the bundle is ${sound ? "sound" : `NOT sound: the page begins with its ${findings} findings`}`;
      printResult(output, options, written, text);
      output.exitWith(sound ? 0 : 1);
    });
};
