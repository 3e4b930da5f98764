import middy from "@middy/core";
import { invalidInput, notDone } from "../domain/errors.ts";
import { metricsIn } from "../domain/metrics.ts";
import type { Records } from "../ports/records/port.ts";
import type { Wires } from "../ports/shared/wire.ts";
import { type TaskAnswer, type TaskInput, type TaskName, type TaskPorts, tasks } from "../tasks/tasks.ts";
import { embedded, errorOf, logLine } from "./log.ts";
import { wired } from "./wired.ts";

/**
 * The Lambda handler of a task, whose ports are exactly those of its row in the table of tasks. The input is parsed strictly,
 * the answer has the shape of the row, and every invocation writes one log line. Errors pass through to the state machine.
 * @throws SettingMissing, when it is made, if an environment variable of a port is missing.
 */
export function task<T extends TaskName>(
  name: T,
  useCase: (ports: TaskPorts<T>) => (input: TaskInput<T>) => Promise<TaskAnswer<T>>,
  wires: Wires<TaskPorts<T>>,
) {
  const ports = wired<TaskPorts<T>>(wires);
  const carryOut = useCase(ports);
  return middy<unknown, TaskAnswer<T>>()
    .use(oneLine(name))
    .handler(async (event) => {
      const input = tasks[name].input.safeParse(event);
      if (!input.success)
        // Only the paths: the values may contain a task token.
        throw invalidInput(
          `${name} got ${input.error.issues.map(({ path, message }) => `${path.join(".") || "its input"}: ${message}`).join("; ")}; start runs through their event`,
        );
      const answer = await withCopies(ports, () => carryOut(input.data as TaskInput<T>));
      return endedWell(tasks[name].answer.parse(answer) as TaskAnswer<T>, event);
    });
}

/** Outcomes after which a phase is rolled back. */
const badOutcomes: readonly unknown[] = ["failed", "unknown"];

/**
 * The answer, unless it is a bad outcome. Step Functions shows a state as failed only if its function throws; the way on from there
 * is the same as from the answer (test/assurance/prove).
 * @throws NotDone
 */
function endedWell<A extends object>(answer: A, event: unknown): A {
  const { outcome } = answer as { readonly outcome?: unknown };
  if (!badOutcomes.includes(outcome)) return answer;
  const { runId } = event as { readonly runId: string };
  throw notDone(`${outcome}: the entries of ${runId} say why`, answer);
}

/** Waits, before the function ends, for the second copies of what it wrote, even if it fails. */
export async function withCopies<A>(
  ports: { readonly records?: Pick<Records, "copied"> },
  work: () => Promise<A>,
): Promise<A> {
  try {
    return await work();
  } finally {
    await ports.records?.copied();
  }
}

const named = ["runId", "environment", "gate"] as const;

/** Times the invocation and writes its log line: the subject and the outcome, never the input. */
function oneLine(name: string): middy.MiddlewareObj<unknown, object> {
  let beganAtMs = 0;
  const about = (event: unknown) =>
    Object.fromEntries(
      named.flatMap((key) => {
        const value = (event as Record<string, unknown> | null)?.[key];
        return typeof value === "string" ? [[key, value]] : [];
      }),
    );
  const durationMs = () => Math.round(performance.now() - beganAtMs);
  return {
    before: () => {
      beganAtMs = performance.now();
    },
    after: ({ event, response }) => {
      const answer = response as Record<string, unknown> | null;
      const outcome = answer?.["outcome"] ?? answer?.["decision"];
      const verdict = answer?.["verdict"];
      logLine({
        task: name,
        durationMs: durationMs(),
        ...about(event),
        ...(typeof outcome === "string" ? { outcome } : {}),
        ...embedded(metricsIn(answer), name),
        ...(typeof verdict === "string" ? { verdict } : {}),
      });
    },
    onError: ({ event, error }) => {
      logLine({ task: name, durationMs: durationMs(), ...about(event), ...errorOf(error) });
    },
  };
}
