import { readFileSync } from "node:fs";
import { confirmAnswered } from "../../lib/plan/confirm-answered.ts";
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
    "a freeze window of one moment to another, as they were before windows repeated",
    (d) => {
      d["freezeWindows"] = [
        { fromIso: "2026-12-20T00:00:00Z", toIso: "2027-01-03T00:00:00Z", reason: "year end" },
      ];
    },
    /freezeWindows\.0\.kind.*freezeWindows\.0\.from/s,
  ],
  [
    "a freeze window that repeats by the hour",
    (d) => {
      d["freezeWindows"] = [
        {
          id: "hourly",
          kind: "deny",
          environments: ["production"],
          timeZone: "Europe/Berlin",
          from: "2026-12-20T00:00",
          lasts: "PT30M",
          repeats: "FREQ=HOURLY",
          reason: "year end",
        },
      ];
    },
    /freezeWindows\.0\.repeats.*by the day or longer.*seen: "FREQ=HOURLY"/,
  ],
])("refuses a plan with %s, naming the value seen", (_what, edit, message) => {
  expect(() => parsePlan(edited(edit))).toThrow(message);
});

test.each([
  ["{", /not JSON/],
  ['{"quorum":2,"quorum":1}', /not JSON \(Error: it has a key twice in one object\)/],
  ["[".repeat(100_000), /not JSON \(Error: it is nested deeper than 200 levels\)/],
])("refuses a plan that is not JSON, or of which nobody can tell what it says (%#)", (text, why) => {
  expect(() => parsePlan(text)).toThrow(why);
});

describe("a team's own check", () => {
  const http = { kind: "http", step: "Api", output: "Url", status: 200, withinSeconds: 5 };
  const withAsks = (...asks: readonly object[]) =>
    edited((draft) => {
      const checks = (draft.environments[0]?.checks ?? []) as object[];
      checks.push(
        ...asks.map((one, index) => ({ id: `own-${index}`, clause: "4.2", text: "Our own", asks: one })),
      );
    });

  test.each<[string, object]>([
    ["an address", http],
    [
      "an address with everything",
      { ...http, path: "/x?y", body: "ok", certificateDays: 30, retryMinutes: 30 },
    ],
    ["an alarm", { kind: "alarm", step: "Api", resource: "Errors", okMinutes: 60 }],
    ["a function", { kind: "function", step: "Api", resource: "Smoke", withinSeconds: 20 }],
  ])("may ask %s", (_what, asks) => {
    expect(() => parsePlan(withAsks(asks))).not.toThrow();
  });

  test.each<[string, object, RegExp]>([
    ["of no known kind", { kind: "shell", step: "Api" }, /asks\.kind/],
    ["that may take longer than a call", { ...http, withinSeconds: 21 }, /withinSeconds.*seen: 21/],
    ["that is asked again for hours", { ...http, retryMinutes: 31 }, /retryMinutes.*seen: 31/],
    ["whose path is an address of its own", { ...http, path: "//elsewhere@x" }, /./],
    ["with a field that nothing enforces", { ...http, method: "POST" }, /Unrecognized key/],
    [
      "of an alarm for a day",
      { kind: "alarm", step: "Api", resource: "Errors", okMinutes: 1_440 },
      /okMinutes/,
    ],
  ])("is refused: one %s", (_what, asks, message) => {
    expect(() => parsePlan(withAsks(asks))).toThrow(message);
  });

  test("is one of at most eight", () => {
    expect(() => parsePlan(withAsks(...Array.from({ length: 8 }, () => http)))).not.toThrow();
    expect(() => parsePlan(withAsks(...Array.from({ length: 9 }, () => http)))).toThrow(
      /9 checks .* at most 8/,
    );
  });
});

test("a plan names every check that nothing answers, and every check that two would answer", () => {
  const asks = { kind: "alarm", step: "Api", resource: "Errors", okMinutes: 1 };
  const plan = parsePlan(
    edited((draft) => {
      draft.environments[0]?.checks.push({ id: "made-up" });
      Object.assign(draft.environments[0]?.checks.at(-1) ?? {}, { clause: "4.2", text: "Made up" });
      Object.assign(draft.environments[1]?.checks[0] ?? {}, { asks });
    }),
  );

  expect(() => confirmAnswered(plan)).toThrow(
    /nothing answers the check made-up of development: say what it asks; or give|nothing answers the check made-up of development.*resources answer a check of that id/s,
  );
});
