import type { Environment, Part } from "../../../lib/domain/environment.ts";
import { type Undo, undoOf } from "../../../lib/domain/rollback/preview.ts";

const kept: readonly Part[] = ["storage", "database"];
const created = { created: true, changed: true };
const updated = { created: false, changed: true };
const found = { created: false, changed: false };

describe("the preview of a rollback of", () => {
  test.each<[string, Undo, Environment, Part, { created: boolean; changed: boolean }]>([
    ["what was created", "deleted", "production", "compute", created],
    ["what was created and the plan keeps", "kept", "production", "storage", created],
    ["what was updated", "restored", "production", "compute", updated],
    ["what was updated and the plan keeps", "restored", "production", "storage", updated],
    ["what was not changed", "untouched", "production", "compute", found],
    ["what was not changed and the plan keeps", "untouched", "production", "database", found],
    ["production's ingress that was created", "closed", "production", "ingress", created],
    ["production's ingress that was updated", "closed", "production", "ingress", updated],
    ["production's ingress that was not changed", "closed", "production", "ingress", found],
    ["an ingress elsewhere", "deleted", "staging", "ingress", created],
  ])("%s: it is %s", (_what, undo, environment, part, how) => {
    expect(undoOf(environment, { part, ...how }, kept)).toBe(undo);
  });
});
