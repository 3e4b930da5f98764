import type { Synthesised } from "./synthesised.ts";

/** A definition as JSON, to be broken. */
type Loose = {
  StartAt: string;
  TimeoutSeconds?: number;
  // biome-ignore lint/suspicious/noExplicitAny: a defect may be anything that JSON can hold.
  States: Record<string, any>;
};

/** A defect that somebody could make, and the rule that must see it. */
export type Defect = {
  readonly name: string;
  /** The rule that must find it. */
  readonly rule: string;
  /** The state at which it must be found; null when it is the machine as a whole. */
  readonly at: string | null;
  /** Breaks one machine: the parent, unless `machine` names a child. */
  readonly seed: (definition: Loose) => void;
  readonly machine?: string;
  /** A placeholder that stands for another function. */
  readonly rewire?: Readonly<Record<string, string>>;
};

const ask = "6.1 Ask for staging sign-off";
const provision = "6.2 Provision production, ingress closed";
const child = "4.1 Wait for development";
const loop = "Provision next step";
const choice = "How did it go?";
const children = "provision-development";

/** Applies an edit to a state. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
const state = (name: string, edit: (body: any) => void) => (definition: Loose) =>
  edit(definition.States[name]);
const next = (name: string, to: string) =>
  state(name, (body) => {
    body.Next = to;
  });
const otherwise = (name: string, to: string) =>
  state(name, (body) => {
    body.Default = to;
  });
const catching = (name: string, to: string) =>
  state(name, (body) => {
    body.Catch[0].Next = to;
  });

/** Every defect: each breaks the definitions in one place, as a slip of the hand or a hurried change would. */
export const defects: readonly Defect[] = [
  // language
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
    at: "Wait for CloudFormation",
    machine: children,
    seed: state("Wait for CloudFormation", (body) => {
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
  // placeholders
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
  // order
  {
    name: "a plan that need not be locked",
    rule: "plan-locked-before-any-effect",
    at: "4.1 Provision development",
    seed: otherwise("9 Plan locked?", "4.1 Provision development"),
  },
  {
    name: "a locked plan's way round «Plan locked?»",
    rule: "plan-locked-before-any-effect",
    at: "4.1 Provision development",
    seed: state("What is to be done?", (body) => {
      body.Choices[1].Next = "4.1 Provision development";
    }),
  },
  {
    name: "a validation of development that is skipped",
    rule: "development-stable-before-staging",
    at: "5.2 Provision staging",
    seed: state("4.1 Development provisioned?", (body) => {
      body.Choices[0].Next = "5.1 Confirm development validated and stable";
    }),
  },
  {
    name: "a failed validation of development that goes on",
    rule: "development-stable-before-staging",
    at: "5.2 Provision staging",
    seed: otherwise("4.2 Development validated?", "5.1 Confirm development validated and stable"),
  },
  {
    name: "a development that is not looked at again before staging",
    rule: "development-stable-before-staging",
    at: "5.2 Provision staging",
    seed: state("4.2 Development validated?", (body) => {
      body.Choices[0].Next = "5.2 Provision staging";
    }),
  },
  {
    name: "a caught error of development's check that goes on",
    rule: "development-stable-before-staging",
    at: "5.2 Provision staging",
    seed: catching("5.1 Wait for development to be stable", "5.2 Provision staging"),
  },
  {
    name: "a staging that is provisioned by nobody",
    rule: "staging-signed-off-before-production",
    at: provision,
    seed: state("5.1 Development stable?", (body) => {
      body.Choices[0].Next = "5.3 Validate staging";
    }),
  },
  {
    name: "a sign-off whose no goes on",
    rule: "staging-signed-off-before-production",
    at: provision,
    seed: otherwise("6.1 Staging signed off?", "6.1 Ask for change record"),
  },
  {
    name: "a sign-off whose decision is not looked at",
    rule: "staging-signed-off-before-production",
    at: provision,
    seed: next("6.1 Read staging sign-off", "6.1 Ask for change record"),
  },
  {
    name: "a staging that is not looked at again before production",
    rule: "staging-signed-off-before-production",
    at: provision,
    seed: (definition) => {
      for (const rule of definition.States["6.1 Change record approved?"].Choices)
        if (rule.Next === "6.1 Confirm staging validated and stable") rule.Next = provision;
    },
  },
  {
    name: "a change record that was decided at another gate",
    rule: "change-record-before-production",
    at: provision,
    seed: state("6.1 Read change record", (body) => {
      body.Parameters.Payload.gate = "staging-sign-off";
    }),
  },
  {
    name: "a change record that nobody is asked for",
    rule: "change-record-before-production",
    at: provision,
    seed: state("6.1 Staging signed off?", (body) => {
      body.Choices[0].Next = provision;
    }),
  },
  {
    name: "an expired change record that counts as approved",
    rule: "change-record-before-production",
    at: provision,
    seed: state("6.1 Change record approved?", (body) => {
      body.Choices[0].StringEquals = "expired";
    }),
  },
  {
    name: "an ingress that is opened with the rest",
    rule: "released-before-ingress",
    at: provision,
    seed: state(provision, (body) => {
      body.Parameters.Payload.scope = "everything";
    }),
  },
  {
    name: "an ingress that opens before the release is read",
    rule: "released-before-ingress",
    at: "6.3 Open ingress",
    seed: next("6.3 Ask for production release", "6.3 Open ingress"),
  },
  {
    name: "a production that is not validated before its release",
    rule: "released-before-ingress",
    at: "6.3 Open ingress",
    seed: state("6.2 Production provisioned?", (body) => {
      body.Choices[0].Next = "6.3 Ask for production release";
    }),
  },
  {
    name: "a production that is not looked at again between release and ingress",
    rule: "released-before-ingress",
    at: "6.3 Open ingress",
    seed: (definition) => {
      for (const rule of definition.States["6.3 Released?"].Choices)
        if (rule.Next === "6.3 Confirm production unchanged") rule.Next = "6.3 Open ingress";
    },
  },
  {
    name: "a sign-off asked for before staging is validated",
    rule: "asks-about-what-stands",
    at: ask,
    seed: state("5.2 Staging provisioned?", (body) => {
      body.Choices[0].Next = ask;
    }),
  },
  {
    name: "a gate whose callback is believed",
    rule: "reads-what-was-asked",
    at: "6.3 Ask for production release",
    seed: next("6.3 Ask for production release", "6.3 Released?"),
  },
  {
    name: "a run that is opened twice",
    rule: "opens-first-and-once",
    at: "Verdict?",
    seed: otherwise("Verdict?", "Open run"),
  },
  // rollback
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
    name: "a child whose failure looks like success",
    rule: "never-looks-like-success",
    at: loop,
    machine: children,
    seed: catching(loop, "Provisioned"),
  },
  // assignment
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
  // tasks
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
        Next: "Wait for CloudFormation",
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
  // limits
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
  // sizes
  {
    name: "a loop that nothing counts",
    rule: "counts-its-loops",
    at: loop,
    machine: children,
    seed: next("Wait for CloudFormation", loop),
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
    name: "a child whose looks are not counted from nought",
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
    name: "an execution that could not open the run, and closes it",
    rule: "closes-what-it-opened",
    at: "Open run",
    seed: catching("Open run", "8 Close run"),
  },
  {
    name: "a gate whose time is over, and that nobody reads",
    rule: "reads-what-was-asked",
    at: ask,
    seed: catching(ask, "5.4 Tear down staging"),
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
    name: "a counter of askings that does not begin at nought",
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
  {
    name: "a child that is started in two ways",
    rule: "is-started",
    at: "6.3 Wait for ingress",
    seed: state("6.3 Wait for ingress", (body) => {
      body.Parameters.Input.force = true;
    }),
  },
];

/** What was synthesised, with the defect in it. */
export function withDefect(
  synthesised: Synthesised,
  { seed, machine = "provisioning-plan", rewire = {} }: Defect,
): Synthesised {
  const { application } = synthesised;
  return {
    ...synthesised,
    machines: synthesised.machines.map((one) => {
      if (one.name !== `${application}-${machine}`) return one;
      const definition = JSON.parse(one.text) as Loose;
      seed(definition);
      const rewired = Object.entries(rewire).map(([key, task]) => [
        key,
        { is: "function" as const, name: `${application}-${task}` },
      ]);
      return {
        ...one,
        text: JSON.stringify(definition),
        placeholders: { ...one.placeholders, ...Object.fromEntries(rewired) },
      };
    }),
  };
}
