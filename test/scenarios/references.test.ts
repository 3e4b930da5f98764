import type { Environment } from "../../lib/domain/environment.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { type Fact, isFact } from "../../lib/domain/records/facts.ts";
import { references } from "../../lib/pages/effects-shown.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { places } from "../simulator/accounts/environment-accounts.ts";
import { whenEntering } from "../simulator/execution-hooks.ts";
import { effectsFromNow, install, planWith, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const bucket = (more: object) =>
  JSON.stringify({ Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: more } } });
const parameter = "{{resolve:ssm:/shop/image}}";
const secret = "{{resolve:secretsmanager:shop:SecretString:password}}";

/** Not the letter of 21.03: another plan binds what that one refuses. */
const bindingPlan = planWith((plan) => {
  plan.documentId = "30.01";
});

/** A run in which the compute step of one environment refers to something. */
const referring = (world: World, environment: Environment, properties: object, plan = bindingPlan) =>
  take(
    world,
    {
      templateOf: (of, part) => (of === environment && part === "compute" ? bucket(properties) : undefined),
    },
    plan,
  );

const opened = (entries: readonly Fact[]) =>
  entries.find(isFact("open-run", "observation"))?.detail.references;
const failure = (entries: readonly Fact[]) =>
  entries.filter(isFact("provision-step", "outcome")).find(({ detail }) => detail.result === "failed")?.detail
    .reason;

async function shownAt(world: World, entries: readonly Fact[], gate: Gate) {
  const asked = entries.filter(isFact("open-gate", "outcome")).findLast(({ detail }) => detail.gate === gate);
  return world.ask((ports) => readDossier(ports, asked?.detail.dossierDigest ?? ""));
}

const limits = { rows: 20, values: 2, characters: 80 };

describe("a reference that may mean something else later", () => {
  test("is refused by the letter of 21.03", async () => {
    const world = install();
    world.referred.put("/shop/image", "one");
    const { verdict } = await referring(world, "production", { Name: parameter }, planWith());

    expect(verdict).toBe("REFUSED");
  });

  test("is bound under another plan to what it stands for, which approvers see and the run may use", async () => {
    const world = install({ plan: bindingPlan.documentId });
    world.referred.put("/shop/image", "one");
    world.referred.rotate("shop", "v-1");
    const { verdict, entries, runId } = await referring(world, "production", { Tags: [parameter, secret] });
    const is = 'version 1 of 2026-11-01T00:00:00.000Z, "one"';

    expect(verdict).toBe("SUCCEEDED");
    expect(opened(entries)).toEqual([
      {
        environment: "production",
        step: "compute",
        seen: `${parameter} names no version`,
        reference: parameter,
        is,
      },
      {
        environment: "production",
        step: "compute",
        seen: `${secret} names no version`,
        reference: secret,
        is: "version v-1",
      },
    ]);
    const dossier = await shownAt(world, entries, "change-record");
    expect(String(references(dossier, limits))).toContain("the run stops if it has moved");
    expect(verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem }).findings).toEqual(
      [],
    );
  });

  test.each<[string, (world: World) => void, string]>([
    ["another value", (world) => world.referred.put("/shop/image", "two"), "and is version 2 of"],
    ["nothing any more", (world) => world.referred.remove("/shop/image"), "and is gone now"],
  ])("stops the run before its effect when it stands for %s", async (_what, move, said) => {
    const world = install({ plan: bindingPlan.documentId });
    world.referred.put("/shop/image", "one");
    whenEntering(world, "6.2 Provision production, ingress closed", () => move(world));
    const effects = effectsFromNow(world);
    const { verdict, entries } = await referring(world, "production", { Name: parameter });

    expect(verdict).toBe("ROLLED_BACK");
    expect(failure(entries)).toContain(said);
    expect(effects).not.toContain("CreateStack production-compute");
  });

  test.each<[string, object]>([
    ["that does not exist yet", { Name: parameter }],
    [
      "whose name only CloudFormation knows",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is CloudFormation's own placeholder.
      { Name: { "Fn::Sub": "{{resolve:ssm:/shop/${AWS::StackId}}}" } },
    ],
    ["that is an image by its tag", { Image: "registry.example.com/shop:latest" }],
  ])("%s cannot be bound, and approvers are told so", async (_what, properties) => {
    const world = install({ plan: bindingPlan.documentId });
    const { verdict, entries } = await referring(world, "production", properties);

    expect(verdict).toBe("SUCCEEDED");
    expect(opened(entries)).toMatchObject([{ environment: "production", step: "compute", is: null }]);
    const dossier = await shownAt(world, entries, "change-record");
    expect(String(references(dossier, limits))).toContain("<b>not bound</b> compute");
  });

  test("never shows what a secure parameter holds", async () => {
    const world = install({ plan: bindingPlan.documentId });
    world.referred.put("/shop/image", "hidden", "SecureString");
    const { entries } = await referring(world, "production", { Name: parameter });

    expect(opened(entries)?.[0]?.is).toBe("version 1 of 2026-11-01T00:00:00.000Z");
  });
});

