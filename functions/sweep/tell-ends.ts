import { authorsOf, type Change } from "../../lib/domain/change/manifest.ts";
import {
  type Concerned,
  concernedBy,
  peopleConcerned,
  runClosedOf,
  whyStillClosed,
} from "../../lib/domain/rollback/end-of-run.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { Mail } from "../../lib/mails/mail.ts";
import { runClosedMail } from "../../lib/mails/run-closed.ts";
import { supersededMail } from "../../lib/mails/waiting-change.ts";
import type { UntoldEnd } from "../../lib/ports/records/port.ts";
import { operatorsTopic } from "../../lib/settings/settings.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import { changeOrNull } from "../../lib/shared-use-cases/change-or-null.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import type { Concern } from "./concern.ts";

/** Longer than a sweep lives: after it, a sweep that was killed holds nobody up. */
const longestTellingMs = 75_000;
/** After that, who could not be reached is named, and nothing more is tried. */
const longestTryMs = 60 * 60_000;

/** What is to be told of one end, and to whom. */
type News = {
  /** Each has a name, under which it is remembered that it was told. */
  readonly notices: readonly (readonly [name: string, send: () => Promise<void>])[];
  readonly unknown: Concerned["unknown"];
};

/**
 * Tells the bus, the operators and everyone concerned how each run ended, and the people of a superseded change what took its
 * place: once each, until every notice is accepted. Who has no place to be told at, and who was not reached within an hour, is
 * named in the control plane's own chain. If it is killed in between, a notice may be sent twice; none is left out.
 */
export const tellEnds: Concern = async (ports) => {
  let toldEnds = 0;
  const failures: unknown[] = [];
  for (const end of await ports.records.untold())
    try {
      toldEnds += await tell(ports, end);
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
  return { toldEnds };
};

/** Returns how many notices were accepted now. */
async function tell(ports: TaskPorts<"sweep">, end: UntoldEnd): Promise<number> {
  const { records, clock } = ports;
  // The schedule and the bus may start two sweeps at once: one of them tells.
  if (!(await records.beginTelling(end, clock.nowMs(), clock.nowMs() + longestTellingMs))) return 0;
  const { notices, unknown } = await (end.supersededBy === undefined
    ? sealed(ports, end.runId)
    : superseded(ports, end.runId, end.supersededBy));
  const told = new Set(end.told);
  const failed: string[] = [];
  for (const [name, send] of notices) {
    if (told.has(name)) continue;
    try {
      await send();
      told.add(name);
    } catch (error) {
      failed.push(`${name}: ${error instanceof Error ? error.name : "unknown"}`);
    }
  }
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

const mailTo = ({ notices }: TaskPorts<"sweep">, names: readonly string[], mail: Mail) =>
  names.map((name) => [name, () => notices.send(name, mail.subject, mail.text)] as const);

/** What is told of a sealed run. */
async function sealed(ports: TaskPorts<"sweep">, runId: string): Promise<News> {
  const { records, settings, bus } = ports;
  const { entries } = await records.read(runId);
  const change = await changeOrNull(ports, openedWith(runId, entries).changeDigest);
  const event = runClosedOf(runId, settings.application, entries, typedFor(settings));
  const also = { ...aboutIn(change), stillClosed: whyStillClosed(entries), typed: typedFor(settings) };
  const mail = runClosedMail(event, also);
  const { reachable, unknown } = concernedBy(entries, change, settings);
  return {
    notices: [["bus", () => bus.runClosed(event)], ...mailTo(ports, [operatorsTopic, ...reachable], mail)],
    unknown,
  };
}

/** What is told of a change that never began. Its receipt comes first: without it, nobody is told. */
async function superseded(ports: TaskPorts<"sweep">, runId: string, by: string): Promise<News> {
  const { records, settings, notary, bus } = ports;
  await notary.superseded(runId);
  const claim = await records.claimOf(runId);
  const change = claim === null ? null : await changeOrNull(ports, claim.changeDigest);
  const { reachable, unknown } = peopleConcerned(change, settings.approvers);
  const { application } = settings;
  const mail = supersededMail({ runId, application, ...aboutIn(change), typed: typedFor(settings) }, by);
  const event = { version: 1, application, run: runId, outcome: "superseded" } as const;
  return { notices: [["bus", () => bus.changeQueued(event)], ...mailTo(ports, reachable, mail)], unknown };
}

const aboutIn = (change: Change | null) => ({
  subject: change?.commit.subject ?? null,
  authors: change === null ? [] : authorsOf(change),
});
