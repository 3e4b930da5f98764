import type { Json } from "../canonical.ts";
import { receiptRefused } from "../errors.ts";
import { gateState } from "../gate/gate-state.ts";
import { type Gate, gates } from "../gates.ts";
import type { StatementKind } from "../records/dsse.ts";
import type { Entry } from "../records/entry.ts";
import { isFact } from "../records/facts.ts";
import { lastIntentIn } from "./effects.ts";
import { openedWith } from "./opened.ts";
import { verdictOf } from "./verdict.ts";

const isGate = (about: string): about is Gate => gates.some((name) => name === about);

/**
 * What the receipt may say besides its binding, if the entries support it.
 * @param planIsLocked whether an earlier run's approval locked this very plan.
 * @throws ReceiptRefused naming what the entries do not say.
 */
export function supportFor(
  runId: string,
  entries: readonly Entry[],
  { statement, about }: { readonly statement: StatementKind; readonly about: string },
  planIsLocked: boolean,
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
      if (gateState(entries, about) === "approved") return { by: approversOf(entries, about) };
      if (gateState(entries, about) === "passed") return { by: [], nothingToChange: true };
      if (about === "plan-approval" && planIsLocked) return { by: [], locked: true };
      throw refuse(`the gate is ${gateState(entries, about) ?? "not opened"}`);
    }
    case "ingress-closed": {
      const closed = entries
        .filter(isFact("confirm-closed", "observation"))
        .findLast(({ detail }) => detail.environment === about);
      if (!closed?.detail.closed) throw refuse("it was not read back that nothing of it can be reached");
      return { at: closed.at };
    }
    case "nothing-left": {
      const proof = entries
        .filter(isFact("prove-rollback", "observation"))
        .findLast(({ detail }) => detail.environment === about);
      if (!proof?.detail.proved) throw refuse("what is left was not proved");
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

/** Who said yes to what was shown last: a yes to a dossier that is true no more is nobody's yes to this one. */
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
