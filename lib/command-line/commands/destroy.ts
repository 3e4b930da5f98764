import { invalidInput } from "../../domain/errors.ts";
import { destroyControlPlane } from "../../installation/destroy.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { askPerson } from "../ask-person.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";

/** The options of `interlock destroy`. */
export type DestroyOptions = InstallationOptions & { readonly yes?: boolean };

/** What stays of an installation: its records, and the keys that their signatures are checked with. */
export type Destroyed = { readonly table: string; readonly bucket: string; readonly signingKeys: string };

/**
 * Deletes the control plane and leaves its records: table, bucket and signing key. The environments stay as they are.
 * @throws InvalidInput while a run has the lease: nobody would finish it, or undo it.
 */
export async function destroy({ installation }: Pick<Connection, "installation">): Promise<Destroyed> {
  const { application, tableName, bucketName, signingKeyArns } = installation;
  const { runId } = await recordsIn({ ...installation, clock: systemClock }).lease();
  if (runId !== null)
    throw invalidInput(
      `the run ${runId} is at work: wait for its end, because nobody else would finish or undo it`,
    );
  await destroyControlPlane(application);
  return { table: tableName, bucket: bucketName, signingKeys: signingKeyArns.join(", ") };
}

/** Adds `interlock destroy`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("destroy"))
    .description("delete the control plane; its records and the environments stay")
    .option("--yes", "do not ask, where nobody can be asked")
    .action(async (options: DestroyOptions) => {
      const connection = await connect(options, whereOf(output, options));
      const { application } = connection.installation;
      if (options.yes !== true)
        await askPerson(`This deletes the control plane of ${connection.where}.`, application, "--yes");
      const left = await destroy(connection);
      const text = `destroyed; these stay, with the records and the means to verify them: ${Object.values(left).join(", ")}`;
      printResult(output, options, left, text);
    });
};
