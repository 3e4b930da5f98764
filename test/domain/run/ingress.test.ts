import type { Fact } from "../../../lib/domain/records/facts.ts";
import { ingressAfter } from "../../../lib/domain/run/ingress.ts";
import { chainOf, tenOClockMs } from "../../fixtures/sample-entries.ts";
import { intended, provisioned, reopened, undone } from "../../fixtures/sample-facts.ts";

const at = (seconds: number) => new Date(tenOClockMs + seconds * 1_000).toISOString();
/** Entries written one second apart, from ten o'clock on. */
const secondly = (...facts: readonly Fact[]) =>
  facts.flatMap((fact, seconds) => chainOf([fact], { seconds }).entries);

const opened = provisioned("production/ingress");
const closed = provisioned("production/ingress", { result: "ingress-closed" });
const deleted = undone("production/ingress");

test.each<[string, readonly Fact[], ReturnType<typeof ingressAfter>]>([
  ["open once its step stands", [opened], { state: "open", since: at(0) }],
  ["closed while production is updated", [opened, closed], { state: "closed", since: at(1) }],
  [
    "closed since it was closed first, when a rollback deletes what came after",
    [closed, intended("production/ingress"), deleted],
    { state: "closed", since: at(0) },
  ],
  [
    "closed since the rollback, when it had been opened again",
    [closed, opened, deleted],
    { state: "closed", since: at(2) },
  ],
  [
    "open again when the rollback puts it back",
    [closed, undone("production/ingress", { result: "restored" })],
    { state: "open", since: at(1) },
  ],
  ["not touched when a run never got there", [provisioned("staging/compute")], null],
  [
    "not closed when the run that made it the first time deletes it: there was none for anybody",
    [opened, deleted],
    null,
  ],
  [
    "not touched by another part of production that a rollback deletes",
    [closed, undone("production/compute")],
    { state: "closed", since: at(0) },
  ],
  [
    "not touched by another part of production that comes to stand",
    [provisioned("production/compute")],
    null,
  ],
  [
    "closed since the rollback, when that was the first to close it",
    [undone("production/ingress")],
    { state: "closed", since: at(0) },
  ],
  [
    "open again once it was opened again under the standing release",
    [closed, reopened("production/ingress")],
    { state: "open", since: at(1) },
  ],
  [
    "as it was when it could not be opened again",
    [closed, reopened("production/ingress", { result: "closed" })],
    { state: "closed", since: at(0) },
  ],
  [
    "as it was when an update of it failed",
    [opened, provisioned("production/ingress", { result: "failed" })],
    { state: "open", since: at(0) },
  ],
  [
    "not touched by another environment's ingress",
    [provisioned("staging/ingress", { result: "ingress-closed" })],
    null,
  ],
])("production's ingress is %s", (_words, facts, ingress) => {
  expect(ingressAfter(secondly(...facts))).toEqual(ingress);
});
