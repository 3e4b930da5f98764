import type { Fact } from "../../../lib/domain/records/facts.ts";
import { unfinishedRollback } from "../../../lib/domain/rollback/unfinished.ts";
import {
  closed,
  intended,
  logsPreserved,
  opened,
  preserved,
  proved,
  receipt,
  recovered,
  reopened,
  reopeningBegun,
  rollbackBegun,
  undone,
  validated,
} from "../../fixtures/sample-facts.ts";

const begun = [opened(), intended("development/network"), rollbackBegun("development")];
const finished = [...begun, undone("development/network")];
const unproved = proved("development", { proved: false });
const staging = [
  opened(),
  intended("development/network"),
  validated("development"),
  intended("staging/network"),
  rollbackBegun("staging"),
  undone("staging/network"),
  proved("staging"),
];

test.each<[string, readonly Fact[]]>([
  ["before it began", [opened(), intended("development/network")]],
  ["before its first step was undone", begun],
  ["before its first step was undone, whatever a proof found then", [...begun, unproved]],
  ["before its proof", finished],
  [
    "before the proof of the execution that went on with it",
    [...begun, unproved, recovered(), undone("development/network")],
  ],
  ["in its third execution", [...begun, recovered(), recovered()]],
])("a rollback that ended %s is unfinished", (_what, facts) => {
  expect(unfinishedRollback(facts)).toBe("development");
});

test.each<[string, readonly Fact[]]>([
  [
    "one of two steps was not undone",
    [
      ...begun.slice(0, 2),
      intended("development/storage"),
      rollbackBegun("development"),
      undone("development/storage"),
    ],
  ],
  [
    "it was taken over before the effect that it undoes",
    [opened(), recovered(), recovered(), recovered(), ...begun.slice(1), recovered()],
  ],
  [
    "a step was not undone yet, and another could not be",
    [
      ...begun.slice(0, 2),
      intended("development/storage"),
      rollbackBegun("development"),
      undone("development/storage", { result: "failed" }),
    ],
  ],
  [
    "it was taken over three times before the effect that it undoes, and twice since",
    [opened(), recovered(), recovered(), recovered(), ...begun.slice(1), recovered(), recovered()],
  ],
  ["what was said of it says nothing", [...finished, validated("development"), logsPreserved("production")]],
])("a rollback is unfinished when %s", (_what, facts) => {
  expect(unfinishedRollback(facts)).toBe("development");
});

test("a rollback of staging is unfinished until development was compared, and then until it is proved", () => {
  expect(unfinishedRollback(staging)).toBe("staging");
  expect(unfinishedRollback([...staging.slice(0, -1), preserved("development")])).toBe("staging");
});

test("a rollback of production is unfinished while an ingress that the run never touched is open", () => {
  const facts = [
    ...staging.slice(0, 3),
    intended("production/compute"),
    rollbackBegun("production"),
    undone("production/compute"),
    closed("production", { closed: false }),
  ];

  expect(unfinishedRollback(facts)).toBe("production");
  expect(unfinishedRollback([...facts, undone("production/ingress", { result: "failed" })])).toBeNull();
  // That it is closed is no proof yet of the rest.
  expect(unfinishedRollback([...facts.slice(0, -1), closed("production")])).toBe("production");
});

test("a rollback of production is unfinished when its ingress was closed after a look that found it open", () => {
  const facts = [
    ...staging.slice(0, 3),
    intended("production/ingress"),
    rollbackBegun("production"),
    closed("production", { closed: false }),
  ];
  const gone = [undone("production/ingress"), proved("production")];

  expect(unfinishedRollback([...facts, ...gone])).toBe("production");
  expect(unfinishedRollback([...facts, ...gone, closed("production", { closed: false })])).toBeNull();
});

test("a rollback of production is unfinished when what a look found open was torn down after it", () => {
  const facts = [
    ...staging.slice(0, 3),
    intended("production/compute"),
    rollbackBegun("production"),
    undone("production/ingress"),
    closed("production", { closed: false }),
    undone("production/compute"),
  ];

  expect(unfinishedRollback(facts)).toBe("production");
  expect(unfinishedRollback([...facts, closed("production", { closed: false })])).toBeNull();
});

test("a proved rollback of production is unfinished while its ingress is opened again, and then no longer", () => {
  const facts = [
    ...staging.slice(0, 3),
    intended("production/compute"),
    rollbackBegun("production"),
    undone("production/compute"),
    closed("production"),
    logsPreserved("production"),
    proved("production"),
    reopeningBegun(),
  ];

  expect(unfinishedRollback(facts)).toBe("production");
  expect(unfinishedRollback([...facts, reopened("production/ingress")])).toBeNull();
  expect(unfinishedRollback([...facts, recovered(), recovered(), recovered()])).toBeNull();
});

test.each<[string, readonly Fact[]]>([
  ["there is nothing to roll back", [opened()]],
  ["it is proved", [...finished, proved("development")]],
  [
    "production's logs could not be read",
    [
      ...staging.slice(0, 3),
      intended("production/compute"),
      rollbackBegun("production"),
      undone("production/compute"),
      logsPreserved("production", { readable: false }),
    ],
  ],
  [
    "one of two steps could not be undone",
    [
      ...begun.slice(0, 2),
      intended("development/storage"),
      rollbackBegun("development"),
      undone("development/storage", { result: "failed" }),
      undone("development/network"),
    ],
  ],
  ["a step could not be undone", [...begun, undone("development/network", { result: "failed" })]],
  ["nobody can tell what became of a step", [...begun, undone("development/network", { result: "unknown" })]],
  ["its proof found something", [...finished, unproved]],
  [
    "its proof found something, whatever was undone since",
    [...finished, unproved, undone("development/network")],
  ],
  ["development is not as it was", [...staging, preserved("development", { same: false })]],
  ["three executions did not finish it", [...begun, recovered(), recovered(), recovered()]],
  ["the run is sealed", [...begun, receipt("run", { statement: "run-closed" })]],
])("a rollback is not unfinished when %s", (_what, facts) => {
  expect(unfinishedRollback(facts)).toBeNull();
});
