import { type Environment, environments, type Scope, scopes } from "../../../lib/domain/environment.ts";
import { type Gate, gates } from "../../../lib/domain/gates.ts";
import type { TaskName } from "../../../lib/tasks/tasks.ts";
import type { StateOf } from "./definition.ts";
import type { Call, Installed, Machine } from "./machines.ts";

/** What a Task state does to a run, read from what it calls and what it passes, never from its name. */
export type Meaning =
  | { readonly is: "open" | "close" | "logs" | "reopening" | "other" }
  | {
      readonly is: "effect" | "publication" | "validation" | "rollback" | "windows";
      readonly environment: Environment;
      readonly scope: Scope;
    }
  | { readonly is: "proof"; readonly environment: Environment; readonly proof: string }
  | { readonly is: "ask" | "read"; readonly gate: Gate };

/** A meaning in words, such as `effect production ingress`. */
export const sayingOf = (meaning: Meaning): string => Object.values(meaning).join(" ");

/** What calling a task means. A task that is not here means nothing to the order, and may change no stack. */
export const meanings: { readonly [T in TaskName]?: Meaning["is"] } = {
  "open-run": "open",
  "publish-assets": "publication",
  "provision-step": "effect",
  "validate-environment": "validation",
  "roll-back-step": "rollback",
  "prove-rollback": "proof",
  "preserve-logs": "logs",
  "reopen-ingress": "reopening",
  "open-gate": "ask",
  "read-gate": "read",
  "read-windows": "windows",
  "close-run": "close",
};

/** What a Task passes: the Payload of a function, the Input of a machine. */
export function passedBy({ Parameters }: StateOf<"Task">): Readonly<Record<string, unknown>> {
  const passed = Parameters["Payload"] ?? Parameters["Input"];
  return typeof passed === "object" && passed !== null ? (passed as Record<string, unknown>) : {};
}

/** The task that a call ends in: its own, or the one that the called machine loops over. */
export function taskOf({ machines }: Installed, call: Call): TaskName | null {
  if (call.is === "task") return call.task;
  const inner = [...(machines.get(call.machine)?.calls.values() ?? [])];
  return inner.length === 1 && inner[0]?.is === "task" ? inner[0].task : null;
}

/** The environment that a call works in: its function's, or that of the called machine's function. */
export function environmentOfCall({ machines }: Installed, call: Call): Environment | null {
  if (call.is === "task") return call.environment;
  const [inner] = machines.get(call.machine)?.calls.values() ?? [];
  return inner?.is === "task" ? inner.environment : null;
}

/** What a state of a machine means; null if it is no Task. `other` when what it passes does not say. */
export function meaningOf(installed: Installed, machine: Machine, state: string): Meaning | null {
  const body = machine.definition.States[state];
  const call = machine.calls.get(state);
  if (body?.Type !== "Task" || call === undefined) return null;
  const task = taskOf(installed, call);
  const passed = passedBy(body);
  const is = task === null ? undefined : meanings[task];
  const environment =
    environments.find((name) => name === passed["environment"]) ?? environmentOfCall(installed, call);
  const scope = scopes.find((name) => name === passed["scope"]) ?? "everything";
  const gate = gates.find((name) => name === passed["gate"]);
  switch (is) {
    case "effect":
    case "publication":
    case "validation":
    case "rollback":
    case "windows":
      return environment === null ? { is: "other" } : { is, environment, scope };
    case "proof":
      return environment === null
        ? { is: "other" }
        : { is, environment, proof: String(passed["proof"] ?? "") };
    case "ask":
    case "read":
      return gate === undefined ? { is: "other" } : { is, gate };
    case undefined:
      return { is: "other" };
    default:
      return { is };
  }
}

/** The states of a machine that mean what `wanted` says. */
export const statesThat = (
  installed: Installed,
  machine: Machine,
  wanted: (meaning: Meaning) => boolean,
): readonly string[] =>
  Object.keys(machine.definition.States).filter((state) => {
    const meaning = meaningOf(installed, machine, state);
    return meaning !== null && wanted(meaning);
  });
