import { ask, children, choice, type Defect, state, wait } from "./defect.ts";

/** Defects that the rules of the family "waits" must find. */
export const waitsDefects: readonly Defect[] = [
  {
    name: "a gate with a heartbeat that nobody sends",
    rule: "has-no-heartbeat",
    onlyThere: true,
    at: ask,
    seed: state(ask, (body) => {
      body.HeartbeatSeconds = 60;
    }),
  },
  {
    name: "a wait of one second, whatever the task asked for",
    rule: "waits-as-its-task-says",
    onlyThere: true,
    at: wait,
    machine: children,
    seed: state(wait, (body) => {
      delete body.SecondsPath;
      body.Seconds = 1;
    }),
  },
  {
    name: "a wait for as long as staging was frozen, before production's windows are read",
    rule: "waits-as-its-task-says",
    onlyThere: true,
    at: "6.1 Wait until production may change",
    seed: state("6.1 Change record approved?", (body) => {
      body.Choices[1].Next = "6.1 Wait until production may change";
    }),
  },
  {
    name: "a Task that hangs for an hour",
    rule: "waits-no-longer-than-it-must",
    onlyThere: true,
    at: "8 Close run",
    seed: state("8 Close run", (body) => {
      body.TimeoutSeconds = 3_600;
    }),
  },
  {
    name: "a release that comes with the last asking, and is rolled back",
    rule: "judges-before-it-gives-up",
    onlyThere: true,
    at: "6.3 Released?",
    seed: state("6.3 Released?", (body) => {
      const [approved, unchanged, counter, asks] = body.Choices;
      body.Choices = [approved, counter, unchanged, asks];
    }),
  },
  {
    name: "a child that gives up after twenty looks",
    rule: "counts-far-enough",
    onlyThere: true,
    at: null,
    machine: children,
    seed: state(choice, (body) => {
      body.Choices[1].NumericGreaterThanEquals = 20;
    }),
  },
];
