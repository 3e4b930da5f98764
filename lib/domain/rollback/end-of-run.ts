import { type Change, peopleOf } from "../change/manifest.ts";
import type { Person } from "../change/person.ts";
import { identityOf } from "../gate/may-decide.ts";
import type { Entry } from "../records/entry.ts";
import { isFact } from "../records/facts.ts";
import { ingressAfter } from "../run/ingress.ts";
import { openedWith } from "../run/opened.ts";
import type { RunClosed } from "../run/run-closed.ts";
import { statusOf } from "../run/status.ts";
import { isRollbackProved, type Verdict, verdictOf } from "../run/verdict.ts";
import { rootCauseOf } from "./ending.ts";

/** Why a run ended as it did, in one sentence. Every verdict has one. */
const because: Readonly<Record<Verdict, (entries: readonly Entry[], verdict: Verdict) => string>> = {
  SUCCEEDED: (entries) => {
    const released = entries
      .filter(isFact("decide-gate", "decision"))
      .filter(({ detail }) => detail.gate === "production-release" && detail.decision === "approve")
      .map(({ detail }) => detail.approver);
    return released.length === 0
      ? "nothing in production had to change, so nobody was asked"
      : `production was released by ${[...new Set(released)].join(" and ")}`;
  },
  REFUSED: (entries) =>
    entries.find(isFact("refuse-run", "observation"))?.detail.reason ?? "the change cannot be carried out",
  REJECTED: rootCauseOf,
  ROLLED_BACK: rootCauseOf,
  ABORTED: rootCauseOf,
  QUARANTINED: rootCauseOf,
};

/** Why a run with this verdict ended as it did, in one sentence. */
export const becauseOf = (entries: readonly Entry[], verdict: Verdict): string =>
  because[verdict](entries, verdict);

/** What the bus and everyone concerned are told of a sealed run. */
export function runClosedOf(
  runId: string,
  application: string,
  entries: readonly Entry[],
  typed: (args: string) => string,
): RunClosed {
  const verdict = verdictOf(entries);
  const { environments } = statusOf(runId, entries, { count: entries.length, head: null }, null);
  return {
    run: runId,
    application,
    verdict,
    because: becauseOf(entries, verdict),
    commit: openedWith(runId, entries).commit,
    ingress: ingressAfter(entries),
    environments: {
      development: environments.development.state,
      staging: environments.staging.state,
      production: environments.production.state,
    },
    report: typed(`report ${runId}`),
  };
}

/** Why production is not open again after this run closed it; null if it is open, or was not closed by this run. */
export function whyStillClosed(entries: readonly Entry[]): string | null {
  if (ingressAfter(entries)?.state !== "closed") return null;
  const compared = entries.find(isFact("reopen-ingress", "observation"))?.detail.reason ?? "";
  const opening = entries.findLast(isFact("reopen-ingress", "outcome"))?.detail.reason ?? "";
  if (compared || opening) return compared || opening;
  return isRollbackProved(entries, "production")
    ? "what was to open it again did not finish"
    : "its rollback is not proved";
}

/** A person of the directory, as far as it takes to tell them something. */
type Listed = { readonly id: string; readonly address: string; readonly identities: readonly string[] };

/** Who is told how a run ended: ids of the directory, and people whom the directory does not know. */
export type Concerned = { readonly reachable: readonly string[]; readonly unknown: readonly Person[] };

/**
 * Everyone concerned: the people who were asked at a gate or mailed about it, the Platform Owner, and the people of the change. `change` is
 * null if it cannot be read.
 */
export function concernedBy(
  entries: readonly Entry[],
  change: Change | null,
  { approvers, platformOwner }: { readonly approvers: readonly Listed[]; readonly platformOwner: string },
): Concerned {
  const asked = entries.flatMap((entry) =>
    isFact("open-gate", "outcome")(entry)
      ? entry.detail.approvers
      : isFact("send-invitation", "outcome")(entry)
        ? [entry.detail.to]
        : [],
  );
  const people = peopleConcerned(change, approvers);
  return { ...people, reachable: [...new Set([platformOwner, ...asked, ...people.reachable])] };
}

/** The people of a change, of whom the directory knows some. `change` is null if it cannot be read. */
export function peopleConcerned(change: Change | null, approvers: readonly Listed[]): Concerned {
  const people = change === null ? [] : peopleOf(change);
  const found = people.map((person) => ({
    person,
    id: approvers.find(({ address, identities }) =>
      [address, ...identities].some((one) => identityOf(one) === identityOf(person.address)),
    )?.id,
  }));
  return {
    reachable: [...new Set(found.flatMap(({ id }) => id ?? []))],
    unknown: found.filter(({ id }) => id === undefined).map(({ person }) => person),
  };
}
