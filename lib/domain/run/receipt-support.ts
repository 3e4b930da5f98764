import type { Json } from "../canonical.ts";
import { receiptRefused } from "../errors.ts";
import { flawOfStatement } from "../gate/decision-statement.ts";
import { lastOpeningOf } from "../gate/gate-facts.ts";
import { gateState } from "../gate/gate-state.ts";
import { type Gate, gates } from "../gates.ts";
import type { StatementKind, VerifyingKey } from "../records/dsse.ts";
import type { Entry } from "../records/entry.ts";
import { isFact } from "../records/facts.ts";
import { lastIntentIn } from "./effects.ts";
import { openedWith } from "./opened.ts";
import { verdictOf } from "./verdict.ts";

const isGate = (about: string): about is Gate => gates.some((name) => name === about);

/**
 * What the receipt may state in addition to its binding, if the entries support it.
 * @param planIsLocked whether an earlier run's approval locked this very plan.
 * @param decisionKey the key of `decide`; null for a run that was opened before decisions were signed.
 * @throws ReceiptRefused naming what the entries lack.
 */
export function supportFor(
  runId: string,
  entries: readonly Entry[],
  { statement, about }: { readonly statement: StatementKind; readonly about: string },
  planIsLocked: boolean,
  decisionKey: VerifyingKey | null,
): Json {
  const refuse = (missing: string) =>
    receiptRefused(`the entries of ${runId} do not support "${statement}" about ${about}: ${missing}`);
  switch (statement) {
    case "validated": {
      const seen = entries
        .filter(isFact("validate-environment", "observation"))
        .findLast(({ detail }) => detail.environment === about);
      if (!seen?.detail.held) throw refuse("its checks did not all hold");
      if (lastIntentIn(entries, seen.detail.environment) > entries.indexOf(seen))
        throw refuse("it was changed since its checks were asked");
      return { scope: seen.detail.scope, description: seen.detail.description };
    }
    case "gate-passed": {
      if (!isGate(about)) throw refuse("there is no such gate");
      if (gateState(entries, about) === "approved") {
        const flaw = unsignedIn(entries, about, decisionKey);
        if (flaw !== null) throw refuse(flaw);
        return { by: approversOf(entries, about) };
      }
      if (gateState(entries, about) === "passed") return { by: [], nothingToChange: true };
      if (about === "plan-approval" && planIsLocked) return { by: [], locked: true };
      throw refuse(`the gate is ${gateState(entries, about) ?? "not opened"}`);
    }
    case "window-lifted": {
      const lifted = entries
        .filter(isFact("lift-window", "decision"))
        .filter(({ detail }) => detail.environment === about);
      if (lifted.length === 0) throw refuse("no entry says that people lifted a window");
      return lifted.map(({ detail: { window, people } }) => ({
        window,
        by: people.map(({ person }) => person),
      }));
    }
    case "ingress-closed": {
      const closed = entries
        .filter(isFact("confirm-closed", "observation"))
        .findLast(({ detail }) => detail.environment === about);
      if (!closed?.detail.closed) throw refuse("no entry says that nothing of it can be reached");
      return { at: closed.at };
    }
    case "nothing-left": {
      const proof = entries
        .filter(isFact("prove-rollback", "observation"))
        .findLast(({ detail }) => detail.environment === about);
      if (!proof?.detail.proved) throw refuse("no proof says that nothing is left");
      const { kept, resourcesSeen, foreign = [], looked = null } = proof.detail;
      return { kept, resourcesSeen, foreign, looked };
    }
    case "run-closed": {
      if (about !== "run") throw refuse("a seal is about the run");
      const { previousSeal, waivers } = openedWith(runId, entries);
      return { verdict: verdictOf(entries), previousSeal, waivers };
    }
  }
}

/** Why a decision about the latest dossier is not signed by its approver through `decide`; null if each one is. */
const unsignedIn = (entries: readonly Entry[], gate: Gate, key: VerifyingKey | null): string | null =>
  key === null
    ? null
    : lastOpeningOf(entries, gate).decisions.reduce<string | null>(
        (flaw, entry) => flaw ?? flawOfStatement(entry, key),
        null,
      );

/** Who approved the latest dossier. An approval of an outdated dossier does not count for it. */
function approversOf(entries: readonly Entry[], gate: Gate): string[] {
  const opened = entries.findLastIndex((entry) => entry.action === "open-gate" && entry.detail.gate === gate);
  return entries
    .slice(opened + 1)
    .flatMap((entry) =>
      entry.action === "decide-gate" && entry.detail.gate === gate && entry.detail.decision === "approve"
        ? [entry.detail.approver]
        : [],
    );
}

/** Who approved at a gate, as its receipt says. */
export function approversNamed(detail: Json): readonly string[] {
  const by = typeof detail === "object" && detail !== null && "by" in detail ? detail["by"] : [];
  return Array.isArray(by) ? by.filter((one) => typeof one === "string") : [];
}
