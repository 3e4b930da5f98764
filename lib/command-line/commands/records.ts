import { exportBundle } from "../bundles/export-bundle.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { connect } from "../connect.ts";

/** The options of `interlock records export`. */
export type ExportOptions = InstallationOptions & { readonly output: string };

/** Adds `interlock records export`. */
export const addCommand: AddCommand = (interlock, output) => {
  const records = interlock.command("records").description("the Infrastructure Records");
  withInstallation(records.command("export <run>"))
    .description(
      "write everything about a run to one file, its bundle; control-plane names the chain of its own",
    )
    .requiredOption("--output <file>", "the file to write")
    .action(async (run: string, options: ExportOptions) => {
      const written = await exportBundle(
        await connect(options, whereOf(output, options)),
        run,
        options.output,
      );
      const { entries, keyFingerprint } = written;
      const text = `wrote ${entries} entries of ${run} to ${written.output}, key ${keyFingerprint}; "interlock verify ${written.output} --trust-own-key" checks them`;
      printResult(output, options, written, text);
    });
};
