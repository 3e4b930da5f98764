import { type CheckedChange, checkChange } from "../../../lib/command-line/submission/check-change.ts";
import { readPlan } from "../../../lib/command-line/submission/read-plan.ts";
import { synthesisHere } from "../../../lib/command-line/submission/synthesis-here.ts";
import { noAllowances } from "../../../lib/domain/change/rules/candidate.ts";

/** Checks the HEAD of a repository under the plan `application`, as `interlock check` does without settings. */
export const checkedApplication = (repository: string): Promise<CheckedChange> =>
  checkChange({
    assembly: null,
    repository,
    since: null,
    planFor: () => ({ plan: readPlan("application"), refusals: [] }),
    allowances: noAllowances,
    synthesis: synthesisHere({}),
  });
