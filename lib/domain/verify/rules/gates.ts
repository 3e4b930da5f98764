import { flawOfSignIn, flawOfStatement } from "../../gate/decision-statement.ts";
import type { Dossier } from "../../gate/dossier.ts";
import { flawOfApproval, lastOpeningOf } from "../../gate/gate-facts.ts";
import { gateState } from "../../gate/gate-state.ts";
import { identityDigest } from "../../gate/may-decide.ts";
import { type Gate, gateRows, gates } from "../../gates.ts";
import { approversNamed } from "../../run/receipt-support.ts";
import type { Bundle, VerifiedPlan } from "../bundle.ts";
import { seen } from "../finding.ts";
import type { EntryOf, Rule } from "../rule.ts";

const hourMs = 60 * 60_000;
/** A decision is timed when its form arrives. Its entry may be written as long after that as a function may run. */
const writtenWithinMs = 60_000;

/** Far more than the decisions of a run. */
const mostStatements = 1_000;

type Rules = VerifiedPlan["gates"][Gate];

/** The rule of a gate. A plan does not say who the Platform Owner is; the page that was shown does. */
function ruleOf({ plan }: Bundle, { gate, approvers }: EntryOf<"open-gate">["detail"]): Rules | null {
  const planned = plan?.says?.gates[gate] ?? null;
  if (planned === null || gate !== "plan-approval") return planned;
  return { ...planned, approvers: approvers.slice(0, 1), quorum: 1 };
}

/** A gate asks whom the plan names, after the receipts that it follows. */
export const gate: Rule = {
  holds:
    "each gate asks the approvers of the locked plan, with its quorum, within its time, after the receipts that it follows",
  source: "21.03 sections 6.1, 6.3 and 9",
  of: "runs",
  watch: (bundle, find) => ({
    on: {
      "open-gate": ({ detail, at, subject }) => {
        const place = bundle.count + 1;
        const { gate: name, approvers, quorum, expiresAtMs } = detail;
        if (subject !== name) find(place, `the gate ${name} is opened under the subject ${seen(subject)}`);
        // The verifier reads the product's own row on purpose (decision 11). The prover keeps a second, independent copy.
        for (const { statement, about } of gateRows[name].follows) {
          const needed = `${statement} ${about}`;
          if (!bundle.receipts.has(needed))
            find(place, `${name} asks before there is a receipt ${seen(needed)}`);
        }
        const planned = ruleOf(bundle, detail);
        if (planned === null) return;
        if (approvers.join("\n") !== planned.approvers.join("\n"))
          find(place, `${name} asks ${seen(approvers)}; the plan asks ${seen(planned.approvers)}`);
        if (quorum !== planned.quorum)
          find(place, `${name} wants ${quorum} to agree; the plan wants ${planned.quorum}`);
        const latestMs = Date.parse(at) + planned.expiresAfterHours * hourMs;
        if (expiresAtMs > latestMs)
          find(
            place,
            `${name} may be answered until ${new Date(expiresAtMs).toISOString()}; the plan ends it at ${new Date(latestMs).toISOString()}`,
          );
      },
    },
  }),
};

/** A gate that was opened: whom it asked, who has approved, and whether it is over. */
type Asked = { readonly opened: EntryOf<"open-gate">["detail"]; readonly voices: Set<string>; over: boolean };

