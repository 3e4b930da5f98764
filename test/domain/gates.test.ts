import { environments, scopes } from "../../lib/domain/environment.ts";
import {
  gateBefore,
  gateRows,
  gates,
  gatesThatAllow,
  gateThatBinds,
  receiptsThrough,
} from "../../lib/domain/gates.ts";

const inWords = ({ statement, about }: { readonly statement: string; readonly about: string }) =>
  `${statement} ${about}`;

describe("the gates", () => {
  test.each(gates)("%s follows only gates that a run meets before it", (gate) => {
    const before = gates.slice(0, gates.indexOf(gate)).map((name) => `gate-passed ${name}`);
    const followed = gateRows[gate].follows.filter(({ statement }) => statement === "gate-passed");
    expect(before).toEqual(expect.arrayContaining(followed.map(inWords)));
  });

  test.each(gates)("%s rolls back only its own environment when it is rejected", (gate) => {
    const { environment, rejectionUndoes } = gateRows[gate];
    expect([null, environment]).toContain(rejectionUndoes);
  });

  test.each(environments.flatMap((environment) => scopes.map((scope) => [environment, scope] as const)))(
    "allow every effect: %s, %s",
    (environment, scope) => {
      expect(gatesThatAllow(environment, scope)).not.toEqual([]);
    },
  );
});

test("only production's gates bind the steps to what their dossiers showed", () => {
  expect(gateThatBinds("development", "everything")).toBeNull();
  expect(gateThatBinds("staging", "everything")).toBeNull();
  expect(gateThatBinds("production", "everything")).toBe("change-record");
  expect(gateThatBinds("production", "all-but-ingress")).toBe("change-record");
  expect(gateThatBinds("production", "ingress")).toBe("production-release");
});

test("a gate directly follows at most one other gate", () => {
  expect(gates.map(gateBefore)).toEqual([null, null, "staging-sign-off", "change-record"]);
});

test("a gate has passed only after everything that it follows", () => {
  expect(receiptsThrough("plan-approval").map(inWords)).toEqual(["gate-passed plan-approval"]);
  expect(receiptsThrough("production-release").map(inWords)).toEqual([
    "validated staging",
    "gate-passed staging-sign-off",
    "gate-passed change-record",
    "validated production",
    "gate-passed production-release",
  ]);
});
