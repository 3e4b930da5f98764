import type { ExecutionHistory } from "../../lib/domain/records/history.ts";
import type { Histories } from "../../lib/ports/histories/port.ts";

/** What Step Functions would tell of executions, as `walk` wrote it down; null while one runs. */
export class FakeHistories implements Histories {
  readonly told: ExecutionHistory[] = [];
  running = false;

  async historiesOf(runId: string, executions: readonly string[]) {
    const parents = executions.map((wanted) => this.told.find(({ execution }) => execution === wanted));
    if (this.running || parents.includes(undefined)) return null;
    const children = this.told.filter(
      ({ execution }) =>
        !executions.includes(execution) && execution.split(":").at(-1)?.startsWith(`${runId}-`) === true,
    );
    const startOf = ({ events: [first] }: ExecutionHistory) => Date.parse(String(first?.["timestamp"]));
    return [...parents.filter((parent) => parent !== undefined), ...children].toSorted(
      (one, other) => startOf(one) - startOf(other),
    );
  }
}
