import { ask, child, children, choice, type Defect, provision, state, wait } from "./defect.ts";

/** Defects that the rules of the family "tasks" must find. */
export const tasksDefects: readonly Defect[] = [
  {
    name: "a key that the task does not take",
    rule: "passes-what-the-task-takes",
    at: "8 Close run",
    seed: state("8 Close run", (body) => {
      body.Parameters.Payload.force = true;
    }),
  },
  {
    name: "a key that the task misses",
    rule: "passes-what-the-task-takes",
    at: provision,
    seed: state(provision, (body) => {
      delete body.Parameters.Payload.scope;
    }),
  },
  {
    name: "a gate that the plan does not have",
    rule: "passes-what-the-task-takes",
    at: ask,
    seed: state(ask, (body) => {
      body.Parameters.Payload.gate = "staging-signoff";
    }),
  },
  {
    name: "staging's function for production's work",
    rule: "stays-in-its-environment",
    at: provision,
    seed: state(provision, (body) => {
      body.Parameters.FunctionName = "$" + "{provision-step-staging}";
    }),
  },
  {
    name: "development's machine for staging's rollback",
    rule: "stays-in-its-environment",
    at: "5.4 Tear down staging",
    seed: state("5.4 Tear down staging", (body) => {
      body.Parameters.StateMachineArn = "$" + "{roll-back-development}";
    }),
  },
  {
    name: "an answer that nobody gives",
    rule: "knows-every-answer",
    at: "6.3 Released?",
    seed: state("6.3 Released?", (body) => {
      body.Choices[0].StringEquals = "approve";
    }),
  },
  {
    name: "an unknown outcome that goes on",
    rule: "knows-every-answer",
    at: choice,
    machine: children,
    seed: state(choice, (body) => {
      body.Choices.push({
        Variable: "$.progress.outcome",
        StringEquals: "unknown",
        Next: wait,
      });
    }),
  },
  {
    name: "an answer that is kept whole",
    rule: "keeps-what-is-answered",
    at: "Open run",
    seed: state("Open run", (body) => {
      delete body.ResultSelector;
    }),
  },
  {
    name: "an answer that replaces the run id",
    rule: "keeps-what-is-answered",
    at: "8 Close run",
    seed: state("8 Close run", (body) => {
      delete body.ResultPath;
    }),
  },
  {
    name: "a gate that keeps what the callback said",
    rule: "hands-over-its-token",
    at: ask,
    seed: state(ask, (body) => {
      body.ResultPath = "$.decision";
    }),
  },
  {
    name: "a gate that passes another token",
    rule: "hands-over-its-token",
    at: ask,
    seed: state(ask, (body) => {
      body.Parameters.Payload["taskToken.$"] = "$.runId";
    }),
  },
  {
    name: "a child named without its epoch",
    rule: "names-its-child",
    at: child,
    seed: state(child, (body) => {
      body.Parameters["Name.$"] = "States.Format('{}-development-provision', $.runId)";
    }),
  },
  {
    name: "two children of one name",
    rule: "names-its-child",
    at: "6.3 Wait for ingress",
    seed: state("6.3 Wait for ingress", (body) => {
      body.Parameters["Name.$"] = "States.Format('{}-production-provision-{}', $.runId, $.epoch)";
    }),
  },
  {
    name: "an error that nothing throws",
    rule: "names-known-errors",
    at: provision,
    seed: state(provision, (body) => {
      body.Retry[0].ErrorEquals.push("EntryConflictError");
    }),
  },
  {
    name: "a rejected change record that is asked again, because the plan was",
    rule: "judges-the-latest-answer",
    onlyThere: true,
    at: "6.1 Change record approved?",
    seed: state("6.1 Change record approved?", (body) => {
      body.Choices.at(-1).Variable = "$.opened.next";
    }),
  },
];
