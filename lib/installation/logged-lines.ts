import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";

/** A line that a function of the control plane logged. */
export type LoggedLine = { readonly atMs: number; readonly function: string; readonly message: string };

/** How many groups are read at the same time; FilterLogEvents is throttled per account (CloudWatch Logs quotas). */
const atOnce = 5;

/**
 * A phrase that lines have. Source: CloudWatch Logs user guide, "Filter pattern syntax": a term in quotes matches the exact
 * phrase, so both JSON and plain lines are found.
 */
export const phrase = (text: string): string => `"${text}"`;

/**
 * Lines about trouble: our errors have the level ERROR, Lambda's own words are about a process that was killed, and a forged link
 * is counted. Terms with a question mark are alternatives (same source).
 */
export const trouble = '?ERROR ?"Task timed out" ?"Runtime exited" ?forgedLinks';

/** Every line that the filter pattern matches in the logs of an application's functions, oldest first. */
export async function loggedLines(
  { application }: { readonly application: string },
  filterPattern: string,
  { sinceMs, untilMs }: { readonly sinceMs: number; readonly untilMs: number },
): Promise<readonly LoggedLine[]> {
  const client = new CloudWatchLogsClient();
  const prefix = `/aws/lambda/${application}-`;
  const groups: string[] = [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups(
    { client },
    { logGroupNamePrefix: prefix },
  ))
    groups.push(...logGroups.flatMap(({ logGroupName }) => logGroupName ?? []));
  const linesIn = async (logGroupName: string): Promise<LoggedLine[]> => {
    const lines: LoggedLine[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new FilterLogEventsCommand({
          logGroupName,
          filterPattern,
          startTime: sinceMs,
          endTime: untilMs,
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
      );
      for (const { timestamp = 0, message = "" } of page.events ?? [])
        lines.push({
          atMs: timestamp,
          function: logGroupName.slice(prefix.length),
          message: message.trimEnd(),
        });
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return lines;
  };
  const lines: LoggedLine[] = [];
  for (let from = 0; from < groups.length; from += atOnce)
    lines.push(...(await Promise.all(groups.slice(from, from + atOnce).map(linesIn))).flat());
  return lines.sort((one, other) => one.atMs - other.atMs);
}
