import type { Environment, Scope } from "../../environment.ts";
import { closedBy } from "../../freeze/closed.ts";
import { hasWindows, type Windows, windowsFor } from "../../freeze/window.ts";
import { peopleToLift } from "../../records/lift.ts";
import { attempt } from "../attempt.ts";
import type { Bundle } from "../bundle.ts";
import type { EntryOf, Rule } from "../rule.ts";

/** The windows are computed for a moment, and the entry is written within the call of a function. */
const writtenWithinMs = 120_000;

type Look = EntryOf<"read-windows">;

/** The windows that concern an environment: the plan's, and those that the entry names of the settings. */
const windowsOf = ({ plan }: Bundle, { environment, settings }: Look["detail"]): Windows =>
  windowsFor(environment, { plan: plan?.says?.freezeWindows ?? [], settings });

/** An environment is changed only when no freeze window closes it, or people lifted each window that does. */
export const freeze: Rule = {
  holds:
    "no environment is begun, and no ingress opened, while a freeze window of the plan or the settings closes it, unless two people lifted that window for this run, whose receipt says so",
  source: "the plan's freeze windows",
  of: "runs",
  watch: (bundle, find) => {
    const open = new Set<string>();
    const lifted = new Map<Environment, Set<string>>();
    const confirmOpen = (environment: Environment, scope: Scope, what: string) => {
      if (open.has(`${environment} ${scope}`)) return;
      const planned = windowsFor(environment, {
        plan: bundle.plan?.says?.freezeWindows ?? [],
        settings: [],
      });
      if (hasWindows(planned))
        find(bundle.count + 1, `${what}, and nothing says that no freeze window closes ${environment}`);
    };
    const whole = (environment: Environment): Scope =>
      environment === "production" ? "all-but-ingress" : "everything";
    return {
      on: {
        "read-windows": ({ detail, at }) => {
          const place = bundle.count + 1;
          const { environment, scope, outcome, askedAt } = detail;
          const askedMs = Date.parse(askedAt);
          const late = Date.parse(at) - askedMs;
          if (!(late >= 0 && late <= writtenWithinMs))
            find(place, `the windows are computed for ${askedAt}, and the entry is of ${at}`);
          const known = lifted.get(environment) ?? new Set();
          const isSigned = bundle.receipts.has(`window-lifted ${environment}`);
          for (const name of detail.lifted)
            if (!known.has(name) || !isSigned)
              find(place, `${name} counts as lifted in ${environment}, and no receipt says so`);
          if (outcome !== "open") return;
          open.add(`${environment} ${scope}`);
          const closing =
            attempt(find, place, `the freeze windows of ${environment}`, () =>
              closedBy(windowsOf(bundle, detail), askedMs, new Set(detail.lifted)),
            ) ?? [];
          for (const { window } of closing)
            find(place, `${environment} counts as open at ${askedAt}, and ${window} closes it`);
        },
        "lift-window": ({ detail }) => {
          const { environment, window, people } = detail;
          if (new Set(people.map(({ person }) => person)).size < peopleToLift)
            find(
              bundle.count + 1,
              `${window} is lifted in ${environment} by fewer than ${peopleToLift} people`,
            );
          lifted.set(environment, (lifted.get(environment) ?? new Set()).add(window));
        },
        "publish-asset": {
          intent: ({ detail: { environment, name, standing } }) => {
            // What stands is put back for a rollback, which no freeze holds.
            if (standing === undefined) confirmOpen(environment, whole(environment), `${name} is published`);
          },
        },
        "provision-step": {
          intent: ({ detail: { environment, part, operation }, subject }) => {
            const opens = part === "ingress" && (operation === "create" || operation === "update");
            const scope = environment === "production" && opens ? "ingress" : whole(environment);
            confirmOpen(environment, scope, `${subject} is changed`);
          },
        },
      },
    };
  },
};
