import { isInScope } from "../../environment.ts";
import { isWaived } from "../../waived.ts";
import { seen } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** What validation says follows from what it saw. */
export const checks: Rule = {
  holds:
    "each validation asked every check of the plan, left out only what may be unasked, and held exactly if nothing was broken or unseen without a waiver",
  source: "21.03 sections 4.2, 5.3 and 6.3",
  of: "runs",
  watch: (bundle, find) => ({
    on: {
      "validate-environment": ({ detail, subject }) => {
        const place = bundle.count + 1;
        const { environment, held, readings, scope } = detail;
        if (subject !== environment) find(place, `${environment} is validated as ${seen(subject)}`);
        const failing = readings.filter(({ answer }) => answer === "broken" || answer === "unobservable");
        const [first] = failing;
        if (held && first !== undefined)
          find(
            place,
            `${environment} is said to be valid, but ${failing.length} answers do not hold, first ${first.check}: ${first.fact} of ${first.resource}`,
          );
        if (!held && first === undefined)
          find(place, `${environment} is said not to be valid, but every answer holds`);
        for (const { answer, check, fact } of readings)
          if (answer === "waived" && !isWaived(bundle.opening?.waivers ?? [], { check, fact }))
            find(place, `${check}: ${fact} is waived, and the run was not opened with that waiver`);
        const planned = bundle.plan?.says?.environments.find(({ name }) => name === environment)?.checks;
        const unasked = readings.filter(({ answer }) => answer === "unasked");
        if (planned !== undefined) {
          const known = new Map(planned.map((check) => [check.id, check]));
          const steps = bundle.change?.says?.environments[environment] ?? [];
          const inScope = new Set(steps.filter(({ part }) => isInScope(part, scope)).map(({ step }) => step));
          // A team's own check of a step that is not deployed yet is asked later: the ingress comes last.
          const isLater = (asks: { readonly step: string } | undefined) =>
            scope !== "everything" && asks !== undefined && !inScope.has(asks.step);
          for (const { check } of unasked)
            if (known.get(check)?.mayBeUnasked !== true && !isLater(known.get(check)?.asks))
              find(place, `${check} was not asked of ${environment}, and the plan wants it to be`);
        }
        const asked = new Set(readings.map(({ check }) => check));
        for (const { id } of planned ?? [])
          if (!asked.has(id)) find(place, `the plan's check ${id} was not asked of ${environment}`);
      },
    },
  }),
};
