import { type Command, Option } from "commander";
import type { CommonOptions } from "./connect.ts";
import type { ReportOptions } from "./report.ts";
import type { VerifyOptions } from "./verify.ts";

const say = (line: string) => console.log(line);
const complain = (line: string) => console.error(line);
const collect = (value: string, before: readonly string[] = []) => [...before, value];

/** The commands about what remains of a run. `verify`, and `report` of a file, need neither a network nor AWS. */
export function recordsCommands(interlock: Command): void {
  const records = interlock.command("records").description("the Infrastructure Records");
  records
    .command("export <run>")
    .description("everything about a run in one file that proves itself; or of the chain control-plane")
    .requiredOption("--output <file>", "where to write it")
    .addOption(new Option("--sandbox <name>", "which sandbox").default("local"))
    .option("--application <name>", "which application's control plane")
    .option("--json", "one JSON document for machines")
    .action(async (run: string, options: CommonOptions & { output: string }) => {
      const [{ connect }, { exportRecords }] = await Promise.all([
        import("./connect.ts"),
        import("./export-records.ts"),
      ]);
      const written = await exportRecords(await connect(options), run, options.output);
      say(
        options.json === true
          ? JSON.stringify(written, null, 2)
          : `${written.entries} entries of ${run} are in ${written.output}, key ${written.keyFingerprint}; "interlock verify ${written.output}" checks them`,
      );
    });
  interlock
    .command("verify <bundle>")
    .description("whether a bundle is sound: offline, without AWS, trusting nobody")
    .option(
      "--public-key <file>",
      "the public key that you trust, in PEM; without it the bundle vouches for its own",
    )
    .option(
      "--witness <count:digest>",
      "a head that you saw, in a mail for example; may be given often",
      collect,
    )
    .option("--json", "one JSON document for machines")
    .action(async (bundle: string, options: VerifyOptions) => {
      const { verify } = await import("./verify.ts");
      process.exitCode = verify(bundle, options, { say, complain });
    });
  interlock
    .command("report <run-or-bundle>")
    .description("a run as one page for people, from its bundle alone; a file needs no network")
    .option("--output <file>", "where to write it; without it <run>.html")
    .option("--public-key <file>", "the public key that you trust, in PEM")
    .addOption(new Option("--sandbox <name>", "which sandbox").default("local"))
    .option("--application <name>", "which application's control plane")
    .option("--json", "one JSON document for machines")
    .action(async (runOrBundle: string, options: ReportOptions) => {
      const { report } = await import("./report.ts");
      const written = await report(runOrBundle, options);
      const { output, sound, findings } = written;
      say(
        options.json === true
          ? JSON.stringify(written, null, 2)
          : `${output} is written; the bundle is ${sound ? "sound" : `NOT sound: ${findings} findings, which the page says first`}`,
      );
      process.exitCode = sound ? 0 : 1;
    });
}
