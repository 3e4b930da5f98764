import type { Gate } from "../../../lib/domain/gates.ts";
import { mailsOf } from "../../simulator/mailbox.ts";
import { existAsWanted } from "../../simulator/opened-gate.ts";
import { OpenedRun, type Wanted } from "../../simulator/opened-run.ts";

/** The gate that is opened. */
export const gate = "staging-sign-off";

/** A run whose development and staging exist as wanted, so that a dossier about them predicts nothing. */
export async function opening(wanted: Wanted = {}) {
  const run = await OpenedRun.begin(wanted);
  existAsWanted(run, "development");
  existAsWanted(run, "staging");
  const { installation, records, runId, epoch } = run;
  const mails = mailsOf(installation);
  const open = (taskToken = "the task token", of: Gate = gate) =>
    run.call("open-gate", { gate: of, taskToken });
  const item = async (of: Gate = gate) => {
    const found = await records.gate(runId, of);
    if (found === null) throw new Error(`${of} was not opened`);
    return found;
  };
  const mailsTo = () => mails.map(({ approver }) => approver);
  const sealed = (taskToken: string) => installation.port("tokenSeal").seal(taskToken, { runId, gate });
  return { run, installation, records, runId, epoch, mails, open, item, mailsTo, sealed };
}
