import { environments } from "../../lib/domain/environment.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import { application, install, stackOf, take } from "../simulator/runs.ts";

/** A service whose task definition names an image by its digest. */
const service = (digit: string, more: object) =>
  JSON.stringify({
    Resources: {
      Task: {
        Type: "AWS::ECS::TaskDefinition",
        Properties: {
          ContainerDefinitions: [{ Name: "app", Image: `team/shop@sha256:${digit.repeat(64)}` }],
        },
      },
      Service: {
        Type: "AWS::ECS::Service",
        Properties: { TaskDefinition: { Ref: "Task" }, DesiredCount: 1 },
      },
    },
    ...more,
  });

const rest = JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } });

describe("a commit that changes only the digest of an image", () => {
  // Trials F2: an account that calls every change of a service conditional made each of these commits fail in production.
  test.each([
    ["knows that a service stays", "False", {}],
    ["cannot tell whether a service stays", "Conditional", { Metadata: { World: { unsure: true } } }],
  ])("succeeds where CloudFormation %s", async (_what, said, more) => {
    const world = install();
    const of = (digit: string, attempt: number) => ({
      attempt,
      templateOf: (_environment: string, part: string) => (part === "compute" ? service(digit, more) : rest),
    });
    await take(world, of("a", 1));
    const { verdict, entries } = await take(world, of("b", 2));

    expect(verdict).toBe("SUCCEEDED");
    for (const environment of environments) {
      expect(stackOf(world, environment, "compute")?.deployed.template.text).toBe(service("b", more));
      const update = entries
        .filter(isFact("provision-step", "intent"))
        .find(({ subject, detail }) => subject === `${environment}/compute` && detail.operation === "update");
      expect(update?.detail.changes?.items).toEqual(
        expect.arrayContaining([expect.objectContaining({ logicalId: "Service", replacement: said })]),
      );
    }
    expect(stackOf(world, "production", "ingress")?.status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
    const opened = entries
      .filter(isFact("open-gate", "outcome"))
      .findLast(({ detail }) => detail.gate === "change-record");
    const { steps } = await world.ask((ports) => readDossier(ports, opened?.detail.dossierDigest ?? ""));
    const effects = steps.find(({ stackName }) => stackName === `${application}-production-compute`)?.effects;
    expect(effects?.map(({ logicalId, effect }) => `${effect} ${logicalId}`)).toEqual([
      "replace Task",
      "modify Service",
    ]);
  });
});