/** A decision is made once per person, by someone who was asked, about what was shown, in time. */
export const decision: Rule = {
  holds:
    "each decision is made once, in time, about what was shown, by someone who was asked, who signed in if the plan requires it, and who did not contribute to the change; the decision key signed it, and the identity provider a sign-in for it; a rejection has a reason",
  source: "21.03 sections 6.1, 6.3 and 9",
  of: "runs",
  watch: (bundle, find) => {
    const asked = new Map<Gate, Asked>();
    const statements = new Set<string>();
    return {
      on: {
        "open-gate": ({ detail }) => {
          asked.set(detail.gate, { opened: detail, voices: new Set(), over: false });
        },
        "expire-gate": ({ detail }) => {
          const gateAsked = asked.get(detail.gate);
          if (gateAsked === undefined || gateAsked.over)
            find(bundle.count + 1, `${detail.gate} expires, and is not open`);
          else gateAsked.over = true;
        },
        "void-gate": ({ detail }) => {
          const gateAsked = asked.get(detail.gate);
          if (gateAsked?.opened.dossierDigest !== detail.dossierDigest)
            find(bundle.count + 1, `${detail.gate} is void about what it did not show`);
          if (gateAsked !== undefined) gateAsked.over = true;
        },
        "decide-gate": (entry) => {
          const { detail, actor, at } = entry;
          const place = bundle.count + 1;
          const { gate: name, approver, envelope } = detail;
          const { decisionKey } = bundle;
          if (decisionKey !== null) {
            const flaw = flawOfStatement(entry, decisionKey);
            if (flaw !== null) find(place, flaw);
            const unproved = flawOfSignIn(entry, bundle.identityKeys);
            if (unproved !== null) find(place, unproved);
            if (detail.identity !== undefined) bundle.signIns += 1;
          } else if (envelope !== undefined)
            find(place, `${approver}'s decision is signed, and the bundle has no key to verify it`);
          if (envelope !== undefined && statements.has(envelope.payload))
            find(place, `${approver} decides with a statement that was used before`);
          if (envelope !== undefined && statements.size < mostStatements) statements.add(envelope.payload);
          const gateAsked = asked.get(name);
          if (gateAsked === undefined || gateAsked.over) {
            find(place, `${approver} decides ${name}, which is not open`);
            return;
          }
          const { opened, voices } = gateAsked;
          if (actor !== approver) find(place, `${actor} wrote what ${approver} decided at ${name}`);
          if (!opened.approvers.includes(approver))
            find(place, `${approver} decides ${name}, and was not asked: it asks ${seen(opened.approvers)}`);
          if (voices.has(approver)) find(place, `${approver} decides ${name} a second time`);
          if (detail.dossierDigest !== opened.dossierDigest)
            find(
              place,
              `${approver} decides about ${detail.dossierDigest}; ${name} showed ${opened.dossierDigest}`,
            );
          if (Date.parse(at) > opened.expiresAtMs + writtenWithinMs)
            find(
              place,
              `${approver} decides ${name} at ${at}, after it was over at ${new Date(opened.expiresAtMs).toISOString()}`,
            );
          if (bundle.plan?.says?.gates[name].identity === "oidc" && detail.identity === undefined)
            find(place, `${approver} decides ${name} without a sign-in, which the plan asks for`);
          const own = ownCommits(bundle.dossiers.get(opened.dossierDigest)?.says ?? null, approver);
          if (own.length > 0)
            find(place, `${approver} decides on their own commit: ${own[0]} contributed to it`);
          if (detail.decision === "reject") {
            gateAsked.over = true;
            if (detail.reason.trim() === "") find(place, `${approver} rejects ${name} without a reason`);
          } else if (opened.approvers.includes(approver)) voices.add(approver);
          if (voices.size >= opened.quorum) gateAsked.over = true;
        },
      },
    };
  },
};

/** Whether the approver contributed to what is asked about: by dossier and approver, because hashing addresses takes long. */
const contributions = new WeakMap<Dossier, Map<string, readonly string[]>>();

/** The addresses under which the approver contributed to what is asked about, according to the dossier. */
function ownCommits(dossier: Dossier | null, approver: string): readonly string[] {
  if (dossier === null) return [];
  const known = contributions.get(dossier) ?? new Map<string, readonly string[]>();
  contributions.set(dossier, known);
  const own = known.get(approver) ?? addressesOf(dossier, approver);
  known.set(approver, own);
  return own;
}

function addressesOf(dossier: Dossier, approver: string): readonly string[] {
  const theirs = dossier.directory.find((one) => one.approver === approver)?.identities;
  return dossier.people.flatMap(({ address }) =>
    theirs?.includes(identityDigest(address)) ? [address] : [],
  );
}

/** A passed gate has its quorum of different people, or nothing of production changes. */
export const quorum: Rule = {
  holds:
    "a gate that passed was approved by as many different people as the plan asks for, or nothing of production changes",
  source: "21.03 sections 6.1, 6.3 and 9",
  of: "runs",
  watch: (bundle, find) => {
    let passedUnasked: Gate | null = null;
    return {
      on: {
        "pass-gate": ({ detail }) => {
          // Whether anything would change is looked at before anybody is asked, and only then.
          if (lastOpeningOf(bundle.remembered.entries, detail.gate).opened !== null)
            find(
              bundle.count + 1,
              `${detail.gate} is passed because nothing would change, after people were asked at it`,
            );
          passedUnasked ??= detail.gate;
        },
        "provision-step": {
          intent: ({ detail, subject }) => {
            if (passedUnasked !== null && detail.environment === "production")
              find(
                bundle.count + 1,
                `${subject} is changed, but the run passed ${passedUnasked} because nothing was to change`,
              );
          },
        },
        "sign-receipt": ({ detail }) => {
          const { receipt, remembered, plan } = bundle;
          const name = gates.find((known) => known === detail.about);
          if (detail.statement !== "gate-passed" || receipt === null || name === undefined) return;
          const { opened } = lastOpeningOf(remembered.entries, name);
          const planned = opened === null ? plan?.says?.gates[name] : ruleOf(bundle, opened.detail);
          const leansOnEarlier = name === "plan-approval" && approversNamed(receipt.detail).length === 0;
          if (
            planned === undefined ||
            planned === null ||
            leansOnEarlier ||
            gateState(remembered.entries, name) === "passed"
          )
            return;
          const flaw = flawOfApproval(remembered.entries, name, planned, () => null, bundle.decisionKey);
          if (flaw !== null) find(bundle.count + 1, `${name} is said to have passed: ${flaw}`);
        },
      },
    };
  },
};
