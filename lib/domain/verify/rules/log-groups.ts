import type { Environment } from "../../environment.ts";
import { verdictOf } from "../../run/verdict.ts";
import { seen } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** What services logged by themselves goes only with what wrote it. */
export const logGroups: Rule = {
  holds:
    "a log group is deleted only where the plan destroys the environment, after its steps were undone, if it was made since the run began, and each deletion has its intent and its outcome",
  source: "21.03 sections 4.3 and 5.4",
  of: "runs",
  watch: (bundle, find) => {
    let beganAt: string | null = null;
    const open = new Map<string, number>();
    const destroys = (environment: Environment): boolean | null => {
      const found = bundle.plan?.says?.environments.find(({ name }) => name === environment);
      return found === undefined ? null : found.rollback.policy === "destroy";
    };
    return {
      on: {
        "open-run": ({ at }) => {
          beganAt ??= at;
        },
        "delete-log-group": (entry) => {
          const place = bundle.count + 1;
          const { environment, logGroup } = entry.detail;
          const what = `${logGroup} of ${environment}`;
          if (entry.subject !== environment) find(place, `${what} is deleted as ${entry.subject}`);
          if (entry.kind === "outcome") {
            if (!open.delete(`${environment} ${logGroup}`))
              find(place, `${what} was ${entry.detail.result}, and no intent before it says so`);
            return;
          }
          open.set(`${environment} ${logGroup}`, place);
          const { createdAt } = entry.detail;
          if (destroys(environment) === false)
            find(place, `${what} is deleted, and the plan keeps what is there`);
          if (beganAt !== null && !(Date.parse(createdAt) >= Date.parse(beganAt)))
            find(place, `${what} is deleted; it was made ${seen(createdAt)}, before the run began`);
          const owed = bundle.stepsOf(environment).find((step) => step.intended !== null && !step.undone);
          if (owed !== undefined) find(place, `${what} is deleted before ${owed.subject} is undone`);
        },
      },
      end: () => {
        if (!bundle.receipts.has("run-closed run")) return;
        if (verdictOf(bundle.remembered.entries) === "QUARANTINED") return;
        for (const [what, place] of open)
          find(
            place,
            `the deletion of ${what} was begun and the run is sealed, but nothing says what became of it`,
          );
      },
    };
  },
};
