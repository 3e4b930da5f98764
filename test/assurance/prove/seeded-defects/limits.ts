import { ask, child, children, type Defect, provision, state } from "./defect.ts";

/** Defects that the rules of the family "limits" must find. */
export const limitsDefects: readonly Defect[] = [
  {
    name: "a Task without a timeout",
    rule: "has-a-ceiling",
    at: provision,
    seed: state(provision, (body) => {
      delete body.TimeoutSeconds;
    }),
  },
  {
    name: "a gate that waits an hour",
    rule: "has-a-ceiling",
    at: ask,
    seed: state(ask, (body) => {
      body.TimeoutSeconds = 3600;
    }),
  },
  {
    name: "a Task that gives up before its function",
    rule: "has-a-ceiling",
    at: "Open run",
    seed: state("Open run", (body) => {
      body.TimeoutSeconds = 30;
    }),
  },
  {
    name: "a Task that gives up before its child",
    rule: "has-a-ceiling",
    at: child,
    seed: state(child, (body) => {
      body.TimeoutSeconds = 20_000;
    }),
  },
  {
    name: "a Task that does not retry throttling",
    rule: "retries-what-passes",
    at: provision,
    seed: state(provision, (body) => {
      body.Retry[0].ErrorEquals = body.Retry[0].ErrorEquals.filter(
        (error: string) => error !== "Lambda.TooManyRequestsException",
      );
    }),
  },
  {
    name: "a Task that retries for ever longer",
    rule: "retries-what-passes",
    at: provision,
    seed: state(provision, (body) => {
      delete body.Retry[0].MaxDelaySeconds;
    }),
  },
  {
    name: "retries in step with each other",
    rule: "retries-what-passes",
    at: provision,
    seed: state(provision, (body) => {
      delete body.Retry[0].JitterStrategy;
    }),
  },
  {
    name: "a gate that is asked again when its time is over",
    rule: "asks-once",
    at: ask,
    seed: state(ask, (body) => {
      body.Retry[0].ErrorEquals.push("States.Timeout");
    }),
  },
  {
    name: "a Task without a Catch",
    rule: "catches-everything",
    at: "6.4 Preserve logs",
    seed: state("6.4 Preserve logs", (body) => {
      body.Catch = [];
    }),
  },
  {
    name: "a Catch of failed tasks only, which lets a timeout through",
    rule: "catches-everything",
    at: provision,
    seed: state(provision, (body) => {
      body.Catch[0].ErrorEquals = ["States.TaskFailed"];
    }),
  },
  {
    name: "a Catch that keeps the error's cause",
    rule: "catches-everything",
    at: provision,
    seed: state(provision, (body) => {
      body.Catch[0].ResultPath = "$.failure";
    }),
  },
  {
    name: "an execution that times out before its gates",
    rule: "outlasts-its-states",
    at: null,
    seed: (definition) => {
      definition.TimeoutSeconds = 30 * 86_400;
    },
  },
  {
    name: "an execution without a timeout",
    rule: "outlasts-its-states",
    at: null,
    machine: children,
    seed: (definition) => {
      delete definition.TimeoutSeconds;
    },
  },
];
