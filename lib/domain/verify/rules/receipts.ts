import { canonicalJson } from "../../canonical.ts";
import { envelopeDigest, readReceipt } from "../../records/dsse.ts";
import { approversNamed, supportFor } from "../../run/receipt-support.ts";
import { attempt } from "../attempt.ts";
import { seen } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** Far more than the gates, validations and proofs of a run with its recoveries. Each is judged over all entries before. */
const mostReceipts = 200;

/** A receipt states what its entry says, and was signed at its place in the chain. */
export const receipt: Rule = {
  holds:
    "each receipt carries one signature by the run's key, over this run, plan, change, and the entries before it",
  source: "DSSE v1, in-toto Statement v1",
  of: "runs",
  watch: (bundle, find) => {
    let signed = 0;
    return {
      on: {
        "sign-receipt": ({ detail, subject }) => {
          const { key, opening } = bundle;
          bundle.receipt = null;
          signed += 1;
          if (key === null || signed > mostReceipts) {
            if (signed === mostReceipts + 1)
              find(bundle.count + 1, `a run has at most ${mostReceipts} receipts`);
            return;
          }
          const place = bundle.count + 1;
          const { statement, about, envelope } = detail;
          const what = `the receipt "${statement}" about ${about}`;
          const says = attempt(find, place, what, () => readReceipt(envelope, key));
          if (says === null) return;
          bundle.receipt = says;
          const expected = {
            statement,
            about,
            runId: bundle.runId,
            planDigest: opening?.planDigest,
            changeDigest: opening?.changeDigest,
            count: bundle.count,
            head: bundle.head,
          };
          const wrong = Object.entries(expected).filter(
            ([name, value]) => says[name as keyof typeof expected] !== value,
          );
          for (const [name, value] of wrong)
            find(
              place,
              `${what} was signed for the ${name} ${seen(says[name as keyof typeof expected])}, and its place has ${seen(value)}`,
            );
          if (subject !== about) find(place, `${what} is entered under the subject ${seen(subject)}`);
          if (wrong.length === 0) bundle.receipts.set(`${statement} ${about}`, place);
        },
      },
    };
  },
};

/** What a receipt says follows from the entries before it. */
export const support: Rule = {
  holds: "what each receipt says, the verdict too, follows from the entries before it",
  source: "21.03 section 8",
  of: "runs",
  watch: (bundle, find) => ({
    on: {
      "sign-receipt": ({ detail }) => {
        const { receipt: says, remembered } = bundle;
        if (says === null || remembered.full) return;
        const place = bundle.count + 1;
        const { statement, about } = detail;
        const supported = attempt(find, place, "the receipt is not supported", () =>
          supportFor(
            bundle.runId,
            remembered.entries,
            { statement, about },
            bundle.planApproval !== null,
            bundle.decisionKey,
          ),
        );
        if (supported !== null && canonicalJson(supported) !== canonicalJson(says.detail))
          find(
            place,
            `the receipt "${statement}" about ${about} says ${seen(says.detail)}; the entries say ${seen(supported)}`,
          );
      },
    },
  }),
};

/** A run is closed once, and nothing follows. */
export const seal: Rule = {
  holds: "the seal is the last entry, and there is one at most",
  source: "21.03 section 8",
  of: "runs",
  watch: (bundle, find) => {
    let sealedAt: number | null = null;
    return {
      every: ({ action }) => {
        if (sealedAt !== null)
          find(bundle.count + 1, `"${action}" comes after the seal, which is entry ${sealedAt}`);
      },
      on: {
        "sign-receipt": ({ detail }) => {
          if (detail.statement === "run-closed") sealedAt ??= bundle.count + 1;
        },
      },
    };
  },
};

/** The first entry names the seal of the previous run, which is in the bundle. */
export const previousRun: Rule = {
  holds:
    "the first entry names the seal of the previous run, which is in the bundle and signed, or says that there was none",
  source: "21.03 section 8",
  of: "runs",
  watch: (bundle, find) => ({
    end: () => {
      const { opening, previousSeal, earlier } = bundle;
      if (opening === null) return;
      if (previousSeal === null) {
        if (opening.previousSeal !== null)
          find(1, `the seal ${opening.previousSeal} of the run before is not in the bundle`);
        return;
      }
      const digest = envelopeDigest(previousSeal);
      if (digest !== opening.previousSeal)
        find(
          1,
          `the seal of the run before is ${digest}; the first entry names ${opening.previousSeal ?? "none"}`,
        );
      if (earlier.length === 0) return;
      const says = attempt(find, null, "the seal of the run before", () =>
        readReceipt(previousSeal, earlier),
      );
      if (says !== null && says.statement !== "run-closed")
        find(null, `the seal of the run before states "${says.statement}", not "run-closed"`);
      if (says !== null && says.runId === bundle.runId)
        find(null, "the seal of the run before is this run's own: a run follows another one");
    },
  }),
};

/** A plan that this run did not ask about was approved before. */
export const planLock: Rule = {
  holds:
    "a plan that this run did not ask about was approved in an earlier run, whose receipt is in the bundle",
  source: "21.03 section 9",
  of: "runs",
  watch: (bundle, find) => {
    let leansOn: number | null = null;
    return {
      on: {
        "sign-receipt": ({ detail }) => {
          if (detail.statement !== "gate-passed" || detail.about !== "plan-approval") return;
          const asked = bundle.remembered.entries.some(
            (entry) => entry.action === "decide-gate" && entry.detail.gate === "plan-approval",
          );
          if (!asked) leansOn = bundle.count + 1;
        },
      },
      end: () => {
        const { planApproval, earlier, opening } = bundle;
        if (planApproval === null) {
          if (leansOn !== null)
            find(
              leansOn,
              "the run did not ask about the plan, and no earlier approval of it is in the bundle",
            );
          return;
        }
        if (leansOn === null)
          find(null, "an earlier approval of the plan is in the bundle, but this run does not need it");
        if (earlier.length === 0) return;
        const says = attempt(find, null, "the earlier approval", () => readReceipt(planApproval, earlier));
        if (says === null) return;
        if (says.statement !== "gate-passed" || says.about !== "plan-approval")
          find(null, `the earlier approval states "${says.statement}" about ${says.about}`);
        if (says.planDigest !== opening?.planDigest)
          find(null, `the earlier approval is of the plan ${says.planDigest}, not ${opening?.planDigest}`);
        if (says.runId === bundle.runId) find(null, "the earlier approval is of this run itself");
        if (approversNamed(says.detail).length === 0) find(null, "the earlier approval names no approver");
      },
    };
  },
};
