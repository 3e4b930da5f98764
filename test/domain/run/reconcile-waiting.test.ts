import type { HistoryAction } from "../../../lib/domain/records/actions.ts";
import { reconcile } from "../../../lib/domain/run/reconcile.ts";
import {
  asked,
  awaited,
  decided,
  fact,
  intended,
  recovered,
  reopeningBegun,
  rollbackBegun,
  voided,
} from "../../fixtures/sample-facts.ts";
import { did, somebody, type Written, written } from "./histories.ts";

const gate = "change-record";
/** Whether nothing that was written explains how an action ended that took from second 100 to second 200. */
const silent = (action: HistoryAction, ...all: readonly Written[]) =>
  reconcile(written(...all), [action]).some(({ entry }) => entry === null);

describe("an execution that waited at a gate which stayed open", () => {
  const waited = did("open-gate", { gate });

  test.each<[string, readonly Written[]]>([
    ["the run waits again", [somebody(100, asked(gate)), somebody(200, awaited(gate))]],
    [
      "the run waits again, by a clock that is late",
      [somebody(100, asked(gate)), somebody(195, awaited(gate))],
    ],
    [
      "its approval was void, and it was asked again",
      [
        somebody(100, asked(gate)),
        somebody(190, decided(gate)),
        somebody(195, voided(gate)),
        somebody(201, asked(gate)),
      ],
    ],
    ["another execution took the run over", [somebody(100, asked(gate)), somebody(201, recovered())]],
    ["the rollback began", [somebody(100, asked(gate)), somebody(201, rollbackBegun("staging"))]],
    ["it was sent to wait and never opened", [somebody(100, awaited(gate))]],
    [
      "it was sent to wait, and only another gate was opened since",
      [somebody(110, awaited(gate)), somebody(150, asked("staging-sign-off"))],
    ],
    [
      "it was sent to wait, and asked only after the action",
      [somebody(196, awaited(gate)), somebody(205.001, asked(gate))],
    ],
  ])("was woken by no answer if %s", (_what, all) => {
    expect(silent(waited, ...all)).toBe(false);
  });

  test.each<[string, readonly Written[]]>([
    ["nothing was written since", [somebody(100, asked(gate))]],
    ["the run waited before", [somebody(100, asked(gate)), somebody(194.999, awaited(gate))]],
    ["the run had waited before it asked", [somebody(196, awaited(gate)), somebody(205, asked(gate))]],
    [
      "the run waits at another gate",
      [somebody(100, asked(gate)), somebody(200, awaited("staging-sign-off"))],
    ],
    [
      "an approval of earlier was void",
      [
        somebody(100, asked(gate)),
        somebody(190, decided(gate)),
        somebody(194.999, voided(gate)),
        somebody(196, asked(gate)),
      ],
    ],
    [
      "the approval of another gate was void",
      [somebody(100, asked(gate)), somebody(200, voided("staging-sign-off"))],
    ],
    ["it was void only later", [somebody(100, asked(gate)), somebody(206, voided(gate))]],
    ["another execution had taken the run over", [somebody(100, asked(gate)), somebody(200, recovered())]],
    ["it was sent to wait before the action and never opened", [somebody(99.999, awaited(gate))]],
    ["it was sent to wait at another gate and never opened", [somebody(100, awaited("staging-sign-off"))]],
    [
      "something else was written since",
      [somebody(100, asked(gate)), somebody(201, intended("staging/network"))],
    ],
  ])("was woken by an answer that nobody wrote if %s", (_what, all) => {
    expect(silent(waited, ...all)).toBe(true);
  });
});

describe("opening ingress again", () => {
  const failed = did("reopen-ingress", { environment: "production" }, { outcome: "failed" });

  test("that failed leaves why, until its end", () => {
    const compared = reopeningBegun({ stands: false });
    expect(silent(failed, somebody(205, compared))).toBe(false);
    expect(silent(failed, somebody(205.001, compared))).toBe(true);
    expect(silent(failed)).toBe(true);
  });

  test("that did not fail need not leave anything", () => {
    expect(silent(did("reopen-ingress", { environment: "production" }, { outcome: "done" }))).toBe(false);
  });
});

describe("reading freeze windows", () => {
  const looked = (environment: "staging" | "production", outcome: "frozen" | "closed") =>
    fact("read-windows", "observation", environment, {
      environment,
      scope: "everything",
      outcome,
      askedAt: "2026-11-24T10:00:00.000Z",
      settings: [],
      closedBy: [],
      continuesAt: null,
      lifted: [],
    });
  const frozen = did("read-windows", { environment: "staging" }, { outcome: "frozen" });

  test("that are open need not leave anything", () => {
    expect(silent(did("read-windows", { environment: "staging" }, { outcome: "open" }))).toBe(false);
  });

  test("that hold the run leaves that they do", () => {
    expect(silent(frozen, somebody(150, looked("staging", "frozen")))).toBe(false);
  });

  test.each<[string, readonly Written[]]>([
    ["nothing", []],
    ["another environment's", [somebody(150, looked("production", "frozen"))]],
    ["another answer", [somebody(150, looked("staging", "closed"))]],
    ["what was read later", [somebody(205.001, looked("staging", "frozen"))]],
    ["something else of the environment", [somebody(150, rollbackBegun("staging"))]],
  ])("that hold the run is not told by %s", (_what, all) => {
    expect(silent(frozen, ...all)).toBe(true);
  });
});

test("change sets that were only made must be proved gone, and ingress need not be proved closed", () => {
  const made = somebody(1, intended("production/network", { operation: "prepare" }));
  const looking = (proof: string) => did("prove-rollback", { environment: "production", proof });
  expect(silent(looking("closed"), made)).toBe(false);
  expect(silent(looking("gone"), made)).toBe(true);
});
