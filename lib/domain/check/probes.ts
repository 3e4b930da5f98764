import type { Part } from "../environment.ts";
import type { FactOf } from "../records/facts.ts";
import type { Inspected, InspectedType, ResourceFacts } from "./resource-facts.ts";

/** The answer to one question about one resource. `null` is: cannot be seen here. */
type Answer = { readonly holds: boolean | null; readonly saw: string };

/** A question about one fact of one resource type, and the checks of the plan that ask it. */
export type Probe<T extends InspectedType> = {
  readonly fact: string;
  readonly checks: readonly string[];
  /** Not asked any more once ingress is open, because opening it changes the answer. */
  readonly untilReleased?: true;
  /** Whether AWS may still be on its way there after the stack is complete. */
  readonly settles?: true;
  /** Whether it moves by itself once it stands, so that another answer is no change of anybody's. */
  readonly moves?: true;
  /** Asked of this part only. */
  readonly of?: Part;
  readonly ask: (facts: ResourceFacts[T]) => Answer;
};

const answer = (holds: boolean | null, saw: unknown): Answer => ({
  holds,
  saw: holds === null ? "it cannot be seen" : String(saw),
});

const restricted = ["access-restricted", "security-checks-passing"];
const neverPublic = [...restricted, "no-public-access-before-validation"];
const logged = ["logging-enabled", "audit-logging-verified", "full-audit-logging-enabled"];
const healthy = ["health-checks-operational", "high-availability-backend"];
const weekDays = 7;

/** Every probe by the type it reads. A type with an empty list is described for rollback's sake only. */
export const probes: { readonly [T in InspectedType]: readonly Probe<T>[] } = {
  "AWS::CloudFormation::Stack": [],
  "AWS::EC2::NetworkInterface": [],
  "AWS::RDS::DBSnapshot": [],
  "AWS::RDS::DBClusterSnapshot": [],
  "AWS::EC2::VPC": [
    {
      fact: "internet-gateway",
      checks: restricted,
      ask: ({ internetGateways }) => answer(internetGateways === 0, `${internetGateways} internet gateways`),
    },
    {
      fact: "internet-gateway",
      checks: ["no-public-access-before-validation"],
      untilReleased: true,
      ask: ({ internetGateways }) => answer(internetGateways === 0, `${internetGateways} internet gateways`),
    },
  ],
  "AWS::EC2::Subnet": [
    {
      fact: "public-addresses",
      checks: neverPublic,
      ask: ({ mapsPublicIp }) => answer(!mapsPublicIp, mapsPublicIp ? "maps public addresses" : "private"),
    },
  ],
  "AWS::EC2::SecurityGroup": [
    {
      fact: "open-to-world",
      checks: neverPublic,
      ask: ({ openToWorld }) =>
        answer(openToWorld.length === 0, `open: ${openToWorld.join(", ") || "nothing"}`),
    },
  ],
  "AWS::EC2::RouteTable": [
    {
      fact: "routes-to-internet",
      checks: neverPublic,
      ask: ({ routesToInternet }) =>
        answer(routesToInternet === 0, `${routesToInternet} routes to the internet`),
    },
  ],
  "AWS::EC2::VPCEndpoint": [],
  "AWS::EC2::InternetGateway": [],
  "AWS::EC2::FlowLog": [
    { fact: "flow-log-active", checks: logged, ask: ({ state }) => answer(state === "ACTIVE", state) },
  ],
  "AWS::S3::Bucket": [
    {
      fact: "public-access-blocked",
      checks: neverPublic,
      ask: ({ publicAccessBlocked }) =>
        answer(publicAccessBlocked, publicAccessBlocked ? "blocked" : "not blocked"),
    },
    {
      fact: "bucket-encryption",
      checks: ["encrypted-storage"],
      // A bucket that gets access logs cannot be under a customer's key.
      of: "storage",
      ask: ({ encryption }) => answer(encryption === null ? null : encryption === "aws:kms", encryption),
    },
    {
      fact: "access-logging",
      checks: ["audit-logging-verified", "full-audit-logging-enabled"],
      ask: ({ accessLogged }) => answer(accessLogged, accessLogged ? "logged" : "not logged"),
    },
  ],
  "AWS::RDS::DBInstance": [
    {
      fact: "available",
      checks: ["health-checks-operational", "production-grade-database"],
      settles: true,
      ask: ({ status }) => answer(status === "available", status),
    },
    {
      fact: "publicly-accessible",
      checks: neverPublic,
      ask: ({ publiclyAccessible }) => answer(!publiclyAccessible, publiclyAccessible ? "public" : "private"),
    },
    {
      fact: "storage-encrypted",
      checks: ["security-checks-passing", "production-grade-database", "encrypted-storage"],
      ask: ({ encrypted }) => answer(encrypted, encrypted ? "encrypted" : "not encrypted"),
    },
    {
      fact: "several-zones",
      checks: ["production-grade-database"],
      ask: ({ multiAz }) => answer(multiAz, multiAz ? "several zones" : "one zone"),
    },
    {
      fact: "backups",
      checks: ["production-grade-database"],
      ask: ({ backupDays }) => answer(backupDays >= weekDays, `backups kept ${backupDays} days`),
    },
    {
      fact: "deletion-protection",
      checks: ["production-grade-database"],
      ask: ({ deletionProtected }) =>
        answer(deletionProtected, deletionProtected ? "protected" : "not protected"),
    },
    {
      fact: "exported-logs",
      checks: logged,
      ask: ({ exportedLogs }) =>
        answer(
          exportedLogs === null ? null : exportedLogs.length > 0,
          `exports ${exportedLogs?.join(", ") || "nothing"}`,
        ),
    },
  ],
  "AWS::RDS::DBSubnetGroup": [],
  "AWS::RDS::DBParameterGroup": [],
  "AWS::ECS::Cluster": [],
  "AWS::ECS::Service": [
    {
      fact: "running-tasks",
      checks: healthy,
      settles: true,
      ask: ({ desired, running }) =>
        answer(desired > 0 && running >= desired, `${running} of ${desired} tasks are running`),
    },
    {
      fact: "several-tasks",
      moves: true,
      checks: ["high-availability-backend"],
      ask: ({ desired, subnets }) =>
        answer(desired >= 2 && subnets >= 2, `${desired} tasks are wanted in ${subnets} subnets`),
    },
    {
      fact: "public-addresses",
      checks: neverPublic,
      ask: ({ assignsPublicIp }) => answer(!assignsPublicIp, assignsPublicIp ? "public" : "private"),
    },
  ],
  "AWS::ECS::TaskDefinition": [
    { fact: "task-logs", checks: logged, ask: ({ logged: on }) => answer(on, on ? "logged" : "not logged") },
  ],
  "AWS::ElasticLoadBalancingV2::LoadBalancer": [
    {
      fact: "active",
      checks: healthy,
      settles: true,
      ask: ({ state }) => answer(state === "active", state),
    },
    {
      fact: "internal",
      checks: neverPublic,
      ask: ({ scheme }) => answer(scheme === "internal", scheme),
    },
    {
      fact: "several-zones",
      checks: ["high-availability-backend"],
      ask: ({ zones }) => answer(zones >= 2, `${zones} zones`),
    },
  ],
  "AWS::ElasticLoadBalancingV2::TargetGroup": [
    {
      fact: "target-health",
      checks: healthy,
      settles: true,
      ask: ({ healthy: well, targets }) =>
        answer(targets === 0 ? null : well === targets, `${well} of ${targets} targets are healthy`),
    },
  ],
  "AWS::ElasticLoadBalancingV2::Listener": [],
  "AWS::Logs::LogGroup": [
    {
      fact: "retention",
      checks: logged,
      ask: ({ retentionDays }) =>
        answer(retentionDays !== null, `kept ${retentionDays ?? "without limit"} days`),
    },
  ],
  "AWS::KMS::Key": [
    {
      fact: "key-enabled",
      checks: ["encrypted-storage"],
      ask: ({ state }) => answer(state === "Enabled", state),
    },
  ],
  "AWS::KMS::Alias": [],
  "AWS::IAM::Role": [],
  "AWS::SNS::Topic": [],
  "AWS::CloudWatch::Alarm": [
    {
      fact: "alarm-acts",
      checks: ["monitoring-and-alerting-enabled"],
      ask: ({ enabled, actions }) =>
        answer(enabled && actions > 0, `${enabled ? "enabled" : "disabled"}, ${actions} actions`),
    },
  ],
  "AWS::CloudWatch::Dashboard": [],
  "AWS::SecretsManager::Secret": [],
};

