import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { FunctionAnswer } from "../../domain/check/team-answers.ts";
import { checkTag } from "../../domain/team-question.ts";
import type { Clock } from "../clock/port.ts";
import type { Environments } from "../shared/environments/environments.ts";
import type { Get, TeamChecks } from "./port.ts";

/** How much of a function's answer is read. */
const mostBytes = 65_536;

/** Asks in the environments: alarms under the lookup-role, functions under the role for checks, and addresses by `get`. */
export const teamChecksIn = (
  environments: Environments,
  clock: Pick<Clock, "pause">,
  get: Get,
): TeamChecks => ({
  get,
  async alarm({ id, stack }) {
    // Few plans ask an alarm.
    const { CloudWatchClient, DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
    const { MetricAlarms = [], CompositeAlarms = [] } = await environments
      .clients(
        "look",
        environments.ofStack(stack),
      )(CloudWatchClient)
      .send(new DescribeAlarmsCommand({ AlarmNames: [id], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }));
    const found = [...MetricAlarms, ...CompositeAlarms][0];
    if (found === undefined) return null;
    // The last update is never before the last change of the state, so without that one the time counts as shorter.
    const since = found.StateTransitionedTimestamp ?? found.StateUpdatedTimestamp;
    return { state: found.StateValue ?? "unknown", sinceMs: since?.getTime() ?? Number.POSITIVE_INFINITY };
  },
  async invoke({ id, stack }, event, withinMs) {
    const abort = new AbortController();
    const hung = clock.pause(withinMs).then((): FunctionAnswer => {
      abort.abort();
      return silent(`no answer within ${withinMs / 1_000} s`);
    });
    return Promise.race([asked(environments, id, stack, event, abort.signal), hung]);
  },
});

const silent = (why: string): FunctionAnswer => ({ result: "silent", why });

async function asked(
  environments: Environments,
  FunctionName: string,
  stack: string,
  event: object,
  abortSignal: AbortSignal,
): Promise<FunctionAnswer> {
  const lambda = environments.clients("ask", environments.ofStack(stack))(LambdaClient);
  try {
    const { FunctionError, Payload = new Uint8Array() } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
      { abortSignal },
    );
    const text = Buffer.from(Payload.subarray(0, mostBytes)).toString("utf8");
    return FunctionError === undefined ? { result: "answered", text } : silent(`it failed: ${text}`);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Source: Lambda API reference, Invoke, errors; IAM answers AccessDeniedException.
    return error.name === "AccessDeniedException"
      ? silent(
          `Interlock may not invoke it: give the function the tag ${checkTag} with the application's name, and run "interlock bootstrap"`,
        )
      : silent(`it could not be asked: ${error.message}`);
  }
}
