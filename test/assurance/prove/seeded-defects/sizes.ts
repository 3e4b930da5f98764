import { ask, child, children, choice, type Defect, loop, next, provision, state, wait } from "./defect.ts";

/** Defects that the rules of the family "sizes" must find. */
export const sizesDefects: readonly Defect[] = [
  {
    name: "a loop that nothing counts",
    rule: "counts-its-loops",
    at: loop,
    machine: children,
    seed: next(wait, loop),
  },
  {
    name: "a counter that nobody looks at",
    rule: "counts-its-loops",
    at: loop,
    machine: children,
    seed: state(choice, (body) => {
      body.Choices.splice(1, 1);
    }),
  },
  {
    name: "a child whose looks are not counted from zero",
    rule: "counts-its-loops",
    at: child,
    seed: state(child, (body) => {
      body.Parameters.Input.looks.count = -1000;
    }),
  },
  {
    name: "a loop that is counted too far",
    rule: "bounds-its-history",
    at: null,
    machine: children,
    seed: state(choice, (body) => {
      body.Choices[1].NumericGreaterThanEquals = 2000;
    }),
  },
  {
    name: "a gate that is asked for ever",
    rule: "counts-its-loops",
    at: ask,
    seed: state("6.1 Staging signed off?", (body) => {
      body.Choices.at(-1).Next = ask;
    }),
  },
  {
    name: "a counter of askings that does not start at zero",
    rule: "counts-its-loops",
    at: "9 Count the asking",
    seed: state("Open run", (body) => {
      body.ResultSelector.asked.count = -100;
    }),
  },
  {
    name: "errors that are kept, cause and all",
    rule: "bounds-its-data",
    at: null,
    seed: state(provision, (body) => {
      body.Catch[0].ResultPath = "$.failure";
    }),
  },
  {
    name: "a task that answers more than a state should carry",
    rule: "answers-little",
    at: "8 Close run",
    seed: () => undefined,
    rewire: { "close-run": "sign-receipt" },
  },
];
