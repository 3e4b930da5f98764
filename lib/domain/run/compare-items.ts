import type { Digest } from "../canonical.ts";
import { lastOpeningOf } from "../gate/gate-facts.ts";
import { gateState } from "../gate/gate-state.ts";
import { type Gate, gates } from "../gates.ts";
import type { Disagreement } from "../records/compare.ts";
import type { Entry } from "../records/entry.ts";
import { isSealed } from "./status.ts";

/** A gate as its one item has it. */
export type GateSays = {
  readonly gate: Gate;
  readonly state: "open" | "approved" | "rejected" | "expired" | "void";
  readonly dossierDigest: Digest;
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly approvedBy: readonly string[];
  readonly expiresAtMs: number;
};

/** The items that a run relies on beside its entries: each can be changed by one write. */
export type ItemsSay = {
  readonly gates: readonly GateSays[];
  /** Who has the lease; null if there is no such item. */
  readonly lease: { readonly runId: string | null; readonly epoch: number } | null;
  /** The plan that is locked, and the run that is said to have locked it; null if none is. */
  readonly lock: { readonly plan: Digest; readonly runId: string } | null;
};

/**
 * Where the items of a run disagree with its entries. Both are written in one transaction, so honest ones agree at any moment
 * at which they are read together.
 * @param lockedIn the entries of the run that is said to have locked the plan; this run's own if it is this one.
 */
export function compareItems(
  entries: readonly Entry[],
  { gates: items, lease, lock }: ItemsSay,
  lockedIn: readonly Entry[],
): readonly Disagreement[] {
  return [
    ...gates.map((gate) =>
      differenceAt(
        entries,
        gate,
        items.find((item) => item.gate === gate),
      ),
    ),
    leaseDiffers(entries, lease),
    lock === null || locks(lockedIn, lock.plan)
      ? null
      : `an item says that ${lock.runId} locked the plan ${lock.plan}, and that run has no approval of it`,
  ].flatMap((what) => (what === null ? [] : [{ entry: null, what }]));
}

/** How a gate's item differs from the entries; null if it does not. */
function differenceAt(entries: readonly Entry[], gate: Gate, item: GateSays | undefined): string | null {
  const state = gateState(entries, gate);
  const { opened, decisions } = lastOpeningOf(entries, gate);
  if (item === undefined)
    return opened === null ? null : `the item of the gate ${gate} is gone; by its entries it is ${state}`;
  if (opened === null || state === "passed")
    return `an item says that the gate ${gate} is ${item.state}; by the entries nobody was asked`;
  const { approvers, quorum, dossierDigest, expiresAtMs } = opened.detail;
  const approvedBy = decisions.flatMap(({ detail }) =>
    detail.decision === "approve" ? [detail.approver] : [],
  );
  const fields: readonly (readonly [string, unknown, unknown])[] = [
    ["state", item.state, state],
    ["dossier", item.dossierDigest, dossierDigest],
    ["approvers", item.approvers.join(", "), approvers.join(", ")],
    ["quorum", item.quorum, quorum],
    ["approved by", item.approvedBy.join(", "), approvedBy.join(", ")],
    // A gate that expires before its time ends at that time.
    ["expires", item.state === "expired" ? expiresAtMs : item.expiresAtMs, expiresAtMs],
  ];
  const wrong = fields.find(([, says, entered]) => says !== entered);
  return wrong === undefined
    ? null
    : `the item of the gate ${gate} differs from its entries: ${wrong[0]} is ${wrong[1]}, not ${wrong[2]}`;
}

/** A run that is open has the lease, in its last epoch or a later one. */
function leaseDiffers(entries: readonly Entry[], lease: ItemsSay["lease"]): string | null {
  if (isSealed(entries)) return null;
  const epoch = entries.reduce(
    (last, { action, detail }) => (action === "open-run" || action === "recover-run" ? detail.epoch : last),
    0,
  );
  if (lease === null) return "the run is not sealed, and there is no lease";
  if (lease.runId !== entries[0]?.runId)
    return `the run is not sealed, and ${lease.runId ?? "nobody"} has the lease`;
  return lease.epoch >= epoch ? null : `the lease is of epoch ${lease.epoch}; the run is in epoch ${epoch}`;
}

/** Whether the Platform Owner's approval of this plan has its receipt in these entries. */
const locks = (entries: readonly Entry[], plan: Digest): boolean =>
  entries.some(({ action, detail }) => action === "open-run" && detail.planDigest === plan) &&
  entries.some(
    ({ action, detail }) =>
      action === "sign-receipt" && detail.statement === "gate-passed" && detail.about === "plan-approval",
  );
