import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Environments } from "../shared/environments/environments.ts";
import { orAbsent } from "../shared/or-absent.ts";
import type { LoggedEvent, Logs } from "./port.ts";

/** Enough to show what a run did to an environment. Further events remain only in the group, which is kept. */
const mostEvents = 10_000;
const mostBytes = 4_000_000;

/** Reads log groups event by event. */
export const logsIn = (environments: Environments): Logs => ({
  async read(environment, logGroupName, sinceMs) {
    const client = environments.clients("readLogs", environment)(CloudWatchLogsClient);
    const events: LoggedEvent[] = [];
    let bytes = 0;
    let nextToken: string | undefined;
    do {
      const page = await orAbsent(
        client.send(
          new FilterLogEventsCommand({
            logGroupName,
            startTime: sinceMs,
            ...(nextToken === undefined ? {} : { nextToken }),
          }),
        ),
        "ResourceNotFound",
      );
      if (page === null) return null;
      for (const { timestamp = 0, logStreamName = "", message = "" } of page.events ?? []) {
        bytes += message.length;
        if (events.length >= mostEvents || bytes > mostBytes) return { events, complete: false };
        events.push({ atMs: timestamp, stream: logStreamName, message });
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return { events, complete: true };
  },
});
