import { type Defect, state } from "./defect.ts";

/** Defects that the rules of the family "assignment" must find. */
export const assignmentDefects: readonly Defect[] = [
  {
    name: "a catch that loses the run id",
    rule: "reads-what-is-assigned",
    at: "4.3 Destroy all created resources",
    seed: state("4.2 Validate development", (body) => {
      delete body.Catch[0].ResultPath;
    }),
  },
  {
    name: "a decision that is not assigned on one of its ways",
    rule: "reads-what-is-assigned",
    at: "9 Plan locked?",
    seed: state("What is to be done?", (body) => {
      body.Choices[1].Next = "9 Plan locked?";
    }),
  },
  {
    name: "an error path that is read before it is there",
    rule: "reads-what-is-assigned",
    at: "Not closed",
    seed: state("Not closed", (body) => {
      delete body.Error;
      body.ErrorPath = "$.closed.verdict";
    }),
  },
  {
    name: "a path of the invocation that is read as data",
    rule: "reads-what-is-assigned",
    at: "4.1 Development provisioned?",
    seed: state("4.1 Development provisioned?", (body) => {
      body.Choices[0].Variable = "$.progress.Payload";
    }),
  },
  {
    name: "a task token where none is",
    rule: "reads-known-expressions",
    at: "8 Close run",
    seed: state("8 Close run", (body) => {
      body.Parameters.Payload["epoch.$"] = "$$.Task.Token";
    }),
  },
  {
    name: "a filter where a path is wanted",
    rule: "reads-known-expressions",
    at: "8 Close run",
    seed: state("8 Close run", (body) => {
      body.Parameters.Payload["epoch.$"] = "$.runs[?(@.open)]";
    }),
  },
  {
    name: "a child that is started in two ways",
    rule: "is-started",
    at: "6.3 Wait for ingress",
    seed: state("6.3 Wait for ingress", (body) => {
      body.Parameters.Input.force = true;
    }),
  },
];
