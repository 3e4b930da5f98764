import { readReceipt } from "../../records/dsse.ts";
import { hasClosedProduction, waysIn } from "../../run/reopening.ts";
import { isRollbackProved, verdictOf } from "../../run/verdict.ts";
import { attempt } from "../attempt.ts";
import type { Rule } from "../rule.ts";

/** Ingress opens again only after its rollback, and only under an earlier release. */
export const reopening: Rule = {
  holds:
    "ingress is opened again only if this run closed it, after its rollback is proved, and under the signed release of an earlier run that covers what stands",
  source: "21.03 sections 6.3 and 6.4",
  of: "runs",
  watch: (bundle, find) => {
    let stands: boolean | null = null;
    const open = new Map<string, number>();
    return {
      on: {
        "reopen-ingress": {
          observation: ({ detail }) => {
            const place = bundle.count + 1;
            const { entries } = bundle.remembered;
            if (stands !== null) find(place, "production is compared with its last release a second time");
            stands = detail.stands;
            if (!hasClosedProduction(entries))
              find(place, "ingress is to open again, and this run closed none that was open");
            if (!isRollbackProved(entries, "production"))
              find(place, "ingress is to open again before the rollback of production is proved");
            if (detail.stands !== (detail.reason === ""))
              find(place, `production stands as released, and a reason says otherwise: "${detail.reason}"`);
            const broken = detail.readings.filter(
              ({ answer }) => answer === "broken" || answer === "unobservable",
            );
            if (detail.stands && broken.length > 0)
              find(
                place,
                `production stands as released, and ${broken.length} answers of its checks do not hold`,
              );
            const { earlier } = bundle;
            const { release } = detail;
            if (release === null) {
              if (detail.stands) find(place, "production stands as released, and no release is named");
              return;
            }
            if (earlier.length === 0) return;
            const says = attempt(find, place, `the release of ${release.runId}`, () =>
              readReceipt(release.receipt, earlier),
            );
            if (says === null) return;
            if (says.statement !== "gate-passed" || says.about !== "production-release")
              find(place, `the release states "${says.statement}" about ${says.about}`);
            if (says.runId !== release.runId)
              find(place, `the release is of ${says.runId}; the entry names ${release.runId}`);
            if (says.runId === bundle.runId)
              find(place, "the release is of this run itself, which was rolled back");
          },
          intent: ({ subject, detail }) => {
            const place = bundle.count + 1;
            if (stands !== true)
              find(place, `${subject} is opened again, and nothing says that production stands as released`);
            if (detail.part !== "ingress")
              find(place, `${subject} is ${detail.part}: only ingress opens again`);
            open.set(subject, place);
          },
          outcome: ({ subject, detail }) => {
            const place = bundle.count + 1;
            if (!open.delete(subject))
              find(place, `${subject} was opened again, and no intent before it says so`);
            if (detail.result === "open" && waysIn(detail.exposed).length === 0)
              find(place, `${subject} is open again, and no way in was seen`);
          },
        },
      },
      end: () => {
        if (!bundle.receipts.has("run-closed run")) return;
        if (verdictOf(bundle.remembered.entries) === "QUARANTINED") return;
        for (const [subject, place] of open)
          find(
            place,
            `${subject} was to open again and the run is sealed, but nothing says what became of it`,
          );
      },
    };
  },
};
