import type { Digest } from "../../canonical.ts";
import { isRehearsal } from "../../change/rehearsal.ts";
import { environments } from "../../environment.ts";
import type { Kept } from "../bundle.ts";
import { seen } from "../finding.ts";
import type { Find, Rule } from "../rule.ts";

/** If the run was refused, what it was refused for may be missing or malformed. */
const isRefused = ({ remembered }: { remembered: { entries: readonly { action: string }[] } }): boolean =>
  remembered.entries.some(({ action }) => action === "refuse-run");

/** The content of a part that the first entry names; null after reporting what is wrong with it. */
function namedFirst<T>(
  what: string,
  part: Kept<T> | null,
  digest: Digest,
  refused: boolean,
  find: Find,
): T | null {
  if (part === null) {
    if (!refused) find(1, `the ${what} ${digest} is not in the bundle: the first entry names it`);
    return null;
  }
  if (part.digest !== digest) {
    find(1, `the ${what} has the digest ${part.digest}, not ${digest} as the first entry says`);
    return null;
  }
  if (part.says === null && !refused) find(1, `the ${what} ${digest} does not parse: ${part.problem}`);
  return part.says;
}

/** The plan is the one that the run was opened under. */
export const plan: Rule = {
  holds: "the plan is the one whose digest the first entry names",
  source: "21.03 section 9",
  of: "runs",
  watch: (bundle, find) => ({
    end: () => {
      const { opening } = bundle;
      if (opening === null) return;
      const says = namedFirst("plan", bundle.plan, opening.planDigest, isRefused(bundle), find);
      if (says !== null && says.documentId !== opening.documentId)
        find(1, `the plan is the document ${says.documentId}; the first entry names ${opening.documentId}`);
    },
  }),
};

/** The change is the one that the run was opened for. */
export const change: Rule = {
  holds: "the change is the one whose digest the first entry names, and of the commit that it names",
  source: "21.03 section 9",
  of: "runs",
  watch: (bundle, find) => ({
    end: () => {
      const { opening } = bundle;
      if (opening === null) return;
      const says = namedFirst("change", bundle.change, opening.changeDigest, isRefused(bundle), find);
      if (says === null) return;
      const of = { repository: says.repository, commit: says.commit.sha, attempt: says.attempt };
      for (const key of ["repository", "commit", "attempt"] as const)
        if (of[key] !== opening[key])
          find(
            1,
            `the change is of the ${key} ${seen(of[key])}; the first entry names ${seen(opening[key])}`,
          );
      if (isRehearsal(says) !== (opening.rehearsal === true))
        find(
          1,
          `the change ${isRehearsal(says) ? "is made to fail" : "is no rehearsal"}, and the first entry says otherwise`,
        );
    },
  }),
};

/** Every template is in the bundle, by the digest of its bytes. */
export const templates: Rule = {
  holds: "every template that the change names is in the bundle byte for byte, and no other",
  source: "21.03 section 9",
  of: "runs",
  watch: (bundle, find) => ({
    end: () => {
      const says = bundle.change?.says ?? null;
      const steps =
        says === null ? [] : environments.flatMap((environment) => says.environments[environment]);
      const named = new Map(steps.map(({ templateDigest, stackName }) => [templateDigest, stackName]));
      if (isRefused(bundle) && bundle.templates.size === 0) return;
      for (const [digest, stackName] of named)
        if (!bundle.templates.has(digest))
          find(
            null,
            `no template in the bundle has the digest ${digest}, which the change names for ${stackName}`,
          );
      for (const digest of bundle.templates)
        if (!named.has(digest)) find(null, `the template ${digest} is named by no step of the change`);
    },
  }),
};

/** What approvers were shown is in the bundle, and is about this run. */
export const dossiers: Rule = {
  holds: "what was shown at each gate is in the bundle, and is about this run, plan, change and gate",
  source: "21.03 section 9",
  of: "runs",
  watch: (bundle, find) => {
    const named = new Set<Digest>();
    return {
      on: {
        "open-gate": ({ detail }) => {
          const place = bundle.count + 1;
          const dossier = bundle.dossiers.get(detail.dossierDigest);
          if (dossier === undefined) {
            find(place, `what was shown at ${detail.gate}, ${detail.dossierDigest}, is not in the bundle`);
            return;
          }
          named.add(detail.dossierDigest);
          const { says } = dossier;
          if (says === null) {
            find(place, `what was shown at ${detail.gate} does not parse: ${dossier.problem}`);
            return;
          }
          const expected = {
            gate: detail.gate,
            runId: bundle.runId,
            planDigest: bundle.opening?.planDigest,
            changeDigest: bundle.opening?.changeDigest,
            expiresAtMs: detail.expiresAtMs,
            quorum: detail.quorum,
          };
          for (const [key, value] of Object.entries(expected))
            if (says[key as keyof typeof expected] !== value)
              find(
                place,
                `what was shown at ${detail.gate} has the ${key} ${seen(says[key as keyof typeof expected])}, not ${seen(value)}`,
              );
          if (says.approvers.join("\n") !== detail.approvers.join("\n"))
            find(
              place,
              `${detail.gate} asks ${seen(detail.approvers)}; its page names ${seen(says.approvers)}`,
            );
        },
      },
      end: () => {
        for (const digest of bundle.dossiers.keys())
          if (!named.has(digest)) find(null, `the dossier ${digest} was shown at no gate of this run`);
      },
    };
  },
};

/** The state before an update is in the bundle, so that anyone can see what a rollback had to restore. */
export const baselines: Rule = {
  holds: "the baseline of each update is in the bundle, and no other",
  source: "21.03 section 2",
  of: "runs",
  watch: (bundle, find) => {
    const named = new Set<Digest>();
    return {
      on: {
        "provision-step": {
          intent: (entry) => {
            if (entry.detail.baselineDigest === null) return;
            const { baselineDigest } = entry.detail;
            if (bundle.baselines.has(baselineDigest)) named.add(baselineDigest);
            else
              find(
                bundle.count + 1,
                `the baseline ${baselineDigest} of ${entry.subject} is not in the bundle`,
              );
          },
        },
      },
      end: () => {
        for (const digest of bundle.baselines)
          if (!named.has(digest)) find(null, `the baseline ${digest} is named by no update of this run`);
      },
    };
  },
};
