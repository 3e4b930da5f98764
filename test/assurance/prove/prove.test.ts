import { environments } from "../../../lib/domain/environment.ts";
import { prerequisitesOf } from "../../../lib/domain/run/prerequisites.ts";
import { type TaskName, tasks } from "../../../lib/tasks/tasks.ts";
import { synthesisedTemplate } from "../../simulator/template.ts";
import { textOf } from "./finding.ts";
import { kept } from "./kept.ts";
import { meanings } from "./meaning.ts";
import { certify, families, findingsAbout } from "./prove.ts";
import { orders } from "./rules/order.ts";
import { type Defect, withDefect } from "./seeded-defects/defect.ts";
import { defects } from "./seeded-defects/seeded-defects.ts";
import { readTemplate } from "./synthesised.ts";

const { synthesised, findings } = readTemplate(await synthesisedTemplate());
const parent = `${synthesised.application}-provisioning-plan`;
const withText = (edit: (text: string) => string) => ({
  ...synthesised,
  machines: synthesised.machines.map((one) => (one.name === parent ? { ...one, text: edit(one.text) } : one)),
});

test("the definitions as they are synthesised break no rule", () => {
  expect([...findings, ...findingsAbout(synthesised)].map(textOf)).toEqual([]);
});

test("no way leads round any of the orders: without the edges that establish it, no effect is reached", () => {
  const certificate = certify(synthesised);
  const effects = certificate?.orders.flatMap(({ effects }) => effects) ?? [];

  expect(certificate?.orders).toHaveLength(14);
  expect(effects.filter(({ reachableWithoutCut }) => reachableWithoutCut)).toEqual([]);
  expect(effects.filter(({ way }) => way.length === 0)).toEqual([]);
});

test("the same definitions have the same certificate, which names each machine by the digest of what is deployed", () => {
  expect(JSON.stringify(certify(synthesised))).toBe(JSON.stringify(certify(synthesised)));
  expect(new Set(certify(synthesised)?.machines.map(({ digest }) => digest)).size).toBe(17);
});

test.each(
  environments.flatMap((environment) =>
    (environment === "production"
      ? (["all-but-ingress", "ingress"] as const)
      : (["everything"] as const)
    ).map((scope) => ({ environment, scope })),
  ),
)(
  "what $environment's provisioner confirms for $scope is what the definitions make sure of",
  ({ environment, scope }) => {
    const needed = orders
      .filter(({ before }) => before({ is: "effect", environment, scope }))
      .flatMap(({ needs }) => needs);
    const confirmed = prerequisitesOf(environment, scope).map(({ statement, about }) =>
      statement === "gate-passed" ? `passed ${about}` : `${statement} ${about}`,
    );

    expect(needed).toEqual(expect.arrayContaining(confirmed));
  },
);

test("whatever may change a stack is known as an effect, a rollback or a reopening", () => {
  const changing = (Object.keys(tasks) as TaskName[]).filter((task) =>
    (tasks[task].ports as readonly string[]).includes("stacks"),
  );

  expect(
    changing.filter((task) => !["effect", "rollback", "reopening"].includes(meanings[task] ?? "")),
  ).toEqual([]);
});

describe("a seeded defect", () => {
  const findingsOf = kept((defect: Defect) => findingsAbout(withDefect(synthesised, defect)));

  test.each(defects)("$name is found by $rule", (defect) => {
    const found = findingsOf(defect).filter(({ rule }) => rule === defect.rule);

    expect(found.map(({ state }) => state)).toContain(defect.at);
    expect(found.every(({ message }) => message.length > 0)).toBe(true);
  });

  test.each(defects.filter(({ onlyThere }) => onlyThere))("$name is found by no other rule", (defect) => {
    const rules = new Set(findingsOf(defect).map(({ rule }) => rule));

    expect([...rules]).toEqual([defect.rule]);
  });

  test("every rule has one, and there are at least forty", () => {
    const rules = Object.values(families).flatMap((family) => family.map(({ id }) => id));
    const seeded = new Set(defects.map(({ rule }) => rule));

    expect(rules.filter((rule) => !seeded.has(rule))).toEqual([]);
    expect(defects.length).toBeGreaterThanOrEqual(40);
  });
});

describe("bad input is named, with state and path", () => {
  test.each([
    ["text that is no JSON", (text: string) => text.slice(0, 900), "is not JSON"],
    [
      "an unknown state",
      (text: string) => text.replace(/"Next": "Verdict\?"/, '"Next": "Verdict"'),
      "«8 Close run» /Next: «Verdict» is no state",
    ],
    [
      "an unfilled placeholder",
      (text: string) => text.replace("{close-run}", "{close}"),
      `«8 Close run» /Parameters/FunctionName: the placeholder $\{close} is left unfilled`,
    ],
    [
      "a Choice without Default",
      (text: string) => text.replace('"Default": "Not succeeded"', '"Comment": ""'),
      "«Verdict?» /Default: the Choice has no Default",
    ],
  ])("%s", (_, edit, said) => {
    expect(findingsAbout(withText(edit)).map(textOf).join("\n")).toContain(said);
  });
});
