import type { Environment } from "../../lib/domain/environment.ts";
import type { ListedRun } from "../../lib/ports/records/port.ts";
import { standingIn } from "../../lib/shared-use-cases/standing.ts";
import { endingWith } from "../fixtures/listed-run.ts";
import { claimOf } from "../fixtures/sample-claim.ts";

const calm = { quarantines: [], ingress: null };
/** A run of the list, and the environments that stand as it left them; undefined for an ending from before that was kept. */
const line = (index: number, stands: Environment[] | undefined, verdict = "SUCCEEDED"): ListedRun => ({
  claim: claimOf(index),
  ending: { ...endingWith({ verdict: verdict as "SUCCEEDED" }), ...(stands === undefined ? {} : { stands }) },
  superseded: null,
  divergence: null,
});
const runsIn = (lines: readonly ListedRun[]) =>
  standingIn(lines, calm).map(({ environment, run, behind }) => [environment, run?.runId ?? null, behind]);

test("each environment stands as the newest run left it that was not undone there", () => {
  expect(
    runsIn([
      line(4, ["development"], "ROLLED_BACK"),
      line(3, ["development", "staging"], "REJECTED"),
      line(2, undefined),
      line(1, undefined),
    ]),
  ).toEqual([
    ["development", "shop-4", 0],
    ["staging", "shop-3", 0],
    ["production", "shop-2", 1],
  ]);
});

test("nothing is said to stand where no run of the list left anything", () => {
  expect(runsIn([line(1, [], "REFUSED"), { ...line(2, []), ending: null }])).toEqual([
    ["development", null, 0],
    ["staging", null, 0],
    ["production", null, 0],
  ]);
});

test("a quarantine and a closed production are named where they are", () => {
  const quarantine = { runId: "shop-4", environment: "staging", sinceMs: 0, told: true } as const;
  const ingress = {
    runId: "shop-4",
    ingress: { state: "closed", since: "2026-11-24T10:00:00.000Z" },
  } as const;
  const [development, staging, production] = standingIn([], { quarantines: [quarantine], ingress });
  expect([development?.quarantinedBy, staging?.quarantinedBy, production?.isClosed]).toEqual([
    null,
    "shop-4",
    true,
  ]);
});
