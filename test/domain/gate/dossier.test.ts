import { readFileSync } from "node:fs";
import { type Effect, gravityOfEffect } from "../../../lib/domain/change/prediction/effects.ts";
import {
  changeInWords,
  type Dossier,
  dossierDigest,
  dossierSchema,
  stepsAtStake,
} from "../../../lib/domain/gate/dossier.ts";
import { sampleDossier, sampleDossierStep } from "../../fixtures/sample-dossier.ts";

const namesAtStake = (dossier: Dossier) => stepsAtStake(dossier).map(({ step }) => step);

describe("what an approval allows", () => {
  test("at the release is ingress alone, because everything else was let through before", () => {
    expect(namesAtStake(sampleDossier({ gate: "production-release" }))).toEqual(["ingress"]);
  });

  test.each(["plan-approval", "staging-sign-off", "change-record"] as const)(
    "at %s is every step",
    (gate) => {
      const dossier = sampleDossier({ gate });
      expect(namesAtStake(dossier)).toEqual(dossier.steps.map(({ step }) => step));
    },
  );
});

describe("a dossier", () => {
  test("is named by a digest of everything in it", () => {
    const name = dossierDigest(sampleDossier());
    expect(dossierDigest(sampleDossier())).toBe(name);
    expect(dossierDigest(sampleDossier({ question: "Is it?" }))).not.toBe(name);
    expect(dossierDigest(sampleDossier({ steps: sampleDossier().steps.slice(1) }))).not.toBe(name);
  });

  test("is read as it was written", () => {
    expect(dossierSchema.parse(JSON.parse(JSON.stringify(sampleDossier())))).toEqual(sampleDossier());
  });

  test("of before gravity and values were shown still parses under its old name, and counts as grave", () => {
    const kept = readFileSync(new URL("../../cases/dossiers/before-the-door.json", import.meta.url), "utf8");
    const old = dossierSchema.parse(JSON.parse(kept));
    const effects = old.steps.flatMap((step) => step.effects);

    expect(dossierDigest(old)).toBe("c75e70dc3e8f3e290185adc9c5d0cdbb3059d4a6f48b9735ba7df4aa709aaa48");
    expect(effects.every(({ gravity, values }) => gravity === undefined && values === undefined)).toBe(true);
    expect(new Set(effects.filter(({ effect }) => effect === "remove").map(gravityOfEffect))).toEqual(
      new Set(["data-lost"]),
    );
  });

  test.each<[string, object]>([
    ["a change that is not shown", { secretly: "delete it" }],
    ["a digest that is none", { realState: "as before" }],
    ["a gate that is none", { gate: "back-door" }],
  ])("is not read with %s in it", (_, wrong) => {
    expect(dossierSchema.safeParse({ ...sampleDossier(), ...wrong }).success).toBe(false);
  });
});

describe("what happens, in words", () => {
  const effect = (kind: Effect["effect"], logicalId: string): Effect => ({
    effect: kind,
    logicalId,
    type: "AWS::SNS::Topic",
    because: [],
  });
  const shown = (...effects: readonly Effect[]) =>
    sampleDossier({ steps: [sampleDossierStep("compute", { effects: [...effects] })] });

  test("counts the effects, gravest first", () => {
    const many = [
      effect("add", "A"),
      effect("modify", "B"),
      effect("replace", "C"),
      effect("remove", "D"),
      effect("add", "E"),
    ];

    expect(changeInWords(shown(...many))).toBe("1 removed, 1 replaced, 1 modified, 2 added");
  });

  test("is nothing only where every step is deployed as it is wanted", () => {
    const same = sampleDossierStep("compute", {
      wantedDigest: "e".repeat(64),
      baselineDigest: "e".repeat(64),
    });

    expect(changeInWords(sampleDossier({ steps: [same] }))).toBe("nothing changes");
    expect(changeInWords(shown())).toBe("deployed anew, no resource changes");
    expect(changeInWords(sampleDossier({ steps: [same, sampleDossierStep("network")] }))).toBe(
      "deployed anew, no resource changes",
    );
    expect(changeInWords(sampleDossier({ steps: [{ ...same, baselineDigest: null }] }))).toBe(
      "deployed anew, no resource changes",
    );
  });

  test("is about the steps at stake: ingress at the release, and what is removed", () => {
    const steps = [
      sampleDossierStep("compute", { effects: [effect("replace", "Service")] }),
      sampleDossierStep("monitoring", { step: "audit", removed: true, effects: [effect("remove", "Topic")] }),
      sampleDossierStep("ingress", { effects: [effect("add", "Balancer")] }),
    ];

    expect(changeInWords(sampleDossier({ gate: "production-release", steps }))).toBe("1 removed, 1 added");
    expect(changeInWords(sampleDossier({ gate: "change-record", steps }))).toBe(
      "1 removed, 1 replaced, 1 added",
    );
  });
});
