import { ask, catching, choosing, type Defect, next, otherwise, provision, state } from "./defect.ts";

/** Defects that the rules of the family "order" must find. */
export const orderDefects: readonly Defect[] = [
  {
    name: "a development whose code is not published",
    rule: "assets-before-development",
    at: "4.1 Provision development",
    seed: choosing("9 Plan locked?", "4.1 Provision development"),
  },
  {
    name: "a staging whose code is not published",
    rule: "assets-before-staging",
    at: "5.2 Provision staging",
    seed: choosing("5.1 Development stable?", "5.2 Provision staging"),
  },
  {
    name: "a production whose code could not be published, and that goes on",
    rule: "assets-before-production",
    at: provision,
    seed: otherwise("6.2 Assets of production published?", provision),
  },
  {
    name: "a plan that need not be locked",
    rule: "gates-before-what-follows",
    at: "4.1 Provision development",
    seed: otherwise("9 Plan locked?", "4.1 Provision development"),
  },
  {
    name: "a locked plan's way round «Plan locked?»",
    rule: "gates-before-what-follows",
    at: "4.1 Provision development",
    seed: state("What is to be done?", (body) => {
      body.Choices[1].Next = "4.1 Provision development";
    }),
  },
  {
    name: "a validation of development that is skipped",
    rule: "development-stable-before-staging",
    at: "5.2 Provision staging",
    seed: choosing("4.1 Development provisioned?", "5.1 Confirm development validated and stable"),
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
    seed: choosing("4.2 Development validated?", "5.2 Provision staging"),
  },
  {
    name: "a caught error of development's check that goes on",
    rule: "development-stable-before-staging",
    at: "5.2 Provision staging",
    seed: catching("5.1 Wait for development to be stable", "5.2 Provision staging"),
  },
  {
    name: "a staging that is provisioned by nobody",
    rule: "staging-stable-before-production",
    at: provision,
    seed: choosing("5.1 Development stable?", "5.3 Validate staging"),
  },
  {
    name: "a sign-off whose no goes on",
    rule: "gates-before-what-follows",
    at: provision,
    seed: otherwise("6.1 Staging signed off?", "6.1 Ask for change record"),
  },
  {
    name: "a sign-off whose decision is not looked at",
    rule: "gates-before-what-follows",
    at: provision,
    seed: next("6.1 Read staging sign-off", "6.1 Ask for change record"),
  },
  {
    name: "a staging that is not looked at again before production",
    rule: "staging-stable-before-production",
    at: provision,
    seed: choosing("6.1 May production change now?", provision),
  },
  {
    name: "a change record that was decided at another gate",
    rule: "gates-before-what-follows",
    at: provision,
    seed: state("6.1 Read change record", (body) => {
      body.Parameters.Payload.gate = "staging-sign-off";
    }),
  },
  {
    name: "a change record that nobody is asked for",
    rule: "gates-before-what-follows",
    at: provision,
    seed: choosing("6.1 Staging signed off?", provision),
  },
  {
    name: "an expired change record that counts as approved",
    rule: "gates-before-what-follows",
    at: provision,
    seed: state("6.1 Change record approved?", (body) => {
      body.Choices[0].StringEquals = "expired";
    }),
  },
  {
    name: "an ingress that is opened with the rest",
    rule: "production-stable-before-ingress",
    at: provision,
    seed: state(provision, (body) => {
      body.Parameters.Payload.scope = "everything";
    }),
  },
  {
    name: "an ingress that opens before the release is read",
    rule: "gates-before-what-follows",
    at: "6.3 Open ingress",
    seed: next("6.3 Ask for production release", "6.3 Open ingress"),
  },
  {
    name: "a production that is not validated before its release",
    rule: "production-stable-before-ingress",
    at: "6.3 Open ingress",
    seed: choosing("6.2 Production provisioned?", "6.3 Ask for production release"),
  },
  {
    name: "a production that is not looked at again between release and ingress",
    rule: "production-stable-before-ingress",
    at: "6.3 Open ingress",
    seed: choosing("6.3 May ingress open now?", "6.3 Open ingress"),
  },
  {
    name: "a development whose freeze windows are not asked",
    rule: "windows-before-development",
    at: "4.1 Provision development",
    seed: choosing("9 Plan locked?", "4.1 Publish development's assets"),
  },
  {
    name: "a staging that goes on although its windows cannot be read",
    rule: "windows-before-staging",
    at: "5.2 Publish staging's assets",
    seed: catching("5.1 Read staging's freeze windows", "5.1 Confirm development validated and stable"),
  },
  {
    name: "a freeze of production that ends with the wait",
    rule: "windows-before-production",
    at: provision,
    seed: next("6.1 Wait until production may change", "6.1 Confirm staging validated and stable"),
  },
  {
    name: "a freeze that is read for another environment",
    rule: "windows-before-production",
    at: provision,
    seed: state("6.1 Read production's freeze windows", (body) => {
      body.Parameters.Payload.environment = "staging";
    }),
  },
  {
    name: "an ingress that opens in a freeze that began after production",
    rule: "windows-before-ingress",
    at: "6.3 Open ingress",
    seed: (definition) => {
      for (const rule of definition.States["6.3 Released?"].Choices)
        if (rule.Next === "6.3 Read ingress's freeze windows") rule.Next = "6.3 Confirm production unchanged";
    },
  },
  {
    name: "a sign-off asked for before staging is validated",
    rule: "asks-about-what-stands",
    at: ask,
    seed: choosing("5.2 Staging provisioned?", ask),
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
  {
    name: "a gate whose time is over, and that nobody reads",
    rule: "reads-what-was-asked",
    at: ask,
    seed: catching(ask, "5.4 Tear down staging"),
  },
];
