import { type Digest, sha256 } from "../../../lib/domain/canonical.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { type TaskName, tasks } from "../../../lib/tasks/tasks.ts";
import { type Definition, readDefinition, type StateOf } from "./definition.ts";
import { type Finding, pointer } from "./finding.ts";
import { kept } from "./kept.ts";
import type { Synthesised, Target } from "./synthesised.ts";

/** What a Task state calls. */
export type Call =
  | {
      readonly is: "task";
      readonly task: TaskName;
      readonly environment: Environment | null;
      readonly functionName: string;
      readonly functionTimeoutSeconds: number;
    }
  | { readonly is: "machine"; readonly machine: string };

/** One state machine with its placeholders filled. */
export type Machine = {
  /** Its name in this installation. */
  readonly name: string;
  readonly definition: Definition;
  /** SHA-256 of the filled text: what a deployed definition is compared with. */
  readonly digest: Digest;
  /** What each Task state calls, by the state's name. */
  readonly calls: ReadonlyMap<string, Call>;
};

/** The machines as they are deployed together. */
export type Installed = {
  readonly application: string;
  readonly parent: Machine;
  /** By name, the parent among them. */
  readonly machines: ReadonlyMap<string, Machine>;
  /** Which placeholders were filled with what, by machine. */
  readonly filled: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** Every machine, the parent among them. */
export const machinesOf = ({ machines }: Installed): readonly Machine[] => [...machines.values()];

/** A Task state, and the machine that it is in. */
export type TaskState = { readonly machine: Machine; readonly name: string; readonly state: StateOf<"Task"> };

/** Every Task state of every machine. */
export const taskStates = (installed: Installed): readonly TaskState[] =>
  machinesOf(installed).flatMap((machine) =>
    Object.entries(machine.definition.States).flatMap(([name, state]) =>
      state.Type === "Task" ? [{ machine, name, state }] : [],
    ),
  );

const placeholder = /\$\{([^}]*)\}/g;

/** The machines with their placeholders filled and their calls resolved, or what keeps them from being read. */
export function installedFrom(
  synthesised: Synthesised,
): { readonly installed: Installed } | { readonly findings: readonly Finding[] } {
  const { application } = synthesised;
  const read = synthesised.machines.map(readerFor(synthesised.functions)(application));
  const findings = read.flatMap((one) => ("findings" in one ? one.findings : []));
  const machines = new Map(
    read.flatMap((one) => ("machine" in one ? [[one.machine.name, one.machine] as const] : [])),
  );
  const parent = machines.get(`${application}-provisioning-plan`);
  if (parent === undefined && findings.length === 0)
    findings.push({
      rule: "fills-placeholders",
      machine: "provisioning-plan",
      state: null,
      path: "",
      message: "the template has no such machine: deploy the parent with the children",
    });
  if (parent === undefined || findings.length > 0) return { findings };
  const filled = Object.fromEntries(
    synthesised.machines.map(({ name, placeholders }) => [
      name,
      Object.fromEntries(Object.entries(placeholders).map(([key, target]) => [key, arnOf(target)])),
    ]),
  );
  return { installed: { application, parent, machines, filled } };
}

/** Reads each machine of an installation once: a mutated copy of it shares the machines that were not mutated. */
const readerFor = kept((functions: Synthesised["functions"]) => {
  const readers = new Map<string, (machine: Written) => Read>();
  return (application: string) => {
    const reader =
      readers.get(application) ?? kept((machine: Written) => machineFrom(machine, application, functions));
    readers.set(application, reader);
    return (machine: Written) => reader(machine);
  };
});

type Written = Synthesised["machines"][number];
type Read = { readonly machine: Machine } | { readonly findings: Finding[] };

/** One machine, read and resolved, or what keeps it from being read. */
function machineFrom(
  { name, text, placeholders }: Written,
  application: string,
  functions: Synthesised["functions"],
): Read {
  const arns = new Map(Object.entries(placeholders).map(([key, target]) => [key, arnOf(target)]));
  const filled = text.replace(placeholder, (whole, key: string) => arns.get(key) ?? whole);
  const read = readDefinition(name, filled);
  if ("findings" in read) return { findings: [...read.findings] };
  const findings: Finding[] = [];
  const calls = new Map<string, Call>();
  const targets = new Map(Object.values(placeholders).map((target) => [arnOf(target), target]));
  for (const [state, body] of Object.entries(read.definition.States)) {
    const at = (keys: readonly PropertyKey[], message: string) =>
      findings.push({ rule: "fills-placeholders", machine: name, state, path: pointer(keys), message });
    for (const [keys, left] of unfilled(body))
      at(keys, `the placeholder ${left} is left unfilled: name it in the machine's substitutions`);
    if (body.Type !== "Task") continue;
    const [key, arn] = calledBy(body);
    const target = targets.get(arn);
    const call = target === undefined ? null : callOf(target, application, functions);
    if (call !== null) calls.set(state, call);
    else if (arn.search(placeholder) < 0)
      at(["Parameters", key], `${arn} is no task of the table and no machine of ours: use a placeholder`);
  }
  return findings.length > 0
    ? { findings }
    : { machine: { name, definition: read.definition, digest: sha256(filled), calls } };
}

/** The field that names what a Task calls, and its value. */
export function calledBy({ Parameters }: StateOf<"Task">): readonly [string, string] {
  const key = "StateMachineArn" in Parameters ? "StateMachineArn" : "FunctionName";
  return [key, String(Parameters[key])];
}

/** An ARN without account and region, which no definition knows: it says which resource of the template is meant. */
export const arnOf = ({ is, name }: Target): string =>
  is === "function" ? `arn:aws:lambda:::function:${name}` : `arn:aws:states:::stateMachine:${name}`;

function callOf({ is, name }: Target, application: string, functions: Synthesised["functions"]): Call | null {
  if (is === "machine") return { is: "machine", machine: name };
  const id = name.startsWith(`${application}-`) ? name.slice(application.length + 1) : name;
  const environment = environments.find((candidate) => id.endsWith(`-${candidate}`)) ?? null;
  const task = environment === null ? id : id.slice(0, -environment.length - 1);
  if (!(task in tasks)) return null;
  const functionTimeoutSeconds = functions[name]?.timeoutSeconds ?? 0;
  return { is: "task", task: task as TaskName, environment, functionName: name, functionTimeoutSeconds };
}

function unfilled(value: unknown, keys: readonly PropertyKey[] = []): [readonly PropertyKey[], string][] {
  if (typeof value === "string") return [...value.matchAll(placeholder)].map(([left]) => [keys, left]);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => unfilled(item, [...keys, key]));
}
