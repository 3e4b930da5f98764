import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import { isLogGroupOf } from "../../domain/rollback/implied.ts";
import type { Environments } from "../shared/environments/environments.ts";
import { orAbsent } from "../shared/or-absent.ts";
import type { LoggedEvent, Logs, MadeLogGroup } from "./port.ts";

/** Enough to show how a run's effects ended. Older events remain only in the group. */
const mostEvents = 10_000;
const mostBytes = 4_000_000;
const firstWindowMs = 15 * 60_000;
const shortestWindowMs = 1_000;

/**
 * Reads log groups from their end. CloudWatch Logs answers the oldest events first (API reference, FilterLogEvents), so the
 * time is read in windows, the latest first: a window with too many events is made smaller, an empty one larger.
 */
export const logsIn = (environments: Environments): Logs => ({
  async named(environment, names) {
    const client = environments.clients("readLogs", environment)(CloudWatchLogsClient);
    const found: MadeLogGroup[] = [];
    for (const name of names)
      for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: name }))
        for (const { logGroupName = "", creationTime = 0 } of page.logGroups ?? [])
          if (isLogGroupOf(logGroupName, [name]))
            found.push({ name: logGroupName, createdAtMs: creationTime });
    return found;
  },
  async read(environment, logGroup, sinceMs, untilMs) {
    const client = environments.clients("readLogs", environment)(CloudWatchLogsClient);
    let kept: readonly LoggedEvent[] = [];
    let bytes = 0;
    let windowMs = firstWindowMs;
    for (let end = untilMs; end > sinceMs; ) {
      const begin = Math.max(sinceMs, end - windowMs);
      const room = { events: mostEvents - kept.length, bytes: mostBytes - bytes };
      const read = await windowOf(client, logGroup, begin, end, room);
      if (read === null) return null;
      if (read.overflows && end - begin > shortestWindowMs) {
        windowMs = Math.max(shortestWindowMs, Math.floor((end - begin) / 4));
        continue;
      }
      kept = [...read.events, ...kept];
      if (read.overflows) return { events: kept, complete: false };
      bytes += read.bytes;
      end = begin;
      windowMs *= 2;
    }
    return { events: kept, complete: true };
  },
});

type Room = { readonly events: number; readonly bytes: number };

/** The events of a group from `begin` up to, but not including, `end`, as far as there is room; null if there is no group. */
async function windowOf(
  client: CloudWatchLogsClient,
  logGroupName: string,
  begin: number,
  end: number,
  room: Room,
): Promise<{
  readonly events: readonly LoggedEvent[];
  readonly bytes: number;
  readonly overflows: boolean;
} | null> {
  const events: LoggedEvent[] = [];
  let bytes = 0;
  let nextToken: string | undefined;
  do {
    const page = await orAbsent(
      client.send(
        new FilterLogEventsCommand({
          logGroupName,
          startTime: begin,
          endTime: end - 1,
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
      ),
      "ResourceNotFound",
    );
    if (page === null) return null;
    for (const { timestamp = 0, logStreamName = "", message = "" } of page.events ?? []) {
      bytes += message.length;
      if (events.length >= room.events || bytes > room.bytes) return { events, bytes, overflows: true };
      events.push({ atMs: timestamp, stream: logStreamName, message });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { events, bytes, overflows: false };
}
