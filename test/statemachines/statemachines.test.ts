import { readdirSync, readFileSync } from "node:fs";
import aslValidator from "asl-validator";
import { children } from "../../lib/domain/run/children.ts";

const folder = new URL("../../statemachines/", import.meta.url);
const definitions = readdirSync(folder)
  .filter((name) => name.endsWith(".asl.json"))
  .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8"))] as const);
const clauses = ["4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1", "6.2", "6.3", "6.4", "8", "9"];

// test/assurance/prove proves what the definitions promise, on the definitions as they are synthesised.

test.each(definitions)("%s is valid Amazon States Language", (_file, definition) => {
  expect(aslValidator(definition).errors).toEqual([]);
});

test("every child has the name by which a recovery stops it", () => {
  const [, plan] = definitions.find(([file]) => file === "provisioning-plan.asl.json") ?? [];
  const named = Object.values<{ Parameters?: Record<string, unknown> }>(plan.States).flatMap(
    ({ Parameters = {} }) => {
      const machine = /^\$\{(.+)-(development|staging|production)\}$/.exec(
        String(Parameters["StateMachineArn"]),
      );
      const [, what = ""] = /^States\.Format\('\{\}-(.+)-\{\}'/.exec(String(Parameters["Name.$"])) ?? [];
      return machine === null ? [] : [`${machine[1]} ${what}`];
    },
  );

  expect(named.sort()).toEqual(
    children.map(({ machine, environment, what }) => `${machine} ${environment}-${what}`).sort(),
  );
});

test("each clause of 21.03 sections 4 to 6, 8 and 9 has its state", () => {
  const [, plan] = definitions.find(([file]) => file === "provisioning-plan.asl.json") ?? [];
  const named = new Set(Object.keys(plan.States).map((name) => name.split(" ")[0]));

  expect(clauses.filter((clause) => !named.has(clause))).toEqual([]);
});
