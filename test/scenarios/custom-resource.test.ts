import { isFact } from "../../lib/domain/records/facts.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import { application, install, planWith, take } from "../simulator/runs.ts";

/** A template whose custom resource, or what the CDK tells of itself, differs from version to version. */
const template = (type: string, version: number) =>
  JSON.stringify({
    Resources: {
      Own: { Type: type, Properties: { ServiceToken: "function", Version: version } },
      Follower: { Type: "AWS::SNS::Topic", Properties: { DisplayName: { Ref: "Own" } } },
      Still: { Type: "AWS::SNS::Topic" },
    },
  });

const rest = JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } });

/** Two versions of a template, one after the other, in a part of these environments. */
async function updated(
  environments: string,
  part: string,
  type: string,
  edit: Parameters<typeof planWith>[0] = () => undefined,
) {
  const world = install();
  const version = (number: number) => ({
    attempt: number,
    templateOf: (environment: string, of: string) =>
      of === part && environments.includes(environment) ? template(type, number) : rest,
  });
  await take(world, version(1), planWith(edit));
  return { world, ...(await take(world, version(2), planWith(edit))) };
}

const everywhere = "development, staging, production";

describe("an update of a resource of which nobody can tell beforehand whether it is replaced", () => {
  test.each(["Custom::LogRetention", "AWS::CDK::Metadata"])(
    "succeeds: a %s is announced as a possible replacement, with what refers to it",
    async (type) => {
      const { world, verdict, entries } = await updated(everywhere, "compute", type);

      expect(verdict).toBe("SUCCEEDED");
      const opened = entries
        .filter(isFact("open-gate", "outcome"))
        .findLast(({ detail }) => detail.gate === "change-record");
      const { steps } = await world.ask((ports) => readDossier(ports, opened?.detail.dossierDigest ?? ""));
      const effects = steps.find(
        ({ stackName }) => stackName === `${application}-production-compute`,
      )?.effects;
      expect(effects?.map(({ effect, logicalId, because }) => [effect, logicalId, because])).toEqual([
        ["replace", "Own", ["Version, which may replace"]],
        ["modify", "Follower", ["DisplayName follows Own"]],
      ]);
    },
  );

  test.each(["Custom::S3BucketNotifications", "AWS::CDK::Metadata"])(
    "succeeds beside data if it holds none: a %s",
    async (type) => {
      expect((await updated("development", "storage", type)).verdict).toBe("SUCCEEDED");
    },
  );

  test.each(["Custom::Shop", "AWS::CloudFormation::CustomResource"])(
    "is not begun beside data if nobody knows what its function deletes: a %s",
    async (type) => {
      const { verdict, entries } = await updated("development", "storage", type);

      expect(verdict).toBe("ROLLED_BACK");
      const failed = entries
        .filter(isFact("provision-step", "outcome"))
        .find(({ detail }) => detail.result === "failed");
      expect(failed?.detail.reason).toContain(`it cannot be undone: ${type} Own may be replaced`);
    },
  );

  test("is begun beside data if the plan allows it: no policy could keep what its function made", async () => {
    const { verdict } = await updated("development", "storage", "Custom::Shop", (plan) => {
      plan.irreversibleChanges = [
        {
          environment: "development",
          step: "storage",
          logicalId: "Own",
          reason: "its function deletes nothing",
        },
      ];
    });

    expect(verdict).toBe("SUCCEEDED");
  });
});
