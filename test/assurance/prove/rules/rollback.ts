import type { Environment } from "../../../../lib/domain/environment.ts";
import { environments } from "../../../../lib/domain/environment.ts";
import { type Established, establishedAt, parentInput } from "../facts.ts";
import type { Seen } from "../finding.ts";
import { type Edge, edgesFrom, reachableFrom } from "../flow.ts";
import { type Installed, type Machine, machinesOf } from "../machines.ts";
import { type Meaning, meaningOf, sayingOf, statesThat } from "../meaning.ts";
import { writersAt } from "../writers.ts";
import { about, at, type Rule } from "./rule.ts";

/** What is wrong with the end of one answer: it exists, has that type, and nothing but the answer leads to it. */
function problemsOfEnd(machine: Machine, answer: string, type: "Succeed" | "Fail"): readonly Seen[] {
  const edges = Object.keys(machine.definition.States).flatMap((name) => edgesFrom(machine.definition, name));
  const isBehind = ({ from, by, index }: Edge): boolean => {
    const state = machine.definition.States[from];
    return by === "Choices" && state?.Type === "Choice" && state.Choices[index]?.StringEquals === answer;
  };
  const isEnd = ({ to }: Edge): boolean => machine.definition.States[to]?.Type === type;
  const end = edges.find((edge) => isBehind(edge) && isEnd(edge))?.to;
  if (end === undefined) return [about(machine, `no end is of the answer ${answer} alone`)];
  return edges
    .filter((edge) => edge.to === end && !isBehind(edge))
    .map(({ from, path, to }) =>
      at(machine, from, path, `leads to «${to}» without "${answer}" having been answered`),
    );
}

/** How each environment is undone, in this order (21.03 sections 4.3, 5.4 and 6.4). */
export const undoings: Readonly<Record<Environment, readonly Meaning[]>> = {
  development: [
    { is: "rollback", environment: "development", scope: "everything" },
    { is: "proof", environment: "development", proof: "gone" },
  ],
  staging: [
    { is: "rollback", environment: "staging", scope: "everything" },
    { is: "proof", environment: "staging", proof: "gone" },
    { is: "proof", environment: "development", proof: "preserved" },
  ],
  production: [
    { is: "rollback", environment: "production", scope: "ingress" },
    { is: "proof", environment: "production", proof: "closed" },
    { is: "logs" },
    // With ingress again: where the first state failed, it is closed before anything else goes.
    { is: "rollback", environment: "production", scope: "everything" },
    { is: "proof", environment: "production", proof: "gone" },
    // Not an undoing: an act of its own, under an earlier release. It comes after all of them, and before the end.
    { is: "reopening" },
  ],
};

const undoes = ({ is }: Meaning): boolean =>
  is === "rollback" || is === "proof" || is === "logs" || is === "reopening";

/** The states that carry out one step of an undoing: the one that begins it, and the child that waits for its end. */
const carryingOut = (installed: Installed, step: Meaning): readonly string[] =>
  statesThat(installed, installed.parent, (meaning) => sayingOf(meaning) === sayingOf(step));

/** The states with which the steps of an undoing begin, in its order; undefined where no state does. */
export const chainOf = (installed: Installed, environment: Environment): readonly (string | undefined)[] =>
  undoings[environment].map((step) => carryingOut(installed, step)[0]);

/** The edges that leave a state, and those of the Choices after it: every continuation, for any answer. */
function waysOn(machine: Machine, name: string, passed: readonly string[] = []): readonly Edge[] {
  return edgesFrom(machine.definition, name).flatMap((edge) =>
    machine.definition.States[edge.to]?.Type === "Choice" && !passed.includes(edge.to)
      ? waysOn(machine, edge.to, [...passed, edge.to])
      : [edge],
  );
}

/** The state that closes the run. */
export const closing = (installed: Installed): string | undefined =>
  statesThat(installed, installed.parent, ({ is }) => is === "close")[0];

/** Which environment a failure undoes, from what was gone through: the phase that had begun; null before the first. */
export function phaseOf(holds: ReadonlySet<Established>): Environment | null {
  if (holds.has("passed staging-sign-off")) return "production";
  if (holds.has("validated development")) return "staging";
  return holds.has("passed plan-approval") ? "development" : null;
}

/** The states on the way forward: before any rollback and before the run is closed. */
export function forward(installed: Installed): ReadonlySet<string> {
  const { parent } = installed;
  const ends = new Set(statesThat(installed, parent, (meaning) => undoes(meaning) || meaning.is === "close"));
  const reached = reachableFrom(parent.definition, [parent.definition.StartAt], ({ to }) => !ends.has(to));
  return new Set([...reached].filter((name) => edgesFrom(parent.definition, name).length > 0));
}

