import { catching, children, type Defect, next, provision, state, wait } from "./defect.ts";

/** Defects that the rules of the family "language" must find. */
export const languageDefects: readonly Defect[] = [
  {
    name: "a Choice without Default",
    rule: "has-default",
    at: "9 Plan locked?",
    seed: state("9 Plan locked?", (body) => {
      delete body.Default;
    }),
  },
  {
    name: "a Next that names no state",
    rule: "names-existing-states",
    at: "9 Read plan approval",
    seed: next("9 Read plan approval", "9 Plan lockd?"),
  },
  {
    name: "a Catch that names no state",
    rule: "names-existing-states",
    at: provision,
    seed: catching(provision, "6.4 Disable Ingress"),
  },
  {
    name: "a StartAt that names no state",
    rule: "names-existing-states",
    at: null,
    seed: (definition) => {
      definition.StartAt = "Begin";
    },
  },
  {
    name: "a state that nothing leads to",
    rule: "reaches-every-state",
    at: "6.3 Wait for ingress",
    seed: state("6.3 Ingress open?", (body) => {
      body.Choices.pop();
    }),
  },
  {
    name: "a Task that goes on nowhere",
    rule: "goes-on-one-way",
    at: "8 Close run",
    seed: state("8 Close run", (body) => {
      delete body.Next;
    }),
  },
  {
    name: "a Wait of no length",
    rule: "goes-on-one-way",
    at: wait,
    machine: children,
    seed: state(wait, (body) => {
      delete body.SecondsPath;
    }),
  },
  {
    name: "two states that lead only to each other",
    rule: "ends",
    at: "4.3 Verify zero residual assets",
    seed: (definition) => {
      next("4.3 Verify zero residual assets", "4.3 Destroy all created resources")(definition);
      catching("4.3 Verify zero residual assets", "4.3 Destroy all created resources")(definition);
    },
  },
  {
    name: "an unknown type of state",
    rule: "is-known-language",
    at: "Verdict?",
    seed: state("Verdict?", (body) => {
      body.Type = "Parallel";
    }),
  },
  {
    name: "a field of a state that is misspelt",
    rule: "is-known-language",
    at: provision,
    seed: state(provision, (body) => {
      body.TimeoutSecond = 120;
    }),
  },
  {
    name: "a Choice that compares with And",
    rule: "is-known-language",
    at: "6.3 Released?",
    seed: state("6.3 Released?", (body) => {
      body.Choices = [{ And: body.Choices, Next: "6.3 Open ingress" }];
    }),
  },
  {
    name: "a placeholder that nothing stands for",
    rule: "fills-placeholders",
    at: provision,
    seed: state(provision, (body) => {
      body.Parameters.FunctionName = "$" + "{provision-production-step}";
    }),
  },
  {
    name: "a function's ARN instead of a placeholder",
    rule: "fills-placeholders",
    at: provision,
    seed: state(provision, (body) => {
      body.Parameters.FunctionName = "arn:aws:lambda:us-east-1:1:function:other";
    }),
  },
  {
    name: "a machine that fails without a word",
    rule: "says-why",
    onlyThere: true,
    at: "Not closed",
    seed: state("Not closed", (body) => {
      delete body.CausePath;
    }),
  },
  {
    name: "a rollback that ends the machine, and so succeeds",
    rule: "ends-at-an-end",
    onlyThere: true,
    at: "5.4 Tear down staging",
    seed: state("5.4 Tear down staging", (body) => {
      delete body.Next;
      body.End = true;
    }),
  },
];
