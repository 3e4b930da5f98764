import { readFileSync } from "node:fs";
import { parsePlan, planDigest } from "../../lib/plan/schema.ts";

const text = readFileSync(new URL("../../lib/plan/21.03.json", import.meta.url), "utf8");

type Draft = {
  environments: { name: string; checks: { id: string }[] }[];
  gates: Record<string, { quorum: number; approvers: string[]; expiresAfterHours: number }>;
  [key: string]: unknown;
};

function edited(edit: (draft: Draft) => void): string {
  const draft = JSON.parse(text) as Draft;
  edit(draft);
  return JSON.stringify(draft);
}

test("the plan 21.03 parses and keeps its digest however its text is laid out", () => {
  const plan = parsePlan(text);

  expect(planDigest(plan)).toBe(planDigest(parsePlan(JSON.stringify(JSON.parse(text)))));
});

test("an edited plan is another plan", () => {
  const other = parsePlan(
    edited((draft) => {
      draft["title"] = "Another";
    }),
  );

  expect(planDigest(other)).not.toBe(planDigest(parsePlan(text)));
});

test.each<[string, (draft: Draft) => void, RegExp]>([
  ["a phase missing", (d) => void d.environments.splice(1, 1), /environments is \[development, production\]/],
  [
    "a phase repeated",
    (d) => void d.environments.splice(1, 0, { ...(d.environments[0] as Draft["environments"][0]) }),
    /development, development/,
  ],
  ["phases reordered", (d) => void d.environments.reverse(), /production, staging, development/],
  [
    "an unknown key",
    (d) => {
      d["force"] = true;
    },
    /Unrecognized key/,
  ],
  [
    "a gate missing",
    (d) => {
      delete d.gates["change-record"];
    },
    /gates\.change-record.*seen: nothing/,
  ],
  [
    "a quorum above its approvers",
    (d) => {
      (d.gates["staging-sign-off"] as { quorum: number }).quorum = 2;
    },
    /quorum is 2 of 1/,
  ],
  [
    "a gate open longer than the state machine waits",
    (d) => {
      (d.gates["change-record"] as { expiresAfterHours: number }).expiresAfterHours = 721;
    },
    /expiresAfterHours.*seen: 721/,
  ],
  [
    "a check named twice",
    (d) => {
      const checks = d.environments[0]?.checks ?? [];
      checks.push({ ...(checks[0] as { id: string }) });
    },
    /appears twice/,
  ],
  [
    "a freeze window, which no code enforces yet",
    (d) => {
      d["freezeWindows"] = [
        { fromIso: "2026-12-20T00:00:00Z", toIso: "2027-01-03T00:00:00Z", reason: "year end" },
      ];
    },
    /freezeWindows has a window from 2026-12-20T00:00:00Z to 2027-01-03T00:00:00Z \(year end\).*leave the list empty/,
  ],
])("refuses a plan with %s, naming the value seen", (_what, edit, message) => {
  expect(() => parsePlan(edited(edit))).toThrow(message);
});

test("refuses a plan that is not JSON", () => {
  expect(() => parsePlan("{")).toThrow(/not JSON/);
});
