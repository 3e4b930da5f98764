import { synthesisedTemplate } from "../../simulator/template.ts";
import {
  beyondOperators,
  doctorAsks,
  operatorStatements,
  refusedToOperators,
  typeAll,
  untyped,
} from "./operating.ts";
import { policiesIn } from "./policies.ts";
import { deployed } from "./template.ts";

const control = deployed(await synthesisedTemplate());
const policies = policiesIn(control);
const statements = operatorStatements(control);

test("every operator's command works for somebody who has the operators' policy alone", async () => {
  const typed = await typeAll(control, policies);
  expect(typed.filter(({ works, refused }) => !works || refused.length > 0)).toEqual([]);
  expect(untyped()).toEqual([]);
});

test("without one of its statements, a command does not work", async () => {
  const withoutKeys = statements.filter((one) => !JSON.stringify(one).includes("kms:GetPublicKey"));
  const failed = (await typeAll(control, policies, withoutKeys, 1)).filter(({ works }) => !works);
  expect(failed.map(({ command }) => command)).toEqual([
    "records export RUN --output FILE",
    "report RUN --output FILE",
  ]);
});

test("doctor may ask what it asks about the installation itself", () => {
  const refused = doctorAsks(control).map((asked) => refusedToOperators(policies, statements, asked));
  expect(refused).toEqual([null, null, null, null, null, null]);
});

test("it passes no gate, wakes no run, signs nothing and writes no record", () => {
  const asked = beyondOperators(control);
  expect(asked.length).toBeGreaterThan(50);
  expect(asked.filter((one) => refusedToOperators(policies, statements, one) === null)).toEqual([]);
});

test("it fits into a managed policy", () => {
  // Source: IAM user guide, "IAM and AWS STS quotas": 6,144 characters without white space.
  // Half of it leaves room for longer names, and for the signing keys of later years.
  expect(JSON.stringify(statements).length).toBeLessThan(6_144 / 2);
});
