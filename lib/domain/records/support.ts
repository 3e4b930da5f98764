import type { Json } from "../canonical.ts";
import { type Environment, environments, type Gate, gates } from "../environment.ts";
import { receiptRefused } from "../errors.ts";
import { gateState, isValidated } from "../run/obligation.ts";
import { openedWith } from "../run/opened.ts";
import { verdictOf } from "../run/verdict.ts";
import type { StatementKind } from "./dsse.ts";
import type { Entry } from "./entry.ts";

const isEnvironment = (about: string): about is Environment => environments.some((name) => name === about);
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
      const seen = entries.findLast(
        (entry) => entry.action === "validate-environment" && entry.detail.environment === about,
      );
      const touched = entries.findLastIndex(
        (entry) =>
          entry.kind === "intent" && "environment" in entry.detail && entry.detail.environment === about,
      );
      if (!isEnvironment(about) || seen?.action !== "validate-environment" || !isValidated(entries, about))
        throw refuse("its checks did not all hold");
      if (entries.indexOf(seen) < touched) throw refuse("it was changed since its checks were asked");
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
      const closed = entries.findLast(
        (entry) => entry.action === "confirm-closed" && entry.detail.environment === about,
      );
      if (closed?.action !== "confirm-closed" || !closed.detail.closed)
        throw refuse("it was not read back that nothing of it can be reached");
      return { at: closed.at };
    }
    case "nothing-left": {
      const proof = entries.findLast(
        (entry) => entry.action === "prove-rollback" && entry.detail.environment === about,
      );
      if (proof?.action !== "prove-rollback" || !proof.detail.proved)
        throw refuse("what is left was not proved");
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

const approversOf = (entries: readonly Entry[], gate: Gate): string[] =>
  entries.flatMap((entry) =>
    entry.action === "decide-gate" && entry.detail.gate === gate && entry.detail.decision === "approve"
      ? [entry.detail.approver]
      : [],
  );
