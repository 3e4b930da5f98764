import { type DefinitionName, definitionText } from "../../lib/control-plane/definitions.ts";
import { type Definition, readDefinition, type State } from "../assurance/prove/definition.ts";
import { edgesFrom } from "../assurance/prove/flow.ts";
import type { GeneratedDocument } from "./generated-document.ts";

function definitionOf(name: DefinitionName): Definition {
  const read = readDefinition(name, definitionText(name));
  if ("findings" in read) throw new Error(read.findings.map(({ message }) => message).join("; "));
  return read.definition;
}

/** A state in Mermaid: its id, and its shape by what the state does. */
function node(id: string, name: string, { Type }: State): string {
  const text = `"${name}"`;
  switch (Type) {
    case "Choice":
      return `${id}{${text}}`;
    case "Succeed":
    case "Fail":
      return `${id}([${text}])`;
    default:
      return `${id}[${text}]`;
  }
}

/** The graph of a definition as the console draws it: every state, every way, the caught errors dotted. */
function graph(definition: Definition): string {
  const names = Object.keys(definition.States);
  const idOf = (name: string): string => `s${names.indexOf(name)}`;
  const states = Object.entries(definition.States);
  const seen = new Set<string>();
  const edges = names.flatMap((name) =>
    edgesFrom(definition, name).flatMap(({ to, by }) => {
      const line = `  ${idOf(name)} ${by === "Catch" ? "-.->" : "-->"} ${idOf(to)}`;
      if (seen.has(line)) return [];
      seen.add(line);
      return [line];
    }),
  );
  const ends = (type: "Succeed" | "Fail") =>
    states.flatMap(([name, state]) => (state.Type === type ? [idOf(name)] : []));
  return [
    "```mermaid",
    "flowchart TD",
    ...states.map(([name, state]) => `  ${node(idOf(name), name, state)}`),
    ...edges,
    "  classDef good fill:#d7f0dd,stroke:#1a7f37,color:#000",
    "  classDef bad fill:#ffe0de,stroke:#cf222e,color:#000",
    `  class ${ends("Succeed").join(",")} good`,
    `  class ${ends("Fail").join(",")} bad`,
    "```",
  ].join("\n");
}

/** The ends of a definition, and what each tells. */
const endings = (definition: Definition): string =>
  [
    "| end | the execution is | error | cause | what it means |",
    "| --- | --- | --- | --- | --- |",
    ...Object.entries(definition.States).flatMap(([name, state]) => {
      const cells =
        state.Type === "Succeed"
          ? ["Succeeded", "–", "–"]
          : state.Type === "Fail"
            ? ["Failed", `\`${state.Error ?? state.ErrorPath}\``, `\`${state.Cause ?? state.CausePath}\``]
            : null;
      return cells === null ? [] : [`| ${[name, ...cells, state.Comment ?? ""].join(" | ")} |`];
    }),
  ].join("\n");

/** docs/console.md: the graphs that the Step Functions console draws, and how to read them. */
export const consolePage: GeneratedDocument = {
  path: "docs/console.md",
  text: () => {
    const parent = definitionOf("provisioning-plan");
    const child = definitionOf("call-until-done");
    return [
      "# The Step Functions console",
      "",
      "`npm run docs` makes this page from the state machines, and a test fails when it is stale. [states.md](states.md) lists the same",
      "states as tables, and [statemachines/README.md](../statemachines/README.md) tells the life of a run.",
      "",
      "- **Which run.** An execution has the run's id as its name. Its input names commit, subject, author and, where the repository's",
      "  host has one, the commit's page.",
      "- **Where it is.** A state's name begins with the clause of 21.03 that it carries out. A state that waits for AWS starts a child",
      "  execution; its name ends with what the child does, as `-staging-provision-1`.",
      "- **What failed.** The state that failed is red, with the error `NotDone`: the task that answers at once that it failed, or the",
      "  child in which a step of AWS failed and the state of the run that started it. The run's own cause names what failed.",
      "- **Why it ended.** The `Cause` of every bad end is its root cause and the command to run. A person's rejection fails no machine:",
      "  it ends in a state of its own. Alarms on failed executions therefore mean failures.",
      "",
      "## How a run ends",
      "",
      endings(parent),
      "",
      "## How a child ends",
      "",
      endings(child),
      "",
      "## The run",
      "",
      "Dotted ways are caught errors.",
      "",
      graph(parent),
      "",
      "## A child",
      "",
      graph(child),
      "",
    ].join("\n");
  },
};
