import { type Defect, provision, state } from "./defect.ts";

/** Defects that the rules of the family "calls" must find. */
export const callsDefects: readonly Defect[] = [
  {
    name: "a task that is called without waiting for its answer",
    rule: "calls-by-its-integration",
    onlyThere: true,
    at: provision,
    seed: state(provision, (body) => {
      body.Parameters.InvocationType = "Event";
    }),
  },
  {
    name: "a release that is read by starting a machine",
    rule: "calls-by-its-integration",
    at: "6.3 Read release",
    seed: state("6.3 Read release", (body) => {
      body.Resource = "arn:aws:states:::states:startExecution.sync:2";
    }),
  },
  {
    name: "one provisioner that may take longer than the others",
    rule: "calls-one-task-one-way",
    onlyThere: true,
    at: provision,
    seed: state(provision, (body) => {
      body.TimeoutSeconds = 180;
    }),
  },
];
