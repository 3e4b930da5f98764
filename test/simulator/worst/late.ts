import { ExecutionDoesNotExist } from "@aws-sdk/client-sfn";
import type { Account, Service } from "../account.ts";

/** How long Step Functions does not yet tell what has just happened. Assumed: AWS says "very recent". */
const lateMs = 3_000;

type Described = { readonly status: string; readonly startDate: Date; readonly stopDate?: Date };

type Listed = { readonly executions: readonly Described[] };

/** An execution as it was told of a little earlier; null if it had not begun. */
function earlier<T extends Described>(told: T, nowMs: number): T | null {
  if (nowMs - told.startDate.getTime() < lateMs) return null;
  if (told.stopDate === undefined || nowMs - told.stopDate.getTime() >= lateMs) return told;
  const { stopDate: _, ...rest } = told;
  return { ...rest, status: "RUNNING" } as T;
}

/**
 * Step Functions tells of executions a little late: what has just been started does not exist, and what has just ended runs. Source:
 * Step Functions API reference, DescribeExecution and ListExecutions: "eventually consistent".
 */
export function tellLate({ services, time }: Pick<Account, "services" | "time">): void {
  const states = services.get("states") ?? {};
  services.set("states", {
    ...states,
    DescribeExecution: (input: { readonly executionArn: string }) => {
      const told = earlier(states["DescribeExecution"]?.(input) as Described, time.nowMs());
      if (told !== null) return told;
      throw new ExecutionDoesNotExist({
        message: `Execution Does Not Exist: '${input.executionArn}'`,
        $metadata: {},
      });
    },
    ListExecutions: (input: object) => {
      const told = states["ListExecutions"]?.(input) as Listed | undefined;
      return { executions: told?.executions.flatMap((one) => earlier(one, time.nowMs()) ?? []) };
    },
  } satisfies Service);
}
