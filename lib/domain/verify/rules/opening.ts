import { runIdOf } from "../../change/manifest.ts";
import { environments } from "../../environment.ts";
import { seen } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** How runs were named before their first entry named the application: after the repository. */
const formerRunId = (repository: string, commit: string, attempt: number): string => {
  const slug = repository
    .toLowerCase()
    .replace(/.*\//, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 20);
  return `${slug || "change"}-${commit.slice(0, 12)}-${attempt}`;
};

/** A run begins once. */
export const opening: Rule = {
  holds: "the first entry opens the run under its own name, no other does, and recoveries follow by epoch",
  source: "21.03 section 8",
  of: "runs",
  watch: (bundle, find) => {
    let epoch = 0;
    let refused = false;
    return {
      every: ({ action }) => {
        const place = bundle.count + 1;
        if (place === 1 && action !== "open-run")
          find(1, `the first entry is "${action}": a run begins with open-run`);
        if (refused && action !== "sign-receipt" && action !== "recover-run")
          find(place, `"${action}" comes after the refusal of the run: a refused run can only be closed`);
      },
      on: {
        "open-run": ({ detail }) => {
          const place = bundle.count + 1;
          if (place !== 1)
            find(place, `entry ${place} opens the run again: it was opened by the first entry`);
          const { application, repository, commit, attempt } = detail;
          const named =
            application === undefined
              ? formerRunId(repository, commit, attempt)
              : runIdOf({ application, commit: { sha: commit }, attempt });
          if (named !== bundle.runId)
            find(
              place,
              `attempt ${attempt} of commit ${seen(commit)} of ${application ?? repository} is the run ${named}, not ${bundle.runId}`,
            );
          epoch = detail.epoch;
          for (const { environment, step, stackName } of detail.removed ?? [])
            if (
              bundle.change?.says?.environments[environment].some(
                (one) => one.stackName === stackName || one.step === step,
              )
            )
              find(place, `${environment}/${step} is to be removed, and the change has it`);
        },
        "recover-run": ({ detail }) => {
          const place = bundle.count + 1;
          if (detail.epoch <= epoch)
            find(
              place,
              `the recovery has the epoch ${detail.epoch}: epochs only grow, and ${epoch} was before`,
            );
          epoch = detail.epoch;
        },
        "refuse-run": () => {
          const place = bundle.count + 1;
          if (place !== 2)
            find(place, `entry ${place} refuses the run: a run is refused when it is opened, or not at all`);
          refused = true;
        },
      },
    };
  },
};

/** Environments follow each other in one direction. */
export const order: Rule = {
  holds:
    "provisioning goes from development to staging to production, and never continues after a rollback or a recovery",
  source: "21.03 section 3",
  of: "runs",
  watch: (bundle, find) => {
    let furthest = 0;
    let back: string | null = null;
    return {
      on: {
        "begin-rollback": ({ subject }) => {
          back ??= `the rollback of ${subject}`;
        },
        "recover-run": () => {
          back ??= "a recovery, which can only roll back";
        },
        "provision-step": {
          intent: ({ detail, subject }) => {
            const place = bundle.count + 1;
            if (back !== null) find(place, `${subject} is provisioned after ${back}`);
            const index = environments.indexOf(detail.environment);
            if (index < furthest)
              find(place, `${subject} is provisioned after ${environments[furthest]}: 21.03 goes one way`);
            furthest = Math.max(furthest, index);
          },
        },
      },
    };
  },
};
