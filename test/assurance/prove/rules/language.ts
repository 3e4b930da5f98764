import { edgesFrom, edgesOf, reachableFrom } from "../flow.ts";
import { type Machine, machinesOf } from "../machines.ts";
import { about, at, type Rule } from "./rule.ts";

const states = ({ definition }: Machine) => Object.entries(definition.States);
/** Rules of the language itself that no validator checks. */
export const language: readonly Rule[] = [
  {
    id: "names-existing-states",
    says: "Every Next, Default, Choice and Catch, and StartAt, names a state of the same machine",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => [
        ...(machine.definition.StartAt in machine.definition.States
          ? []
          : [about(machine, `StartAt names «${machine.definition.StartAt}», which is no state: name one`)]),
        ...edgesOf(machine.definition)
          .filter(({ to }) => !(to in machine.definition.States))
          .map(({ from, to, path }) =>
            at(machine, from, path, `«${to}» is no state of this machine: name one`),
          ),
      ]),
  },
  {
    id: "has-default",
    says: "Every Choice has a Default: the machine never guesses about an unexpected answer",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) =>
        states(machine).flatMap(([name, state]) =>
          state.Type === "Choice" && state.Default === undefined
            ? [
                at(
                  machine,
                  name,
                  "/Default",
                  "the Choice has no Default: say what an unknown answer leads to",
                ),
              ]
            : [],
        ),
      ),
  },
  {
    id: "goes-on-one-way",
    says: "Every Task, Pass and Wait has exactly one of Next and End, and a Wait exactly one duration",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) =>
        states(machine).flatMap(([name, state]) => {
          const seen = [];
          if ("Next" in state || "End" in state || ["Task", "Pass", "Wait"].includes(state.Type)) {
            const { Next, End } = state as { Next?: string; End?: true };
            if ((Next === undefined) === (End === undefined))
              seen.push(at(machine, name, "/Next", "exactly one of Next and End says where it goes on"));
          }
          if (state.Type === "Wait" && (state.Seconds === undefined) === (state.SecondsPath === undefined))
            seen.push(at(machine, name, "/Seconds", "exactly one of Seconds and SecondsPath says how long"));
          return seen;
        }),
      ),
  },
  {
    id: "says-why",
    says: "Every Fail says its cause: people read it first, in the console and in an event",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) =>
        states(machine)
          .filter(([, state]) => state.Type === "Fail" && (state.Cause ?? state.CausePath) === undefined)
          .map(([name]) => at(machine, name, "/CausePath", "fails without a word: say what happened")),
      ),
  },
  {
    id: "ends-at-an-end",
    says: "Only Succeed and Fail end a machine: a Task that ended it would look like success",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) =>
        states(machine)
          .filter(([, state]) => "End" in state && state.End === true)
          .map(([name]) => at(machine, name, "/End", "ends the machine, and succeeds: say where it goes on")),
      ),
  },
  {
    id: "reaches-every-state",
    says: "Every state can be reached: what cannot is a promise that nothing keeps",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const reached = reachableFrom(machine.definition, [machine.definition.StartAt]);
        return states(machine)
          .filter(([name]) => !reached.has(name))
          .map(([name]) => at(machine, name, "", "no way leads to this state: remove it, or lead to it"));
      }),
  },
  {
    id: "ends",
    says: "From every state a way leads to an end",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const isEnd = (name: string) => edgesFrom(machine.definition, name).length === 0;
        return states(machine)
          .filter(([name]) => ![...reachableFrom(machine.definition, [name])].some(isEnd))
          .map(([name]) =>
            at(machine, name, "", "no way leads from here to an end: the run would never close"),
          );
      }),
  },
];
