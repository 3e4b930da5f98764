import type { Environment, Part } from "../../environment.ts";
import { metBy, obligationsOf } from "../../rollback/steps-to-undo.ts";
import { environmentToRollBack } from "../../run/environment-to-roll-back.ts";
import { verdictOf } from "../../run/verdict.ts";
import { rolledBack } from "../../step/attempts.ts";
import type { Bundle } from "../bundle.ts";
import type { Rule } from "../rule.ts";
import type { StepSoFar } from "../step-so-far.ts";

const kept = ({ plan }: Bundle, environment: Environment): readonly Part[] | null =>
  plan?.says?.environments.find(({ name }) => name === environment)?.rollback.keep ?? null;

/** What had to be undone was undone, in the way that the plan requires. */
export const rollback: Rule = {
  holds:
    "what a failed run did is undone as the plan says: created is deleted, updated is restored, kept is named as kept",
  source: "21.03 sections 4.3, 5.4 and 6.4",
  of: "runs",
  watch: (bundle, find) => {
    const touched = new Set<Environment>();
    return {
      on: {
        "provision-step": {
          intent: ({ detail }) => {
            touched.add(detail.environment);
          },
        },
        "begin-rollback": ({ detail, subject }) => {
          const place = bundle.count + 1;
          if (subject !== detail.environment)
            find(place, `${detail.environment} is rolled back as ${subject}`);
          if (!touched.has(detail.environment))
            find(place, `${detail.environment} is rolled back, and this run did nothing there`);
        },
        "roll-back-step": {
          outcome: (entry) => {
            if (entry.detail.result !== "kept") return;
            const keep = kept(bundle, entry.detail.environment);
            if (keep !== null && !keep.includes(entry.detail.part))
              find(
                bundle.count + 1,
                `${entry.subject} is kept, and the plan keeps no ${entry.detail.part} there`,
              );
          },
        },
      },
      end: () => {
        const { entries } = bundle.remembered;
        const change = bundle.change?.says ?? null;
        if (!bundle.receipts.has("run-closed run") || change === null) return;
        const verdict = verdictOf(entries);
        const environment = environmentToRollBack(entries);
        if (verdict === "SUCCEEDED" || verdict === "QUARANTINED" || environment === null) return;
        const keep = kept(bundle, environment);
        if (keep === null) return;
        for (const { step, undo } of obligationsOf(change, entries, environment, "everything", keep)) {
          const result = rolledBack(entries, environment, step)?.result ?? null;
          const wanted: readonly string[] = metBy[undo.to];
          if (!wanted.some((one) => one === result))
            find(
              null,
              `${environment}/${step} had to be ${wanted.join(" or ")}, and ${result === null ? "nothing says that it was" : `was ${result}`}; the run is ${verdict}`,
            );
        }
      },
    };
  },
};

/**
 * Ingress is closed first, logs are read before their writers are deleted, and each step goes before those that it
 * depends on.
 */
export const rollbackOrder: Rule = {
  holds:
    "a rollback begins before it undoes, closes production's ingress first, reads the logs back, and goes newest first: what was removed is made again before anything else is undone",
  source: "21.03 section 6.4",
  of: "runs",
  watch: (bundle, find) => {
    const begun = new Set<Environment>();
    let logsRead = false;
    let changed = false;
    return {
      on: {
        "provision-step": {
          intent: ({ detail }) => {
            changed ||= detail.environment === "production" && detail.operation !== "prepare";
          },
        },
        "begin-rollback": ({ detail }) => {
          begun.add(detail.environment);
        },
        "preserve-logs": () => {
          logsRead = true;
        },
        "roll-back-step": ({ kind, detail, subject }) => {
          const place = bundle.count + 1;
          const { about } = bundle;
          const { environment, step } = detail;
          if (!begun.has(environment)) find(place, `${subject} is undone, and no rollback has begun there`);
          if (about === null || kind === "outcome") return;
          const others = bundle.stepsOf(environment);
          if (environment === "production" && changed && about.step.part !== "ingress") {
            const open = others.find((other) => other.step.part === "ingress" && !other.undone);
            if (open !== undefined) find(place, `${subject} is undone before ${open.subject} is closed`);
            if (!logsRead) find(place, `${subject} is undone before the logs were read back`);
          }
          const isOwed = (other: StepSoFar) => !other.undone && other.intended !== null;
          const gone = others.filter(
            (other) => other.removed !== null && other.step.part !== "ingress" && isOwed(other),
          );
          // What was removed is made again before anything else is undone, and after what it needs itself.
          const needed = gone.find(
            (other) => about.removed === null || about.step.dependsOn.includes(other.step.step),
          );
          if (needed !== undefined && about.step.part !== "ingress")
            find(place, `${subject} is undone before ${needed.subject} is made again`);
          const leaning =
            about.removed === null &&
            others.find((other) => other.step.dependsOn.includes(step) && isOwed(other));
          if (leaning) find(place, `${subject} is undone before ${leaning.subject}, which depends on it`);
        },
      },
    };
  },
};

/** Gone means seen to be gone. */
export const proof: Rule = {
  holds:
    "a rollback is proved exactly if a look after its last effect finds nothing left; staging's leaves development as it was",
  source: "21.03 sections 4.3 and 5.4",
  of: "runs",
  watch: (bundle, find) => {
    const looked = new Map<Environment, number>();
    return {
      on: {
        "prove-rollback": ({ detail, subject }) => {
          const place = bundle.count + 1;
          const { environment, proved, residual, kept: names } = detail;
          if (subject !== environment) find(place, `${environment} is proved as ${subject}`);
          if (proved !== (residual.length === 0))
            find(
              place,
              `the rollback of ${environment} is said ${proved ? "" : "not "}to be proved, and ${residual.length} things are left`,
            );
          looked.set(environment, place);
          const keep = kept(bundle, environment);
          for (const name of names) {
            const part = bundle.stepOf(name)?.step.part;
            if (keep !== null && !keep.some((one) => one === part))
              find(place, `${name} is named as kept, and the plan does not keep it`);
          }
        },
        "roll-back-step": ({ detail, subject }) => {
          if (looked.delete(detail.environment))
            find(
              bundle.count + 1,
              `${subject} is undone after the rollback of ${detail.environment} was proved`,
            );
        },
        "confirm-preserved": ({ detail, subject }) => {
          const { environment, same, before, after } = detail;
          const place = bundle.count + 1;
          if (subject !== environment) find(place, `${environment} is compared as ${subject}`);
          if (same !== (before === after))
            find(
              place,
              `${environment} is said to be ${same ? "" : "not "}as it was; it was ${before} and is ${after}`,
            );
          const seen = bundle.remembered.entries.findLast(
            (entry) => entry.action === "validate-environment" && entry.detail.environment === environment,
          );
          if (same && seen?.action === "validate-environment" && seen.detail.description !== before)
            find(
              place,
              `${environment} is compared with ${before}; it was last seen as ${seen.detail.description}`,
            );
        },
      },
    };
  },
};
