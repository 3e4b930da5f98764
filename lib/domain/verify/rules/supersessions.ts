import { openSupersession } from "../../records/supersession.ts";
import { attempt } from "../attempt.ts";
import { seen } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** The receipts of superseded changes are signed by the control plane's key, and say what their entries say. */
export const supersessions: Rule = {
  holds: "every superseded change has a signed receipt that names it and its successor, as its entry does",
  source: "21.03 section 8",
  of: "control plane",
  watch: (bundle, find) => ({
    on: {
      "supersede-change": ({ detail, subject }) => {
        const { signer: key } = bundle;
        if (key === null) return;
        const place = bundle.count + 1;
        const says = attempt(find, place, `the receipt of ${subject}`, () =>
          openSupersession(detail.envelope, key),
        );
        if (says === null) return;
        const { superseded, successor } = says;
        if (superseded.runId !== subject || successor.runId !== detail.successor)
          find(
            place,
            `the receipt says that ${seen(successor.runId)} took the place of ${seen(superseded.runId)}; the entry says ${detail.successor} and ${subject}`,
          );
      },
    },
  }),
};
