import {
  type Dossier,
  dossierDigest,
  dossierSchema,
  stepsAtStake,
} from "../../../lib/domain/gate/dossier.ts";
import { sampleDossier } from "../../fixtures/sample-dossier.ts";

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

  test.each<[string, object]>([
    ["a change that is not shown", { secretly: "delete it" }],
    ["a digest that is none", { realState: "as before" }],
    ["a gate that is none", { gate: "back-door" }],
  ])("is not read with %s in it", (_, wrong) => {
    expect(dossierSchema.safeParse({ ...sampleDossier(), ...wrong }).success).toBe(false);
  });
});
