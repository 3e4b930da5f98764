import { notFound } from "../domain/errors.ts";
import { leftBehind } from "../domain/rollback/quarantine.ts";
import { systemClock } from "../ports/clock/system.ts";
import { recordsIn } from "../ports/records/aws.ts";
import type { Quarantine } from "../ports/records/port.ts";
import type { TaskAnswer } from "../tasks.ts";
import type { Connection } from "./connect.ts";
import { caller } from "./emergency.ts";
import { invokeTask } from "./invoke-task.ts";

const recordsOf = ({ installation }: Connection) => recordsIn({ ...installation, clock: systemClock });

/** The quarantines that nobody resolved yet. */
export const quarantines = (connection: Connection): Promise<readonly Quarantine[]> =>
  recordsOf(connection).quarantines();

async function quarantineOf(connection: Connection, runId: string): Promise<Quarantine> {
  const found = (await quarantines(connection)).find((one) => one.runId === runId);
  if (found === undefined)
    throw notFound(
      `the run ${runId} is not in quarantine: "interlock quarantine list" lists the ones that are`,
    );
  return found;
}

/** What a quarantined run left, and how to look at it. Throws NotFound for a run that is in no quarantine. */
export async function showQuarantine(connection: Connection, runId: string) {
  const quarantine = await quarantineOf(connection, runId);
  return { ...quarantine, ...leftBehind((await recordsOf(connection).read(runId)).entries) };
}

/** What a quarantine left, for people. */
export const quarantineText = ({
  runId,
  environment,
  sinceMs,
  what,
  commands,
}: Awaited<ReturnType<typeof showQuarantine>>): string =>
  [
    `${environment ?? "nothing"} is quarantined by ${runId} since ${new Date(sinceMs).toISOString()}`,
    ...what.map((line) => `  ${line}`),
    "look at it:",
    ...commands.map((line) => `  ${line}`),
    `then: interlock quarantine resolve ${runId} --reason "what you found and did"`,
  ].join("\n");

/** Looks again for what a quarantined run left, and ends the quarantine if nothing is, or only what a person saw to be gone. */
export async function resolveQuarantine(
  connection: Connection,
  runId: string,
  reason: string,
  seenGone: readonly string[],
): Promise<TaskAnswer<"resolve-quarantine">> {
  const { environment } = await quarantineOf(connection, runId);
  return invokeTask(
    connection.installation,
    "resolve-quarantine",
    { runId, environment, by: await caller(), reason, seenGone: [...seenGone] },
    environment,
  );
}
