import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SFNClient,
} from "@aws-sdk/client-sfn";
import type { Json } from "../../domain/canonical.ts";
import { type ExecutionHistory, historySchema } from "../../domain/records/history.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Histories } from "./port.ts";

const stepFunctions = patientClient(new SFNClient());

/** Step Functions' own account: of the parents by their ARNs, of the children by the machines that the parents' definitions name. */
export const awsHistories = (): Histories => ({
  async historiesOf(runId, executions) {
    const parents = await Promise.all(executions.map(historyOf));
    const machines = new Set(
      parents.flatMap((parent) => (parent === null ? [] : childrenIn(parent.definition))),
    );
    const since = parents.flatMap((parent) => (parent === null ? [] : startOf(parent)))[0];
    const children = await Promise.all(
      [...machines].map((machine) => executionsOf(machine, `${runId}-`, since ?? new Date(0))),
    );
    const all = [...parents, ...(await Promise.all(children.flat().map(historyOf)))];
    const ended = all.filter((history) => history !== null);
    if (ended.length < all.length) return null;
    return ended.toSorted((one, other) => Number(startOf(one)) - Number(startOf(other)));
  },
});

/** An execution's history; null while it runs. */
async function historyOf(executionArn: string): Promise<ExecutionHistory | null> {
  const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  if (status === "RUNNING" || status === "PENDING_REDRIVE") return null;
  const { definition } = await stepFunctions.send(
    new DescribeStateMachineForExecutionCommand({ executionArn }),
  );
  const events: Json[] = [];
  const pages = paginateGetExecutionHistory(
    { client: stepFunctions },
    { executionArn, maxResults: 1_000, includeExecutionData: true },
  );
  // As in JSON, dates become strings and undefined values disappear.
  for await (const page of pages) events.push(...(JSON.parse(JSON.stringify(page.events ?? [])) as Json[]));
  return historySchema.parse({ execution: executionArn, status, definition, events });
}

const startOf = ({ events: [first] }: ExecutionHistory): Date => new Date(String(first?.["timestamp"]));

/** The machines that a definition starts. */
const childrenIn = (definition: string): readonly string[] => [
  ...new Set(
    [...definition.matchAll(/"StateMachineArn"\s*:\s*"([^"]+)"/g)].map(([, machine = ""]) => machine),
  ),
];

/** The executions of a machine whose names begin with the prefix, newest first in the service's list, as far back as `since`. */
async function executionsOf(
  stateMachineArn: string,
  prefix: string,
  since: Date,
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { executions = [] } of paginateListExecutions(
    { client: stepFunctions },
    { stateMachineArn },
  )) {
    for (const { name, executionArn } of executions)
      if (name?.startsWith(prefix) && executionArn !== undefined) found.push(executionArn);
    const oldest = executions.at(-1)?.startDate;
    if (oldest !== undefined && oldest < since) break;
  }
  return found;
}
