import {
  type ChildKind,
  childKinds,
  type DefinitionName,
  definitionText,
} from "../../lib/control-plane/definitions.ts";
import { groupedBy } from "../../lib/domain/grouped.ts";
import { tasks } from "../../lib/tasks/tasks.ts";
import { type Definition, readDefinition, resources, type State } from "../assurance/prove/definition.ts";
import { type Edge, edgesFrom, edgesOf } from "../assurance/prove/flow.ts";
import { passedBy } from "../assurance/prove/meaning.ts";
import type { GeneratedDocument } from "./generated-document.ts";

function definitionOf(name: DefinitionName): Definition {
  const read = readDefinition(name, definitionText(name));
  if ("findings" in read) throw new Error(read.findings.map(({ message }) => message).join("; "));
  return read.definition;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(heads), row(heads.map(() => "---")), ...rows.map(row)].join("\n");

/** The clause that a state carries out: the number with which its name begins; null if it has none. */
const clauseOf = (state: string): string | null => /^\d+(\.\d+)?(?= )/.exec(state)?.[0] ?? null;

/** What a state calls and what it passes literally; or, for the other types, what it does. */
function doingOf(state: State): string {
  switch (state.Type) {
    case "Task": {
      const called = state.Parameters["FunctionName"] ?? state.Parameters["StateMachineArn"];
      const passed = Object.entries(passedBy(state)).flatMap(([key, value]) =>
        typeof value === "string" && !key.endsWith(".$") ? [value] : [],
      );
      const how =
        state.Resource === resources.start
          ? "child "
          : state.Resource === resources.ask
            ? "asks through "
            : "";
      const words = passed.length === 0 ? "" : `: ${passed.join(", ")}`;
      return `${how}\`${String(called).replace(/^\$\{(.*)\}$/, "$1")}\`${words}`;
    }
    case "Wait":
      return `waits \`${state.SecondsPath ?? state.Seconds}\` seconds`;
    case "Pass":
      return `counts \`${state.ResultPath}\``;
    case "Choice":
      return "decides";
    case "Succeed":
      return "ends well";
    case "Fail":
      return `ends with the error \`${state.Error ?? state.ErrorPath}\``;
  }
}

/** When a state is left along an edge. */
function whenOf(state: State, { by, index }: Edge): string {
  if (by === "Catch") return "if it fails";
  if (by === "Default") return "otherwise";
  const branch = state.Type === "Choice" && by === "Choices" ? state.Choices[index] : undefined;
  if (branch === undefined) return "then";
  return branch.StringEquals ?? `after ${branch.NumericGreaterThanEquals} times`;
}

/** Where a state leads: each other state once, with everything that leads there. */
function leadsTo(definition: Definition, name: string): string {
  const state = definition.States[name];
  if (state === undefined) return "";
  const byTarget = groupedBy(edgesFrom(definition, name), ({ to }) => to);
  return [...byTarget]
    .map(([to, edges]) => `${edges.map((edge) => whenOf(state, edge)).join(", ")}: **${to}**`)
    .join("<br>");
}

const statesTable = (definition: Definition, names: readonly string[]): string =>
  table(
    ["state", "what it is for", "calls", "leads to"],
    names.map((name) => {
      const state = definition.States[name];
      return state === undefined
        ? [name]
        : [`**${name}**`, state.Comment ?? "", doingOf(state), leadsTo(definition, name)];
    }),
  );

/** Whether a run goes on along an edge: after its task, or because of an answer. */
function continuesRun({ States }: Definition, { from, by, index }: Edge): boolean {
  const state = States[from];
  if (state?.Type !== "Choice") return by === "Next";
  return by === "Choices" && state.Choices[index]?.StringEquals !== undefined;
}

/** The clauses as a picture: a solid arrow where a run goes on, a dotted one where something failed or was refused. */
function overview(definition: Definition): string {
  const groupOf = (state: string) => clauseOf(state) ?? state;
  const id = (group: string) => `s${group.replace(/[^A-Za-z0-9]/g, "")}`;
  const first = new Map<string, string>();
  const isTask = (name: string) => definition.States[name]?.Type === "Task";
  const names = Object.keys(definition.States);
  for (const name of [...names.filter(isTask), ...names])
    if (!first.has(groupOf(name))) first.set(groupOf(name), name);
  const arrows = new Map<string, boolean>();
  for (const edge of edgesOf(definition)) {
    const [left, right] = [groupOf(edge.from), groupOf(edge.to)];
    const key = `${id(left)} ${id(right)}`;
    if (left !== right) arrows.set(key, arrows.get(key) === true || continuesRun(definition, edge));
  }
  return [
    "```mermaid",
    "flowchart TD",
    ...[...first].map(([group, name]) => `  ${id(group)}["${name}"]`),
    ...[...arrows].map(([key, solid]) => `  ${key.replace(" ", solid ? " --> " : " -.-> ")}`),
    "```",
  ].join("\n");
}

/** The document as it has to be. */
function statesDocument(): string {
  const parent = definitionOf("provisioning-plan");
  const loop = definitionOf("call-until-done");
  const names = Object.keys(parent.States);
  const byClause = [...groupedBy(names, clauseOf)];
  const clauses = byClause.filter(([clause]) => clause !== null);
  const others = byClause.find(([clause]) => clause === null)?.[1] ?? [];
  const kinds = Object.keys(childKinds) as ChildKind[];
  return [
    "# Every state of a run",
    "",
    "`npm run docs` makes this page from the definitions in `statemachines/`, and a test fails when it is stale.",
    "`statemachines/README.md` tells the life of a run. A state's name begins with the clause of 21.03 that it carries out.",
    "",
    "## Overview",
    "Each box is a clause, under the name of its first task. A run goes on along solid arrows. Along dotted arrows it goes",
    "only when something failed, was refused or is not known.",
    "",
    overview(parent),
    "",
    "## States without a clause",
    statesTable(parent, others),
    ...clauses.flatMap(([clause, states]) => ["", `## ${clause}`, statesTable(parent, states)]),
    "",
    "## The loop of the children",
    "One definition, deployed for each environment and each kind of child with that environment's function.",
    "",
    table(
      ["child", "calls"],
      kinds.map((kind) => {
        const { task } = childKinds[kind];
        const where = tasks[task].deployed === "in production" ? "production" : "<environment>";
        return [`\`${kind}-${where}\``, `\`${task}-${where}\``];
      }),
    ),
    "",
    statesTable(loop, Object.keys(loop.States)),
    "",
  ].join("\n");
}

/** docs/states.md, made from the definitions. */
export const states: GeneratedDocument = { path: "docs/states.md", text: statesDocument };
