import * as z from "zod";
import { beyondEnvelope } from "../../change/prediction/effects.ts";
import { scopeOf } from "../../environment.ts";
import type { Gate } from "../../gates.ts";
import { gateThatBinds } from "../../gates.ts";
import type { ListInEntry } from "../../records/lists.ts";
import { resourceChangeSchema } from "../../records/resource-change.ts";
import { changeSetName } from "../../step/change-set.ts";
import { irreversibleIn, lostByRestoring } from "../../step/irreversible.ts";
import { removalScope } from "../../step/removed-step.ts";
import type { Bundle } from "../bundle.ts";
import { seen } from "../finding.ts";
import type { EntryOf, Rule } from "../rule.ts";
import { itemsOf } from "./lists.ts";

/** What an intent says of the change set that it prepares or executes, and of the baseline. */
type Preparation = {
  readonly token: string;
  readonly changeSet?: string | undefined;
  readonly baselineDigest: string | null;
};
type Prepared = Pick<Preparation, "changeSet" | "baselineDigest">;

const changesIn = (bundle: Bundle, list: ListInEntry) => itemsOf(bundle, list, z.array(resourceChangeSchema));

/** An update executes what was prepared for it, and can be undone. */
export const changeSet: Rule = {
  holds:
    "an update or restoration executes the change set that was prepared for it, which loses nothing that cannot be put back",
  source: "21.03 section 2",
  of: "runs",
  watch: (bundle, find) => {
    const prepared = new Map<string, Prepared>();
    const report = (message: string) => find(bundle.count + 1, message);
    const prepares = (key: string, { subject, detail }: { subject: string; detail: Preparation }) => {
      const { token, changeSet: name, baselineDigest } = detail;
      if (name !== changeSetName(token))
        report(
          `${subject} prepares the change set ${seen(name ?? null)}; its token makes it ${changeSetName(token)}`,
        );
      prepared.set(key, { changeSet: name, baselineDigest });
    };
    const executes = (key: string, { subject, detail }: { subject: string; detail: Preparation }) => {
      const { changeSet: name, baselineDigest } = detail;
      const before = prepared.get(key);
      if (name === undefined) return;
      if (before?.changeSet !== name)
        report(
          `${subject} executes the change set ${seen(name)}; the one that was prepared is ${seen(before?.changeSet ?? null)}`,
        );
      else if (before.baselineDigest !== baselineDigest)
        report(
          `${subject} names the baseline ${baselineDigest ?? "of nothing"}; its change set was prepared over ${before.baselineDigest ?? "nothing"}`,
        );
    };
    return {
      on: {
        "provision-step": {
          intent: (entry) => {
            const { subject, detail } = entry;
            if (detail.operation === "prepare") prepares(subject, entry);
            if (detail.operation !== "update") return;
            executes(subject, entry);
            const { changes, environment, step, part } = detail;
            if (detail.changeSet !== undefined && changes === undefined)
              report(`${subject} executes a change set, and does not say what it would do`);
            const would = changes === undefined ? null : changesIn(bundle, changes);
            const allowed = bundle.plan?.says?.irreversibleChanges;
            if (would === null || allowed === undefined) return;
            const problem = irreversibleIn(would, { environment, step, part, allowed });
            if (problem !== null) report(`${subject}: ${problem}`);
          },
        },
        "roll-back-step": {
          intent: (entry) => {
            const { subject, detail } = entry;
            const key = `undo ${subject}`;
            if (detail.operation === "prepare") prepares(key, entry);
            if (detail.operation !== "restore") return;
            executes(key, entry);
            const would = detail.changes === undefined ? null : changesIn(bundle, detail.changes);
            const part = bundle.about?.step.part;
            const lost = would === null || part === undefined ? null : lostByRestoring(would, part);
            if (lost !== null) report(`${subject}: ${lost}`);
          },
        },
      },
    };
  },
};

/** Production gets what people were shown, and no more. */
export const approved: Rule = {
  holds: "production changes only as the last passed gate showed it",
  source: "21.03 sections 6.1 and 6.3",
  of: "runs",
  watch: (bundle, find) => {
    const shown = new Map<Gate, EntryOf<"open-gate">["detail"]>();
    return {
      on: {
        "open-gate": ({ detail }) => {
          shown.set(detail.gate, detail);
        },
        "provision-step": {
          intent: ({ detail, subject }) => {
            if (detail.operation === "close-ingress") return;
            const isRemoval = detail.operation === "remove";
            const scope = isRemoval ? removalScope(detail.environment) : scopeOf(detail.part);
            const gate = gateThatBinds(detail.environment, scope);
            if (gate === null) return;
            const dossier = bundle.dossiers.get(shown.get(gate)?.dossierDigest ?? "")?.says ?? null;
            if (dossier === null) return;
            const place = bundle.count + 1;
            const step = dossier.steps.find((one) => one.step === detail.step);
            if (step === undefined) {
              find(place, `${subject} is changed, and was not on the page of ${gate}`);
              return;
            }
            if (isRemoval && (step.removed !== true || step.baselineDigest !== detail.fromDigest))
              find(place, `${subject} is removed as ${detail.fromDigest}; ${gate} did not show that`);
            if (step.wantedDigest !== detail.wantedDigest)
              find(
                place,
                `${subject} is wanted as ${detail.wantedDigest}; ${gate} showed ${step.wantedDigest}`,
              );
            const would = detail.changes === undefined ? null : changesIn(bundle, detail.changes);
            const beyond = would === null ? [] : beyondEnvelope(step.effects, would);
            if (beyond.length > 0)
              find(place, `${subject} goes beyond what ${gate} showed: ${beyond.join("; ")}`);
          },
        },
      },
    };
  },
};
