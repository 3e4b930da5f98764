import { actionsIn, type HistoryAction } from "../../records/actions.ts";
import { openArchive, tokensIn } from "../../records/history.ts";
import { reconcile } from "../../run/reconcile.ts";
import { attempt } from "../attempt.ts";
import { seen } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** The histories are the ones that were archived after the seal. */
export const history: Rule = {
  holds:
    "archived histories are signed after the seal, complete, one per execution of the run, without a task token",
  source: "21.03 section 8",
  of: "runs",
  watch: (bundle, find) => {
    const executions = new Set<string>();
    return {
      on: {
        "open-run": ({ detail }) => {
          executions.add(detail.execution);
        },
        "recover-run": ({ detail }) => {
          if (executions.size < 1_000) executions.add(detail.execution);
        },
      },
      end: () => {
        const { archive: envelope, later, histories } = bundle;
        if (envelope === null) {
          if (histories.length > 0) find(null, "there are histories, but no archive that names them");
          return;
        }
        if (later.length === 0) return;
        const says = attempt(find, null, "the archive of histories", () => openArchive(envelope, later));
        if (says === null) return;
        const { runId, count, head } = says;
        if (runId !== bundle.runId)
          find(null, `the archive is of the run ${seen(runId)}, not ${bundle.runId}`);
        if (count !== bundle.count || head !== bundle.head)
          find(null, `the archive comes after ${count} entries and ${head}; the run has ${bundle.count}`);
        const wanted = says.executions.map(({ digest }) => digest);
        const found = histories.map(({ digest }) => digest);
        if (wanted.join() !== found.join())
          find(null, `the archive names the histories ${seen(wanted)}; the bundle has ${seen(found)}`);
        for (const execution of executions)
          if (!says.executions.some((one) => one.execution === execution))
            find(null, `the execution ${execution} has no archived history`);
        for (const [index, { says: history, problem, digest }] of histories.entries()) {
          if (history === null) {
            find(null, `the history ${digest} does not parse: ${problem}`);
            continue;
          }
          const named = says.executions[index]?.execution;
          if (named !== history.execution)
            find(
              null,
              `the history ${digest} is of ${history.execution}; the archive names ${named ?? "nothing"}`,
            );
          if (tokensIn(history.events).length > 0)
            find(null, `the history of ${history.execution} still contains a task token`);
        }
      },
    };
  },
};

/** The histories of Step Functions agree with the entries. */
export const reconciled: Rule = {
  holds: "every action in the histories left its entry, and every entry of a task is explained by an action",
  source: "21.03 section 8",
  of: "runs",
  watch: (bundle, find) => ({
    end: () => {
      if (bundle.histories.length === 0 || bundle.remembered.full) return;
      const actions: HistoryAction[] = [];
      for (const { says } of bundle.histories) {
        if (says === null) return;
        const read = attempt(find, null, `the history of ${says.execution}`, () => actionsIn(says));
        if (read === null) return;
        actions.push(...read);
      }
      for (const { entry, what } of reconcile(bundle.remembered.entries, actions)) find(entry, what);
    },
  }),
};

/** The archives that the control plane entered are signed by its key. */
export const archives: Rule = {
  holds: "every archive that the control plane's chain enters is signed by its key",
  source: "21.03 section 8",
  of: "control plane",
  watch: (bundle, find) => ({
    on: {
      "archive-history": ({ detail, subject }) => {
        const { signer: key } = bundle;
        if (key === null) return;
        const place = bundle.count + 1;
        const says = attempt(find, place, `the archive of ${subject}`, () =>
          openArchive(detail.envelope, key),
        );
        if (says === null) return;
        if (says.runId !== detail.runId || subject !== detail.runId)
          find(place, `the archive is of ${says.runId}, entered as ${detail.runId} about ${subject}`);
        if (says.executions.length !== detail.executions)
          find(place, `the archive has ${says.executions.length} histories, entered as ${detail.executions}`);
      },
    },
  }),
};
