import { commits, type Finding, tests } from "./finding.ts";

/** What the account at its worst showed (`npm run assure -- worst`). */
export const findingsOfWorst: readonly Finding[] = [
  {
    id: "N1",
    says: "a transaction that is cancelled for its rate fails the run",
    shownBy: {
      file: tests.passing,
      test: "a transaction that is cancelled for its rate alone is asked for again",
    },
    commit: commits.worst,
  },
  {
    id: "N2",
    says: "an event that the bus refuses for its rate, inside a success, fails the run",
    shownBy: {
      file: "test/ports/bus/aws.test.ts",
      test: "an event that is refused inside a success with ThrottlingException is Throttled",
    },
    commit: commits.worst,
  },
  {
    id: "N3",
    says: "a run whose execution Step Functions does not find yet is taken over while it works",
    shownBy: {
      file: "test/functions/sweep/recover-run.test.ts",
      test: "is left alone while it writes entries, although Step Functions does not find its execution yet",
    },
    commit: commits.worst,
  },
  {
    id: "N4",
    says: "the interfaces of endpoints in a network that the plan keeps are left: every rejected production is quarantined",
    shownBy: {
      file: tests.kept,
      test: "leaves alone the interface of an endpoint in the network that the plan keeps",
    },
    commit: commits.worst,
  },
  {
    id: "N5",
    says: "the automated snapshots of a database that the plan keeps are left: the nightly one, too",
    shownBy: {
      file: tests.kept,
      test: "leaves alone the automated snapshots of the database that the plan keeps",
    },
    commit: commits.worst,
  },
  {
    id: "N6",
    says: "ingress that was just opened again, and is not found yet, is closed as more than was released",
    shownBy: {
      file: "test/scenarios/live-production.test.ts",
      test: "is not closed again because AWS does not find yet what was just opened",
    },
    commit: commits.reopened,
  },
  {
    id: "N7",
    says: "a gate that describes some hundred resources fails when a quarter of the requests is refused",
    shownBy: { file: tests.plane, test: "every function sends a request six times before it gives up" },
    commit: commits.attempts,
  },
  {
    id: "N8",
    says: "a check that only what was just made can answer fails at once while AWS does not find it yet",
    shownBy: {
      file: "test/domain/check/judge.test.ts",
      test: "an environment is settling while a check has no answer because what was just made is not found yet",
    },
    commit: commits.settling,
  },
];
