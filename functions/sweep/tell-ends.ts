import { authorsOf } from "../../lib/domain/change/manifest.ts";
import { concernedBy, runClosedOf, whyStillClosed } from "../../lib/domain/rollback/end-of-run.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { runClosedMail } from "../../lib/mails/run-closed.ts";
import type { UntoldEnd } from "../../lib/ports/records/port.ts";
import { operatorsTopic } from "../../lib/settings/settings.ts";
import { changeOrNull } from "../../lib/shared-use-cases/change-or-null.ts";
import type { TaskPorts } from "../../lib/tasks.ts";
import type { Concern } from "./concern.ts";

/** Longer than a sweep lives: after it, a sweep that was killed holds nobody up. */
const longestTellingMs = 75_000;
/** After that, who could not be reached is named, and nothing more is tried. */
const longestTryMs = 60 * 60_000;

/**
 * Tells the bus, the operators and everyone concerned how each run ended, once each, until every notice is accepted. Who
 * has no place to be told at, and who was not reached within an hour, is named in the control plane's own chain. If it is
 * killed in between, a notice may be sent twice; none is left out.
 */
export const tellEnds: Concern = async (ports) => {
  let toldEnds = 0;
  for (const end of await ports.records.untold()) toldEnds += await tell(ports, end);
  return { toldEnds };
};

/** Returns how many notices were accepted now. */
async function tell(ports: TaskPorts<"sweep">, end: UntoldEnd): Promise<number> {
  const { records, settings, bus, notices, clock } = ports;
  // The schedule and the bus may start two sweeps at once: one of them tells.
  if (!(await records.beginTelling(end, clock.nowMs(), clock.nowMs() + longestTellingMs))) return 0;
  const { entries } = await records.read(end.runId);
  const change = await changeOrNull(ports, openedWith(end.runId, entries).changeDigest);
  const event = runClosedOf(end.runId, settings.application, entries);
  const mail = runClosedMail(event, {
    subject: change?.commit.subject ?? null,
    authors: change === null ? [] : authorsOf(change),
    stillClosed: whyStillClosed(entries),
  });
  const { reachable, unknown } = concernedBy(entries, change, settings);
  const told = new Set(end.told);
  const failed: string[] = [];
  const tellOne = async (name: string, send: () => Promise<void>) => {
    if (told.has(name)) return;
    try {
      await send();
      told.add(name);
    } catch (error) {
      failed.push(`${name}: ${error instanceof Error ? error.name : "unknown"}`);
    }
  };
  await tellOne("bus", () => bus.runClosed(event));
  for (const name of [operatorsTopic, ...reachable])
    await tellOne(name, () => notices.send(name, mail.subject, mail.text));
  const isOver = failed.length === 0 || clock.nowMs() - end.endedAtMs >= longestTryMs;
  if (isOver)
    await records.allTold(
      end,
      [...told],
      [...failed, ...unknown.map(({ name, address }) => `${name} <${address}>: not in the directory`)],
    );
  else await records.rememberTold(end, [...told]);
  return told.size - end.told.length;
}
