import * as z from "zod";
import type { Environment } from "../../environment.ts";
import { lookedShape } from "../../records/rollback-shapes.ts";
import { identifierIn } from "../../rollback/read-while-standing.ts";
import type { Rule } from "../rule.ts";
import { itemsOf } from "./lists.ts";

/** Every resource that was read while it stood. */
const standingSchema = z.array(z.object({ type: z.string(), identifier: z.string() }));

/** Every resource that a look was about, and how each was seen. */
export const lookedSchema = z.array(lookedShape);

/** Whether a resource, as it was seen, counts as not left. */
const isOver = ({ is }: z.output<typeof lookedSchema>[number]): boolean =>
  is === "gone" || is === "kept" || is === "foreign";

type Look = { readonly clean: boolean; readonly digest: string; readonly place: number };

/** The proof that nothing is left rests on every resource, seen twice. */
export const residual: Rule = {
  holds:
    "each look for what is left agrees with every resource in it, what Cloud Control does not find was read while it stood, and a proof follows two clean looks after the rollback's last effect",
  source: "21.03 section 4.3",
  of: "runs",
  watch: (bundle, find) => {
    const looks = new Map<Environment, Look[]>();
    const stood = new Map<Environment, Set<string>>();
    const forget = ({ detail }: { readonly detail: { readonly environment: Environment } }) => {
      looks.delete(detail.environment);
    };
    return {
      on: {
        "provision-step": { intent: forget },
        "roll-back-step": { intent: forget },
        "delete-log-group": { intent: forget },
        "see-standing": ({ detail: { environment, seen } }) => {
          const known = stood.get(environment) ?? new Set();
          stood.set(environment, known);
          for (const { type, identifier } of itemsOf(bundle, seen, standingSchema) ?? [])
            known.add(`${type} ${identifier}`);
        },
        "look-for-residual": ({ detail, subject }) => {
          const place = bundle.count + 1;
          const { environment, clean } = detail;
          if (subject !== environment)
            find(place, `what is left of ${environment} is looked for as ${subject}`);
          const all = itemsOf(bundle, detail.looked, lookedSchema);
          if (all !== null) {
            const left = all.filter((one) => !isOver(one));
            if (clean !== (left.length === 0))
              find(
                place,
                `${environment} is said ${clean ? "" : "not "}to be clean, and of ${all.length} resources ${left.length} are left${left[0] === undefined ? "" : `, first ${left[0].type} ${left[0].id}`}`,
              );
          }
          for (const { type, id, is, how } of all ?? []) {
            const identifier = is === "gone" ? identifierIn(how) : null;
            if (identifier !== null && stood.get(environment)?.has(`${type} ${identifier}`) !== true)
              find(
                place,
                `${type} ${id} is said to be gone by an identifier that was never read while it stood`,
              );
          }
          const look = { clean, digest: detail.looked.digest, place };
          looks.set(environment, [...(looks.get(environment) ?? []).slice(-1), look]);
        },
        "prove-rollback": ({ detail }) => {
          const place = bundle.count + 1;
          const { environment, proved, resourcesSeen } = detail;
          const [before, last] = lastTwo(looks.get(environment));
          if (last === undefined) {
            find(place, `no look for what is left of ${environment} follows the last effect there`);
            return;
          }
          if (detail.looked?.digest !== last.digest || detail.looked.count !== resourcesSeen)
            find(place, `the proof is not about what entry ${last.place} saw`);
          if (proved !== last.clean)
            find(
              place,
              `${environment} is said ${proved ? "" : "not "}to be proved; entry ${last.place} saw otherwise`,
            );
          if (proved && before?.clean !== true)
            find(place, `${environment} was seen to be clean once; it takes two looks, a quiet period apart`);
          const all = (detail.looked && itemsOf(bundle, detail.looked, lookedSchema)) ?? [];
          const looked = new Set(all.map(({ type, id, is }) => `${type} ${id} ${is}`));
          for (const { type, id, state } of detail.residual)
            if (type !== "and more" && !looked.has(`${type} ${id} ${state}`))
              find(place, `${type} ${id} is named as ${state}, and was not seen so`);
          const foreign = all.filter(({ is }) => is === "foreign").map(({ type, id }) => `${type} ${id}`);
          if ((detail.foreign ?? []).join("\n") !== foreign.join("\n"))
            find(place, `${foreign.length} resources were seen to be someone else's; the proof names others`);
        },
      },
    };
  },
};

const lastTwo = (looks: readonly Look[] = []): readonly [Look | undefined, Look | undefined] => [
  looks.at(-2),
  looks.at(-1),
];

/** Closed means read back as closed, and logs kept means read. */
export const readBack: Rule = {
  holds:
    "ingress is closed exactly if nothing can be reached, and logs are kept exactly if every group was read",
  source: "21.03 section 6.4",
  of: "runs",
  watch: (bundle, find) => ({
    on: {
      "confirm-closed": ({ detail, subject }) => {
        const { environment, closed, exposed } = detail;
        const place = bundle.count + 1;
        if (subject !== environment) find(place, `${environment} is read back as ${subject}`);
        if (closed !== (exposed.length === 0))
          find(
            place,
            `${environment} is said ${closed ? "" : "not "}to be closed, and ${exposed.length} ways into it were seen`,
          );
      },
      "preserve-logs": ({ detail }) => {
        const { logGroups, readable, exports = [] } = detail;
        const place = bundle.count + 1;
        if (readable !== (exports.length === logGroups.length))
          find(
            place,
            `the logs are said ${readable ? "" : "not "}to be readable, and ${exports.length} of ${logGroups.length} groups were read`,
          );
        for (const { logGroup } of exports)
          if (!logGroups.includes(logGroup))
            find(place, `${logGroup} was read, and is none of the log groups`);
      },
    },
  }),
};
