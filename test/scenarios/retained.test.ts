import { type Fact, isFact } from "../../lib/domain/records/facts.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { effectsFromNow, install, planWith, resourceIds, standing, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const otherPlan = planWith((plan) => {
  plan.documentId = "30.01";
});
const retained = (Facts: object = {}) =>
  JSON.stringify({
    Resources: { Bucket: { Type: "AWS::S3::Bucket", DeletionPolicy: "Retain", Metadata: { Facts } } },
  });

/** A run whose development keeps its storage, and is not valid. */
const failing = (world: World, attempt = 1) =>
  take(
    world,
    {
      attempt,
      templateOf: (environment, part) =>
        environment === "development" && part === "storage" ? retained() : undefined,
      twists: [{ environment: "development", part: "compute", version: attempt + 1, fails: "validation" }],
    },
    otherPlan,
  );
const intents = (entries: readonly Fact[]) =>
  entries.flatMap((fact) =>
    isFact("roll-back-step", "intent")(fact) && fact.subject === "development/storage"
      ? [fact.detail.operation]
      : [],
  );

describe("a resource that its template retains", () => {
  test("is refused by the letter of 21.03 where a rollback destroys everything", async () => {
    const { verdict } = await take(install(), {
      templateOf: (_, part) => (part === "storage" ? retained() : undefined),
    });

    expect(verdict).toBe("REFUSED");
  });

  test("goes with what this run created: its stack is told so first, as an intent of its own", async () => {
    const world = install({ plan: otherPlan.documentId });
    const effects = effectsFromNow(world);
    const { verdict, entries, runId } = await failing(world);

    expect(verdict).toBe("ROLLED_BACK");
    expect(intents(entries)).toEqual(["release", "delete"]);
    expect(effects.filter((effect) => effect.endsWith("development-storage"))).toEqual([
      "CreateStack development-storage",
      "UpdateStack development-storage",
      "DeleteStack development-storage",
    ]);
    expect(resourceIds(world, "development", "storage", "Bucket")).toEqual([]);
    expect(verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem }).findings).toEqual(
      [],
    );
  });

  test("stays where it stood before the run, which never touches it", async () => {
    const world = install({ plan: otherPlan.documentId });
    await take(
      world,
      {
        templateOf: (environment, part) =>
          environment === "development" && part === "storage" ? retained() : undefined,
      },
      otherPlan,
    );
    const before = resourceIds(world, "development", "storage", "Bucket");
    const { verdict, entries } = await failing(world, 2);

    expect(verdict).toBe("ROLLED_BACK");
    expect(intents(entries)).toEqual([]);
    expect(standing(world, "development")).toContain("storage");
    expect(resourceIds(world, "development", "storage", "Bucket")).toEqual(before);
  });
});
