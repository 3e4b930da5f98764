import { children, choosing, type Defect, next, state } from "./defect.ts";

/** Defects that the rules of the family "course" must find. */
export const courseDefects: readonly Defect[] = [
  {
    name: "a change record that people are asked for although nothing changes",
    rule: "follows-the-plan",
    onlyThere: true,
    at: null,
    seed: state("6.1 Staging signed off?", (body) => {
      body.Choices[1].Next = "6.1 Count the asking for change record";
    }),
  },
  {
    name: "an open ingress behind which production is not confirmed",
    rule: "closes-released-or-undone",
    at: "6.3 Ingress open?",
    seed: choosing("6.3 Ingress open?", "8 Close run"),
  },
  {
    name: "a production that is confirmed without its ingress",
    rule: "closes-released-or-undone",
    at: "6.3 Production confirmed?",
    seed: state("6.3 Confirm production", (body) => {
      body.Parameters.Payload.scope = "all-but-ingress";
    }),
  },
  {
    name: "a production that is confirmed without its ingress, by task and child alike",
    rule: "closes-released-or-undone",
    at: "6.3 Wait for production to be confirmed",
    seed: (definition) => {
      for (const pass of ["Payload", "Input"])
        for (const name of ["6.3 Confirm production", "6.3 Wait for production to be confirmed"])
          if (definition.States[name].Parameters[pass] !== undefined)
            definition.States[name].Parameters[pass].scope = "all-but-ingress";
    },
  },
  {
    name: "a child that gives up after its first look",
    rule: "looks-until-done",
    onlyThere: true,
    at: null,
    machine: children,
    seed: next("Look again", "Not done"),
  },
];