describe("an image that is named by its digest", () => {
  const digest = `sha256:${"ab".repeat(32)}`;
  const image = {
    Image: { "Fn::Sub": `\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.\${AWS::URLSuffix}/shop@${digest}` },
  };

  test.each([
    ["the letter of 21.03", planWith(), "21.03"],
    ["another plan", bindingPlan, bindingPlan.documentId],
  ])("and is there is told with when it was pushed, under %s", async (_what, plan, named) => {
    const world = install({ plan: named });
    const { verdict, entries } = await referring(world, "production", image, plan);

    expect(verdict).toBe("SUCCEEDED");
    expect(opened(entries)).toEqual([
      {
        environment: "production",
        step: "compute",
        seen: expect.stringContaining(`/shop@${digest}`),
        reference: expect.stringMatching(/^\d{12}\.dkr\.ecr\./),
        is: "pushed at 2026-11-01T00:00:00.000Z",
      },
    ]);
  });

  test("and is gone ends the run before anybody is asked, and every one is named", async () => {
    const world = install();
    world.referred.deleteImage(digest);
    const effects = effectsFromNow(world);
    const { verdict, entries } = await take(world, {
      templateOf: (of, part) => (of !== "development" && part === "compute" ? bucket(image) : undefined),
    });
    const [refusal] = entries.filter(isFact("refuse-run", "observation"));

    expect(verdict).toBe("REFUSED");
    expect(refusal?.detail.reason).toMatch(/staging\/compute: the image .*; production\/compute: the image /);
    expect(refusal?.detail.reason).toContain("Push each image again under its digest");
    expect(effects).toEqual([]);
  });

  test("is not asked for where the installation waives it, nor by a change that is refused anyway", async () => {
    const reason = "the registries of this installation hold nothing";
    const waiving = install({
      waivers: [{ check: "approved-code-running", fact: "image-present", reason }],
    });
    const refused = install({ plan: "another" });
    for (const world of [waiving, refused]) {
      world.referred.deleteImage(digest);
      const { entries } = await referring(world, "production", image, planWith());
      expect(opened(entries)).toBeUndefined();
    }
  });

  test("and goes while people decide stops the run before the effect", async () => {
    const world = install();
    whenEntering(world, "6.2 Provision production, ingress closed", () => world.referred.deleteImage(digest));
    const effects = effectsFromNow(world);
    const { verdict, entries } = await referring(world, "production", image, planWith());

    expect(verdict).toBe("ROLLED_BACK");
    expect(failure(entries)).toContain("and is gone now");
    expect(effects).not.toContain("CreateStack production-compute");
  });

  test.each([
    ["another account's registry", "999999999999.dkr.ecr.us-east-1.amazonaws.com/shop"],
    ["another region's registry", `${places.production.account}.dkr.ecr.eu-central-1.amazonaws.com/shop`],
    ["a registry that is not AWS's", "registry.example.com/shop"],
  ])("of %s is not asked for", async (_whose, name) => {
    const world = install();
    world.referred.deleteImage(digest);
    const { verdict, entries } = await referring(
      world,
      "production",
      { Image: `${name}@${digest}` },
      planWith(),
    );

    expect(verdict).toBe("SUCCEEDED");
    expect(opened(entries)).toBeUndefined();
  });
});
