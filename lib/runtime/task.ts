import middy from "@middy/core";
import { invalidInput } from "../domain/errors.ts";
import type { Records } from "../ports/records/port.ts";
import { type TaskAnswer, type TaskInput, type TaskName, type TaskPorts, tasks } from "../tasks.ts";
import { errorOf, logLine } from "./log.ts";

/**
 * The Lambda handler of a task: what comes in is parsed strictly at the edge, what goes out is what the table of tasks
 * says, and every invocation writes one line. Errors pass through to the state machine.
 */
export function task<T extends TaskName>(
  name: T,
  useCase: (ports: TaskPorts<T>) => (input: TaskInput<T>) => Promise<TaskAnswer<T>>,
  ports: TaskPorts<T>,
) {
  const carryOut = useCase(ports);
  return middy<unknown, TaskAnswer<T>>()
    .use(oneLine(name))
    .handler(async (event) => {
      const input = tasks[name].input.safeParse(event);
      if (!input.success)
        // The paths only: what was seen may be a task token.
        throw invalidInput(
          `${name} got ${input.error.issues.map(({ path, message }) => `${path.join(".") || "its input"}: ${message}`).join("; ")}; start runs through their event`,
        );
      const answer = await withCopies(ports, () => carryOut(input.data as TaskInput<T>));
      return tasks[name].answer.parse(answer) as TaskAnswer<T>;
    });
}

/** What was written is copied before the function ends, however it ends. */
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

/** Times the invocation and writes its line: what it was about, how it went, never what came in. */
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
      const undelivered = answer?.["undelivered"];
      const verdict = answer?.["verdict"];
      logLine({
        task: name,
        durationMs: durationMs(),
        ...about(event),
        ...(typeof outcome === "string" ? { outcome } : {}),
        ...(typeof undelivered === "number" ? { undelivered } : {}),
        ...(typeof verdict === "string" ? { verdict } : {}),
      });
    },
    onError: ({ event, error }) => {
      logLine({ task: name, durationMs: durationMs(), ...about(event), ...errorOf(error) });
    },
  };
}
