import type { CandidateStep } from "../../../../lib/domain/change/rules/candidate.ts";
import { about, changeWith, subnet } from "./about-change.ts";

const exporting = (name: string, value: unknown = "x") => ({ Value: value, Export: { Name: name } });
const importing = (name: unknown) => ({ Type: "AWS::X::A", Properties: { X: { "Fn::ImportValue": name } } });
const step = (
  { Resources = {}, Outputs = {} }: { Resources?: object; Outputs?: object },
  more: Partial<CandidateStep> = {},
): Partial<CandidateStep> => ({
  template: JSON.stringify({ Resources: { Subnet: subnet, ...Resources }, Outputs }),
  ...more,
});

describe("steps that wait for each other", () => {
  const waiting = (waits: Readonly<Record<string, readonly string[]>>) =>
    changeWith(
      "staging",
      Object.fromEntries(Object.entries(waits).map(([name, dependsOn]) => [name, { dependsOn }])),
    );

  test("are taken where they wait for one another in an order", () => {
    const waits = { compute: ["network", "logging", "database"], database: ["network", "logging"] };

    expect(about(waiting(waits)).refusals).toEqual([]);
  });

  test("are refused by name where they wait in a circle, and not who only waits for them", () => {
    const waits = {
      network: ["storage", "logging"],
      logging: ["network"],
      compute: ["network", "database"],
      database: ["compute"],
      ingress: ["compute", "network"],
    };

    expect(about(waiting(waits)).refusals).toEqual([
      {
        rule: "order-dependencies",
        where: "staging",
        seen: "the steps network, logging, database, compute wait for each other",
        todo: "take one of the references out",
      },
    ]);
  });

  test("are refused where they wait for what only another environment has", () => {
    expect(about(waiting({ compute: ["network", "audit"] })).refusals).toEqual([
      {
        rule: "order-dependencies",
        where: "staging/compute",
        seen: "it waits for audit, which staging does not have",
        todo: "add the stack or take the dependency out",
      },
    ]);
  });
});

describe("steps that import", () => {
  test("are taken where an earlier stack of the environment exports it, in a resource or an output", () => {
    const change = changeWith("staging", {
      network: step({ Outputs: { Own: exporting("own") } }),
      compute: step({ Resources: { Thing: importing("own") } }),
      ingress: step({ Outputs: { Own: { Value: { "Fn::ImportValue": "own" } } } }),
    });

    expect(about(change)).toEqual({ refusals: [], unknown: [] });
  });

  test("are refused where they import in a circle, by what an output says too", () => {
    const change = changeWith("staging", {
      network: step({ Outputs: { Own: exporting("one", { "Fn::ImportValue": "two" }) } }),
      logging: step({ Outputs: { Own: exporting("two") }, Resources: { Thing: importing("one") } }),
      compute: step({ Resources: { Thing: importing("two") } }),
    });

    expect(about(change).refusals).toEqual([
      {
        rule: "order-imports",
        where: "staging",
        seen: "the steps network, logging import from each other",
        todo: "take one of the references out",
      },
    ]);
  });

  test("are refused where another environment alone exports it", () => {
    const exporter = changeWith("development", { network: step({ Outputs: { Own: exporting("own") } }) });
    const importer = changeWith("staging", { compute: step({ Resources: { Thing: importing("own") } }) });
    const change = {
      ...exporter,
      environments: { ...exporter.environments, staging: importer.environments.staging },
    };

    expect(about(change)).toEqual({
      refusals: [
        {
          rule: "import-own",
          where: "staging/compute",
          seen: "staging imports own, which development exports",
          todo: "environments share nothing: give staging its own",
        },
      ],
      unknown: [],
    });
  });

  test("are taken where their own environment exports it among others", () => {
    const exporter = changeWith("development", { network: step({ Outputs: { Own: exporting("own") } }) });
    const importer = changeWith("staging", {
      network: step({ Outputs: { Own: exporting("own") } }),
      compute: step({ Resources: { Thing: importing("own") } }),
    });
    const environments = { ...exporter.environments, staging: importer.environments.staging };
    const places = {
      development: { account: "111111111111", region: "eu-west-1" },
      staging: { account: "222222222222", region: "eu-west-1" },
      production: { account: "333333333333", region: "eu-west-1" },
    };

    expect(about({ ...exporter, environments }, { places })).toEqual({ refusals: [], unknown: [] });
  });

  test("are left to the account where nothing of the change exports it, and each name is told once", () => {
    const name = { "Fn::GetAtt": ["Own", "Arn"] };
    const change = changeWith("staging", {
      compute: step({ Resources: { Own: subnet, A: importing(name), B: importing(name) } }),
    });

    expect(about(change)).toEqual({
      refusals: [],
      unknown: [
        {
          rule: "import-known",
          where: "staging/compute",
          seen: 'it imports {"Fn::GetAtt":["Own","Arn"]}, which no stack of the change exports',
          todo: "the account is asked when the run opens; export it there, or add the stack that exports it",
        },
      ],
    });
  });
});
