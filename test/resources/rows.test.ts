import { readFileSync } from "node:fs";
import { parts } from "../../lib/domain/environment.ts";
import { parsePlan } from "../../lib/plan/schema.ts";
import { describedRows, rows } from "../../lib/resources/resources.ts";
import { anyOther, samplesOf } from "./samples.ts";

const probes = describedRows.flatMap(({ type, row: { facts, probes: ofType } }) =>
  ofType.map((probe) => ({
    name: `${type} ${probe.fact} (${probe.checks.join()})`,
    probe,
    samples: samplesOf(facts, probe),
  })),
);

describe("the rows", () => {
  test("name each type once", () => {
    const types = rows.map(({ type }) => type);

    expect(types).toEqual([...new Set(types)]);
  });

  test("name only owners that have rows, so that each chain of owners ends at a described type", () => {
    const types = rows.map(({ type }) => type);
    const owners = rows.flatMap(({ row }) => ("owner" in row ? (row.owner?.types ?? []) : []));

    expect(owners.filter((owner) => !types.includes(owner))).toEqual([]);
  });

  test.each(describedRows.map(({ type, service, row }) => ({ type, service, row })))(
    "of $type allow only actions that read",
    ({ row: { actions, listed, exposure } }) => {
      const all = [...actions, ...(listed === null ? [] : [listed.action]), ...(exposure?.actions ?? [])];

      expect(
        all.filter((action) => !/^([a-z0-9-]+:(Describe|Get|List)[A-Za-z]+|apigateway:GET)$/.test(action)),
      ).toEqual([]);
    },
  );

  test("give a person a command that names the resource", () => {
    expect(describedRows.filter(({ row: { look } }) => !look.includes("{id}"))).toEqual([]);
  });
});

describe("the services", () => {
  test("know each kind in an ARN once, so that an ARN tells one type", () => {
    const kinds = describedRows.map(({ service, row: { arn } }) => `${service.iam}:${arn.kind ?? ""}`);

    expect(kinds).toEqual([...new Set(kinds)]);
  });
});

describe("the probe", () => {
  const checksOf = (name: string) =>
    parsePlan(
      readFileSync(new URL(`../../lib/plan/${name}.json`, import.meta.url), "utf8"),
    ).environments.flatMap((environment) => environment.checks.map(({ id }) => id));
  const checks = ["21.03", "application"].flatMap(checksOf);

  test.each(probes)(
    "$name is asked by checks of a plan that is built in, about one of its parts",
    ({ probe }) => {
      expect(probe.checks.filter((check) => !checks.includes(check))).toEqual([]);
      expect([undefined, ...parts]).toContain(probe.part);
    },
  );

  test.each(probes)("$name can hold, and can fail or be unseen", ({ probe, samples }) => {
    const answers = new Set(samples.map((sample) => probe.holds(sample)));

    expect(answers).toContain(true);
    expect(answers.size).toBeGreaterThan(1);
  });

  test.each(probes)("$name rests on the facts that it names, and on no other", ({ probe, samples }) => {
    const read = new Set<string>();
    for (const sample of samples) {
      const watched = new Proxy(sample, {
        get: (facts, fact) => {
          read.add(String(fact));
          return Reflect.get(facts, fact);
        },
      });
      probe.holds(watched);
      probe.saw(watched);
    }

    expect([...read].sort()).toEqual([...probe.about].sort());
  });
});

describe("the probe of a text", () => {
  const ofText = probes.filter(({ samples }) =>
    samples.some((sample) => Object.values(sample).includes(anyOther)),
  );

  test.each(ofText)("$name doesn't hold for a value that we don't know", ({ probe, samples }) => {
    const unknown = samples.filter((sample) => Object.values(sample).includes(anyOther));

    expect(unknown.filter((sample) => probe.holds(sample) === true)).toEqual([]);
  });
});

describe("a resource that can be public", () => {
  const shown = describedRows.flatMap(({ type, row: { exposure, probes: ofType } }) =>
    exposure === null || exposure.fact === null ? [] : [{ type, fact: exposure.fact, ofType }],
  );

  test.each(shown)("$type is asked about $fact before ingress opens", ({ fact, ofType }) => {
    const asking = ofType.filter(
      ({ about, checks }) => about.includes(fact) && checks.includes("no-public-access-before-validation"),
    );

    expect(asking).toHaveLength(1);
  });
});