/** Whether an edge is gone along exactly if a task answered `waiting`. */
function isWaiting({ definition }: Machine, { from, by, index }: Edge): boolean {
  const state = definition.States[from];
  return by === "Choices" && state?.Type === "Choice" && state.Choices[index]?.StringEquals === "waiting";
}

const isForwardAnswer = (value: string | undefined) =>
  ["done", "approved", "nothing-to-change", "waiting", "ask", "go-on", "open", "frozen"].includes(
    value ?? "",
  );

/** The rules about rollback: that it is reached, whole, never left again, and never looks like success. */
export const rollback: readonly Rule[] = [
  {
    id: "never-leads-back",
    says: "No way leads from a rollback, or from the end, back to an effect, a check, a gate or the freeze windows",
    check: (installed) => {
      const { parent } = installed;
      const from = statesThat(installed, parent, (meaning) => undoes(meaning) || meaning.is === "close");
      return from.flatMap((name) =>
        edgesFrom(parent.definition, name).flatMap((edge) => {
          const back = [...reachableFrom(parent.definition, [edge.to])].find((reached) => {
            const is = meaningOf(installed, parent, reached)?.is;
            const forward = ["effect", "publication", "validation", "windows", "ask", "read", "open"];
            return is !== undefined && forward.includes(is);
          });
          return back === undefined ? [] : [at(parent, name, edge.path, `leads back to «${back}»`)];
        }),
      );
    },
  },
  {
    id: "reaches-its-rollback",
    says: "Whatever fails or is refused leads to the rollback of the phase that had begun, and to no other",
    check: (installed) => {
      const { parent } = installed;
      const established = establishedAt(installed);
      const close = closing(installed);
      const first = new Map(
        environments.map((environment) => [environment, chainOf(installed, environment)[0]]),
      );
      return [...forward(installed)].flatMap((name) => {
        const phase = phaseOf(established.get(name) ?? new Set());
        const means = meaningOf(installed, parent, name)?.is;
        // A gate whose waiting failed is read like any other; a run that could not be opened is not closed either.
        if (means === "ask" || means === "open") return [];
        const expected = phase === null ? close : first.get(phase);
        const state = parent.definition.States[name];
        const failing = edgesFrom(parent.definition, name).filter(
          ({ by, index }) =>
            by === "Catch" ||
            by === "Default" ||
            (by === "Choices" &&
              state?.Type === "Choice" &&
              !isForwardAnswer(state.Choices[index]?.StringEquals) &&
              !state.Choices[index]?.StringEquals?.startsWith("recover-")),
        );
        return failing
          .filter(({ to }) => to !== expected)
          .map(({ to, path }) =>
            at(
              parent,
              name,
              path,
              `leads to «${to}», not to «${expected ?? "a rollback, which is missing"}»`,
            ),
          );
      });
    },
  },
  {
    id: "rolls-back-whole",
    says: "A rollback goes through all its states in their order, also when one of them fails, and then closes the run",
    check: (installed) => {
      const { parent } = installed;
      const close = closing(installed);
      return environments.flatMap((environment) => {
        const chain = chainOf(installed, environment);
        return chain.flatMap((name, index) => {
          const step = undoings[environment][index] as Meaning;
          if (name === undefined) return [about(parent, `no state carries out "${sayingOf(step)}"`)];
          const next = chain[index + 1] ?? close;
          const [, ...waiting] = carryingOut(installed, step);
          const on = (from: string, toWaiting: readonly string[]) =>
            waysOn(parent, from).filter(
              (edge) => edge.to !== next && !(toWaiting.includes(edge.to) && isWaiting(parent, edge)),
            );
          // Only an answer `waiting` is waited for; the child that waits goes on.
          return [...on(name, waiting), ...waiting.flatMap((state) => on(state, []))].map(
            ({ from, to, path }) => at(parent, from, path, `leads to «${to}», not to «${next ?? "the end"}»`),
          );
        });
      });
    },
  },
  {
    id: "reopens-after-the-whole-rollback",
    says: "No way leads to opening ingress again round any state of production's rollback",
    check: (installed) => {
      const { parent } = installed;
      const reopening = statesThat(installed, parent, ({ is }) => is === "reopening");
      return undoings.production
        .filter(({ is }) => is !== "reopening")
        .flatMap((step) => {
          const [begins] = carryingOut(installed, step);
          const around = reachableFrom(
            parent.definition,
            [parent.definition.StartAt],
            ({ from }) => from !== begins,
          );
          return reopening
            .filter((name) => around.has(name))
            .map((name) => at(parent, name, "", `a way leads here round "${sayingOf(step)}"`));
        });
    },
  },
  {
    id: "recovers-into-rollback",
    says: "What a second execution of a run is told to recover leads to the rollback of that environment",
    check: (installed) => {
      const { parent } = installed;
      const opening = new Set(statesThat(installed, parent, ({ is }) => is === "open"));
      const writers = writersAt(parent.definition, parentInput);
      const choice = Object.entries(parent.definition.States).find(
        ([name, state]) =>
          state.Type === "Choice" &&
          state.Choices.some(({ Variable }) =>
            [...(writers.get(name)?.get(Variable.slice(2)) ?? [])].some((writer) => opening.has(writer)),
          ),
      );
      if (choice?.[1].Type !== "Choice")
        return [about(parent, "no Choice reads what is to be done of an opened run")];
      const [name, { Choices }] = choice;
      return environments.flatMap((environment) => {
        const index = Choices.findIndex(({ StringEquals }) => StringEquals === `recover-${environment}`);
        const [expected] = chainOf(installed, environment);
        return Choices[index]?.Next === expected
          ? []
          : [
              at(
                parent,
                name,
                `/Choices${index < 0 ? "" : `/${index}/Next`}`,
                `recover-${environment} leads to «${Choices[index]?.Next ?? "the Default"}», not to «${expected}»`,
              ),
            ];
      });
    },
  },
  {
    id: "closes-every-run",
    says: "No way leads to an end round the state that closes the run, but from a run that could not be opened",
    check: (installed) => {
      const { parent } = installed;
      const close = closing(installed);
      if (close === undefined) return [about(parent, "no state closes the run")];
      const opening = new Set(statesThat(installed, parent, ({ is }) => is === "open"));
      const around = reachableFrom(
        parent.definition,
        [parent.definition.StartAt],
        ({ from, by }) => from !== close && !(by === "Catch" && opening.has(from)),
      );
      return [...around]
        .filter((name) => edgesFrom(parent.definition, name).length === 0)
        .map((name) => at(parent, name, "", `a way leads to this end without «${close}»`));
    },
  },
  {
    id: "closes-what-it-opened",
    says: "An execution that could not open the run ends at once: it may not be the run's own, and closes nothing",
    check: (installed) => {
      const { parent } = installed;
      return statesThat(installed, parent, ({ is }) => is === "open").flatMap((name) =>
        edgesFrom(parent.definition, name)
          .filter(({ by, to }) => by === "Catch" && parent.definition.States[to]?.Type !== "Fail")
          .map(({ to, path }) => at(parent, name, path, `leads to «${to}» without having opened the run`)),
      );
    },
  },
  {
    id: "never-looks-like-success",
    says: "A machine succeeds only behind the answer that says so: the verdict SUCCEEDED, or a child's done. A person's no is no failed machine: the verdict REJECTED has an end of its own",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const answers = machine === installed.parent ? ["SUCCEEDED", "REJECTED"] : ["done"];
        const succeeds = Object.values(machine.definition.States).filter(({ Type }) => Type === "Succeed");
        return [
          ...(succeeds.length === answers.length
            ? []
            : [
                about(
                  machine,
                  `there are ${succeeds.length} ways to succeed, and ${answers.length} answers that say so: ${answers.join(", ")}`,
                ),
              ]),
          ...answers.flatMap((answer) => problemsOfEnd(machine, answer, "Succeed")),
        ];
      }),
  },
  {
    id: "never-looks-refused",
    says: "A run ends as refused only behind the verdict REFUSED: that end tells people that nothing was changed",
    check: ({ parent }) => problemsOfEnd(parent, "REFUSED", "Fail"),
  },
  {
    id: "fails-with-its-verdict",
    says: "The error of a run that was closed and did not succeed is its verdict",
    check: (installed) => {
      const { parent } = installed;
      const close = closing(installed);
      const writers = writersAt(parent.definition, parentInput);
      return Object.entries(parent.definition.States).flatMap(([name, state]) => {
        if (state.Type !== "Fail" || (state.ErrorPath === undefined && state.Error !== undefined)) return [];
        const wrote = [...(writers.get(name)?.get(state.ErrorPath?.slice(2) ?? "") ?? [])];
        return wrote.length === 1 && wrote[0] === close
          ? []
          : [at(parent, name, "/ErrorPath", "is not the verdict that the run was closed with")];
      });
    },
  },
];