/** A reading as the records keep it, before waivers. */
export type Reading = FactOf<"validate-environment">["detail"]["readings"][number] & {
  /** Whether AWS may still be on its way there. */
  readonly settles: boolean;
};

/** Where a resource stands: its step's part, its name for people, and whether ingress is open. */
export type Place = { readonly part: Part; readonly name: string; readonly released: boolean };

/** Asks everything that `checks` want to know of one resource. What is public on purpose is not asked whether it is. */
export function askAbout(inspected: Inspected, place: Place, checks: readonly string[]): readonly Reading[] {
  // The table and the facts are both typed by the resource type; that they are of the same one cannot be told here.
  const asked = probes[inspected.type] as readonly Probe<InspectedType>[];
  return asked
    .filter(({ untilReleased }) => untilReleased === undefined || !place.released)
    .filter(({ of }) => of === undefined || of === place.part)
    .flatMap((probe) => {
      const { holds, saw } = probe.ask(inspected.facts as never);
      return checks
        .filter((check) => probe.checks.includes(check))
        .filter((check) => place.part !== "ingress" || check !== "no-public-access-before-validation")
        .map((check) => ({
          check,
          fact: probe.fact,
          resource: place.name,
          answer: answerOf(holds),
          saw,
          settles: probe.settles === true,
        }));
    });
}

/** Whether any of `checks` asks about resources of that type. */
export const isAskedAbout = (type: string, checks: readonly string[]): boolean =>
  type in probes &&
  probes[type as InspectedType].some((probe) => checks.some((check) => probe.checks.includes(check)));

/** Whether a stack stands as the change declares it: what the pipeline's own work looks like from outside. */
export const askAboutStack = (
  stack: { readonly status: string | null; readonly deployedDigest: string | null },
  wantedDigest: string,
  name: string,
  checks: readonly string[],
): readonly Reading[] =>
  checks
    .filter((check) => check === "deployment-pipeline-functional" || check === "health-checks-operational")
    .map((check) => ({
      check,
      fact: "stands-as-declared",
      resource: name,
      answer: answerOf(stack.deployedDigest === wantedDigest),
      saw: stack.status ?? "no stack",
      settles: false,
    }));

const answerOf = (holds: boolean | null): Reading["answer"] =>
  holds === null ? "unobservable" : holds ? "held" : "broken";
