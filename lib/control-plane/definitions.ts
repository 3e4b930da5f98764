import { readFileSync } from "node:fs";
import { invalidInput } from "../domain/errors.ts";
import type { TaskName } from "../tasks/tasks.ts";

/** Each kind of child: the task that it calls until it is done, and the name of that task's own input. */
export const childKinds = {
  publish: { task: "publish-assets", ownInput: "scope" },
  provision: { task: "provision-step", ownInput: "scope" },
  validate: { task: "validate-environment", ownInput: "scope" },
  prove: { task: "prove-rollback", ownInput: "proof" },
  "roll-back": { task: "roll-back-step", ownInput: "scope" },
  reopen: { task: "reopen-ingress", ownInput: "scope" },
} as const satisfies Record<string, { task: TaskName; ownInput: string }>;
/** One of these names. */
export type ChildKind = keyof typeof childKinds;

/** A checked-in definition, as far as synthesis reads it. */
type Written = {
  readonly States: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [field: string]: unknown;
};

/** The Retry blocks by the service call that they belong to, such as `lambda:invoke`. */
type Retries = Readonly<Record<string, readonly unknown[]>>;

/** The names of the checked-in definitions. */
export const definitionNames = ["provisioning-plan", "call-until-done"] as const;
/** One of these names. */
export type DefinitionName = (typeof definitionNames)[number];

const textOf = (file: string): string =>
  readFileSync(new URL(`../../statemachines/${file}`, import.meta.url), "utf8");

/**
 * The text of a definition as it is deployed: with its Retry blocks, and with `words` in place of the placeholders of the
 * same names. Every other placeholder stays for CloudFormation.
 * @throws InvalidInput if a Task has a Retry of its own, or if retries.json has none for what the Task calls.
 */
export function definitionText(name: DefinitionName, words: Readonly<Record<string, string>> = {}): string {
  const text = textOf(`${name}.asl.json`).replace(
    /\$\{([^}]+)\}/g,
    (placeholder, key: string) => words[key] ?? placeholder,
  );
  return JSON.stringify(withRetries(JSON.parse(text), JSON.parse(textOf("retries.json"))), null, 2);
}

/**
 * The definition with a Retry block in each of its Tasks.
 * @throws InvalidInput as `definitionText`.
 */
export function withRetries(definition: Written, retries: Retries): Written {
  const states = Object.entries(definition.States).map(([name, state]) => {
    if (state["Type"] !== "Task") return [name, state];
    if (state["Retry"] !== undefined)
      throw invalidInput(`the Task "${name}" has a Retry of its own: put it into statemachines/retries.json`);
    const [, call = ""] = /^arn:[\w-]+:states:::(\w+:\w+)/.exec(String(state["Resource"])) ?? [];
    const retry = retries[call];
    if (retry === undefined)
      throw invalidInput(
        `the Task "${name}" calls ${String(state["Resource"])}: statemachines/retries.json has no Retry for it`,
      );
    return [name, { ...state, Retry: retry }];
  });
  return { ...definition, States: Object.fromEntries(states) };
}
