import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { orAbsent } from "../shared/or-absent.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { LoggedEvent, Logs } from "./port.ts";

/** Enough to show what a run did to an environment. Further events remain only in the group, which is kept. */
const mostEvents = 10_000;
const mostBytes = 4_000_000;

/** Reads log groups event by event. */
export const cloudWatchLogs = (): Logs => ({
  async read(logGroupName, sinceMs) {
    const client = patientClient(new CloudWatchLogsClient());
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
