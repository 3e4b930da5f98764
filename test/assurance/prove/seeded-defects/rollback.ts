import { catching, children, type Defect, loop, next, otherwise, provision, state } from "./defect.ts";

/** Defects that the rules of the family "rollback" must find. */
export const rollbackDefects: readonly Defect[] = [
  {
    name: "a rollback that waits for the end of a freeze",
    rule: "never-leads-back",
    at: "5.4 Prove staging gone",
    seed: catching("5.4 Prove staging gone", "5.1 Read staging's freeze windows"),
  },
  {
    name: "a rollback that tries again",
    rule: "never-leads-back",
    at: "5.4 Confirm development preserved",
    seed: next("5.4 Confirm development preserved", "5.1 Confirm development validated and stable"),
  },
  {
    name: "a production failure that tears staging down",
    rule: "reaches-its-rollback",
    at: "6.2 Wait for production",
    seed: catching("6.2 Wait for production", "5.4 Tear down staging"),
  },
  {
    name: "a failure of staging that is only closed",
    rule: "reaches-its-rollback",
    at: "5.3 Validate staging",
    seed: catching("5.3 Validate staging", "8 Close run"),
  },
  {
    name: "a rejected release that leaves production as it is",
    rule: "reaches-its-rollback",
    at: "6.3 Released?",
    seed: otherwise("6.3 Released?", "8 Close run"),
  },
  {
    name: "a rollback of production that begins with compute",
    rule: "reaches-its-rollback",
    at: provision,
    seed: catching(provision, "6.4 Tear down compute if required"),
  },
  {
    name: "a rollback that proves nothing when deleting failed",
    rule: "rolls-back-whole",
    at: "4.3 Destroy all created resources",
    seed: catching("4.3 Destroy all created resources", "8 Close run"),
  },
  {
    name: "a production rollback without its proof",
    rule: "rolls-back-whole",
    at: "6.4 Tear down compute if required",
    seed: next("6.4 Tear down compute if required", "8 Close run"),
  },
  {
    name: "a tear-down of production behind an ingress that stayed open",
    rule: "rolls-back-whole",
    at: null,
    seed: state("6.4 Tear down compute if required", (body) => {
      body.Parameters.Input.scope = "all-but-ingress";
    }),
  },
  {
    name: "an ingress that opens again before production is proved to be rolled back",
    rule: "reopens-after-the-whole-rollback",
    at: "6.3 Reopen ingress under the standing release",
    seed: catching("6.4 Tear down compute if required", "6.3 Reopen ingress under the standing release"),
  },
  {
    name: "an ingress that nobody reads back as closed",
    rule: "rolls-back-whole",
    at: "6.4 Disable ingress",
    seed: next("6.4 Disable ingress", "6.4 Preserve logs"),
  },
  {
    name: "a second look for what is left that closes ingress again",
    rule: "rolls-back-whole",
    at: "6.4 Wait until nothing is reachable",
    seed: next("6.4 Wait until nothing is reachable", "6.4 Disable ingress"),
  },
  {
    name: "logs that are not looked at",
    rule: "rolls-back-whole",
    at: "6.4 Ingress closed?",
    seed: otherwise("6.4 Ingress closed?", "6.4 Tear down compute if required"),
  },
  {
    name: "a recovery of staging that destroys development",
    rule: "recovers-into-rollback",
    at: "What is to be done?",
    seed: state("What is to be done?", (body) => {
      body.Choices[3].Next = "4.3 Destroy all created resources";
    }),
  },
  {
    name: "a refused run that ends without being closed",
    rule: "closes-every-run",
    at: "Not succeeded",
    seed: otherwise("What is to be done?", "Not succeeded"),
  },
  {
    name: "a quarantine that looks like success",
    rule: "never-looks-like-success",
    at: "Verdict?",
    seed: otherwise("Verdict?", "Succeeded"),
  },
  {
    name: "a rolled-back run that looks as if it had never started",
    rule: "never-looks-refused",
    at: "Verdict?",
    seed: otherwise("Verdict?", "Refused"),
  },
  {
    name: "a rolled-back run that looks as if a person had said no",
    rule: "never-looks-like-success",
    at: "Verdict?",
    seed: otherwise("Verdict?", "Rejected at a gate"),
  },
  {
    name: "a person's no that looks like a failed machine",
    rule: "never-looks-like-success",
    at: null,
    seed: state("Verdict?", (body) => {
      body.Choices.splice(1, 1);
    }),
  },
  {
    name: "a refused run without an end of its own",
    rule: "never-looks-refused",
    at: null,
    seed: state("Verdict?", (body) => {
      body.Choices.pop();
    }),
  },
  {
    name: "a child whose failure looks like success",
    rule: "never-looks-like-success",
    at: loop,
    machine: children,
    seed: catching(loop, "Done"),
  },
  {
    name: "an execution that could not open the run, and closes it",
    rule: "closes-what-it-opened",
    at: "Open run",
    seed: catching("Open run", "8 Close run"),
  },
  {
    name: "a proof that fails and is waited for",
    rule: "rolls-back-whole",
    onlyThere: true,
    at: "6.4 Ingress closed?",
    seed: otherwise("6.4 Ingress closed?", "6.4 Wait until nothing is reachable"),
  },
  {
    name: "an error that says nothing of the verdict",
    rule: "fails-with-its-verdict",
    onlyThere: true,
    at: "Not succeeded",
    seed: state("Not succeeded", (body) => {
      body.ErrorPath = "$.runId";
    }),
  },
];
