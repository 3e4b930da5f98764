import {
  askAbout,
  askAboutStack,
  isAskedAbout,
  type Reading,
  type ResourcePlace,
} from "../../../lib/domain/check/probes.ts";
import {
  describedRows,
  type Inspected,
  type InspectedType,
  type ResourceFacts,
} from "../../../lib/resources/resources.ts";

const place = (more: Partial<ResourcePlace> = {}): ResourcePlace => ({
  part: "storage",
  name: "staging/storage/One",
  released: false,
  ...more,
});
// The parameters say that the facts belong to the type; the compiler can't derive that for a type parameter.
const seen = <T extends InspectedType>(type: T, facts: ResourceFacts[T]) => ({ type, facts }) as Inspected;

type Row = readonly [fact: string, check: string, one: Inspected, answer: Reading["answer"], saw: string];

const database = (more: Partial<ResourceFacts["AWS::RDS::DBInstance"]> = {}) =>
  seen("AWS::RDS::DBInstance", {
    status: "available",
    publiclyAccessible: false,
    encrypted: true,
    multiAz: true,
    backupDays: 7,
    deletionProtected: true,
    exportedLogs: ["error", "slowquery"],
    publicSnapshots: [],
    ...more,
  });
const bucket = (more: Partial<ResourceFacts["AWS::S3::Bucket"]> = {}) =>
  seen("AWS::S3::Bucket", {
    publicAccessBlocked: true,
    versioned: true,
    encryption: "aws:kms",
    accessLogged: true,
    policy: [],
    documents: [],
    ...more,
  });
const service = (more: Partial<ResourceFacts["AWS::ECS::Service"]> = {}) =>
  seen("AWS::ECS::Service", {
    status: "ACTIVE",
    desired: 2,
    running: 2,
    assignsPublicIp: false,
    subnets: 2,
    ...more,
  });
const balancer = (more: Partial<ResourceFacts["AWS::ElasticLoadBalancingV2::LoadBalancer"]> = {}) =>
  seen("AWS::ElasticLoadBalancingV2::LoadBalancer", {
    state: "active",
    scheme: "internal",
    zones: 2,
    listeners: ["HTTPS 443"],
    ...more,
  });
const targets = (healthy: number, all: number, unchecked = 0) =>
  seen("AWS::ElasticLoadBalancingV2::TargetGroup", { healthy, checked: all - unchecked, targets: all });
const network = (internetGateways: number) => seen("AWS::EC2::VPC", { internetGateways });
const subnet = (mapsPublicIp: boolean) => seen("AWS::EC2::Subnet", { mapsPublicIp });
const group = (...openToWorld: readonly string[]) =>
  seen("AWS::EC2::SecurityGroup", { openToWorld, admits: openToWorld });
const routes = (routesToInternet: number) => seen("AWS::EC2::RouteTable", { routesToInternet });
const flowLog = (state: string) => seen("AWS::EC2::FlowLog", { state });
const task = (logged: boolean) => seen("AWS::ECS::TaskDefinition", { status: "ACTIVE", logged });
const logGroup = (retentionDays: number | null) => seen("AWS::Logs::LogGroup", { retentionDays });
const key = (state: string) =>
  seen("AWS::KMS::Key", { state, admitsEveryone: false, policy: ["p"], documents: [] });
const alarm = (enabled: boolean, actions: number) => seen("AWS::CloudWatch::Alarm", { enabled, actions });

const access = "access-restricted";
const solid = "production-grade-database";
const available = "high-availability-backend";

describe("the facts of a resource answer the checks", () => {
  test.each<Row>([
    ["internet-gateway", access, network(0), "held", "0 internet gateways"],
    ["internet-gateway", access, network(1), "broken", "1 internet gateways"],
    ["internet-gateway", "no-public-access-before-validation", network(1), "broken", "1 internet gateways"],
    ["internet-gateway", "no-public-access-before-validation", network(0), "held", "0 internet gateways"],
    ["public-addresses", access, subnet(false), "held", "private"],
    ["public-addresses", access, subnet(true), "broken", "maps public addresses"],
    ["open-to-world", access, group(), "held", "open: nothing; admits nobody"],
    [
      "open-to-world",
      access,
      group("tcp 22", "tcp 80"),
      "broken",
      "open: tcp 22, tcp 80; admits tcp 22, tcp 80",
    ],
    ["routes-to-internet", access, routes(0), "held", "0 routes to the internet"],
    ["routes-to-internet", access, routes(1), "broken", "1 routes to the internet"],
    ["flow-log-active", "logging-enabled", flowLog("ACTIVE"), "held", "ACTIVE"],
    ["flow-log-active", "logging-enabled", flowLog("FAILED"), "broken", "FAILED"],
    ["public-access-blocked", access, bucket(), "held", "blocked"],
    ["public-access-blocked", access, bucket({ publicAccessBlocked: false }), "broken", "not blocked"],
    ["bucket-encryption", "encrypted-storage", bucket(), "held", "aws:kms"],
    ["bucket-encryption", "encrypted-storage", bucket({ encryption: "AES256" }), "broken", "AES256"],
    [
      "bucket-encryption",
      "encrypted-storage",
      bucket({ encryption: null }),
      "unobservable",
      "it cannot be seen",
    ],
    ["access-logging", "audit-logging-verified", bucket(), "held", "logged"],
    ["access-logging", "audit-logging-verified", bucket({ accessLogged: false }), "broken", "not logged"],
    [
      "access-logging",
      "audit-logging-verified",
      bucket({ accessLogged: null }),
      "unobservable",
      "it cannot be seen",
    ],
    ["available", solid, database(), "held", "available"],
    ["available", solid, database({ status: "modifying" }), "broken", "modifying"],
    ["publicly-accessible", access, database(), "held", "private"],
    ["publicly-accessible", access, database({ publiclyAccessible: true }), "broken", "public"],
    ["storage-encrypted", solid, database(), "held", "encrypted"],
    ["storage-encrypted", solid, database({ encrypted: false }), "broken", "not encrypted"],
    ["several-zones", solid, database(), "held", "several zones"],
    ["several-zones", solid, database({ multiAz: false }), "broken", "one zone"],
    ["backups", solid, database(), "held", "backups kept 7 days"],
    ["backups", solid, database({ backupDays: 6 }), "broken", "backups kept 6 days"],
    ["deletion-protection", solid, database(), "held", "protected"],
    ["deletion-protection", solid, database({ deletionProtected: false }), "broken", "not protected"],
    ["exported-logs", "logging-enabled", database(), "held", "exports error, slowquery"],
    ["exported-logs", "logging-enabled", database({ exportedLogs: [] }), "broken", "exports nothing"],
    [
      "exported-logs",
      "logging-enabled",
      database({ exportedLogs: null }),
      "unobservable",
      "it cannot be seen",
    ],
    ["running-tasks", available, service(), "held", "2 of 2 tasks are running"],
    ["running-tasks", available, service({ running: 3 }), "held", "3 of 2 tasks are running"],
    ["running-tasks", available, service({ running: 1 }), "broken", "1 of 2 tasks are running"],
    ["running-tasks", available, service({ desired: 0, running: 0 }), "broken", "0 of 0 tasks are running"],
    ["several-tasks", available, service(), "held", "2 tasks are wanted in 2 subnets"],
    ["several-tasks", available, service({ desired: 1 }), "broken", "1 tasks are wanted in 2 subnets"],
    ["several-tasks", available, service({ subnets: 1 }), "broken", "2 tasks are wanted in 1 subnets"],
    ["public-addresses", access, service(), "held", "private"],
    ["public-addresses", access, service({ assignsPublicIp: true }), "broken", "public"],
    ["task-logs", "logging-enabled", task(true), "held", "logged"],
    ["task-logs", "logging-enabled", task(false), "broken", "not logged"],
    ["active", available, balancer(), "held", "active"],
    ["active", available, balancer({ state: "provisioning" }), "broken", "provisioning"],
    ["internal", access, balancer(), "held", "internal"],
    ["internal", access, balancer({ scheme: "internet-facing" }), "broken", "internet-facing"],
    ["several-zones", available, balancer(), "held", "2 zones"],
    ["several-zones", available, balancer({ zones: 1 }), "broken", "1 zones"],
    ["target-health", available, targets(2, 2), "held", "2 of 2 targets are healthy"],
    ["target-health", available, targets(1, 2), "broken", "1 of 2 targets are healthy"],
    ["target-health", available, targets(0, 0), "unobservable", "it cannot be seen"],
    [
      "target-health",
      available,
      targets(0, 1, 1),
      "held",
      "0 of 0 targets are healthy; 1 without health checks",
    ],
    [
      "target-health",
      available,
      targets(0, 2, 1),
      "broken",
      "0 of 1 targets are healthy; 1 without health checks",
    ],
    ["retention", "logging-enabled", logGroup(30), "held", "kept 30 days"],
    ["retention", "logging-enabled", logGroup(null), "broken", "kept without limit"],
    ["key-enabled", "encrypted-storage", key("Enabled"), "held", "Enabled"],
    ["key-enabled", "encrypted-storage", key("PendingDeletion"), "broken", "PendingDeletion"],
    ["alarm-acts", "monitoring-and-alerting-enabled", alarm(true, 1), "held", "enabled, 1 actions"],
    ["alarm-acts", "monitoring-and-alerting-enabled", alarm(true, 0), "broken", "enabled, 0 actions"],
    ["alarm-acts", "monitoring-and-alerting-enabled", alarm(false, 1), "broken", "disabled, 1 actions"],
  ])("%s for %s", (fact, check, one, answer, saw) => {
    const readings = askAbout(one, place(), [check]).filter((reading) => reading.fact === fact);

    expect(readings).toMatchObject([{ check, resource: "staging/storage/One", answer, saw }]);
  });
});

describe("a resource is asked", () => {
  const factsOf = (one: Inspected, where: Partial<ResourcePlace>, ...checks: readonly string[]) =>
    askAbout(one, place(where), checks).map(({ check, fact }) => `${check}: ${fact}`);

  test("every question of every check, and none of another", () => {
    expect(factsOf(bucket(), {}, "security-checks-passing", "audit-logging-verified")).toEqual([
      "security-checks-passing: public-access-blocked",
      "security-checks-passing: policy-text",
      "audit-logging-verified: access-logging",
    ]);
  });

  test("nothing by any check, where there is no question about its type", () => {
    const alias = seen("AWS::KMS::Alias", { key: "key-1" });
    expect(factsOf(alias, {}, "access-restricted", "encrypted-storage")).toStrictEqual([]);
  });

  test("a question once for each check that asks it", () => {
    expect(factsOf(subnet(false), {}, "access-restricted", "security-checks-passing")).toEqual([
      "access-restricted: public-addresses",
      "security-checks-passing: public-addresses",
    ]);
  });

  test("for a customer's key only where it keeps data: one that gets access logs cannot be under it", () => {
    expect(factsOf(bucket(), { part: "storage" }, "encrypted-storage")).toHaveLength(1);
    expect(factsOf(bucket(), { part: "logging" }, "encrypted-storage")).toEqual([]);
  });

  test("for an internet gateway before validation, and not once ingress is open", () => {
    const check = "no-public-access-before-validation";

    expect(factsOf(network(1), { released: false }, check)).toHaveLength(1);
    expect(factsOf(network(1), { released: true }, check)).toEqual([]);
  });

  test("for an internet gateway by other checks also once ingress is open", () => {
    expect(factsOf(network(1), { released: true }, "security-checks-passing")).toHaveLength(1);
  });

  test("whether it is public before validation, unless it is ingress", () => {
    const checks = ["no-public-access-before-validation", "security-checks-passing"];

    expect(factsOf(balancer(), { part: "compute" }, ...checks)).toHaveLength(3);
    expect(factsOf(balancer(), { part: "ingress" }, ...checks)).toEqual([
      "security-checks-passing: internal",
      "security-checks-passing: listeners",
    ]);
  });

  test.each<[string, Inspected, string, boolean]>([
    ["tasks may still start", service(), "health-checks-operational", true],
    ["targets may still become healthy", targets(1, 2), "health-checks-operational", true],
    ["a database may still become available", database(), "health-checks-operational", true],
    ["a load balancer may still become active", balancer(), "health-checks-operational", true],
    ["a task that is not logged stays so", task(false), "logging-enabled", false],
    ["a public address will not go away", subnet(true), "access-restricted", false],
  ])("knowing that %s", (_what, one, check, settles) => {
    expect(askAbout(one, place(), [check]).map((reading) => reading.settles)).toEqual([settles]);
  });
});

describe("a type is asked about", () => {
  test.each([
    ["where a check asks it", "AWS::EC2::Subnet", ["logging-enabled", "access-restricted"], true],
    ["where one of its questions is asked", "AWS::S3::Bucket", ["encrypted-storage"], true],
    ["not where no check asks it", "AWS::EC2::Subnet", ["logging-enabled"], false],
    ["not where there is no question about it", "AWS::RDS::DBSubnetGroup", ["access-restricted"], false],
    ["not for an unknown type", "AWS::Braket::Queue", ["access-restricted"], false],
  ])("%s", (_what, type, checks, expected) => {
    expect(isAskedAbout(type, checks)).toBe(expected);
  });
});

// docs/resources.md shows it for the other services.
describe("a check of the plan is answered, of the services that the reference environments use, by", () => {
  const used = [
    "application-autoscaling",
    "cloudformation",
    "cloudwatch",
    "ec2",
    "ecs",
    "elasticloadbalancing",
    "iam",
    "kms",
    "logs",
    "rds",
    "s3",
    "secretsmanager",
    "sns",
  ];
  const guarded = [
    "EC2::VPC",
    "EC2::Subnet",
    "EC2::SecurityGroup",
    "EC2::RouteTable",
    "S3::Bucket",
    "RDS::DBCluster",
    "RDS::DBInstance",
    "ECS::Service",
    "ElasticLoadBalancingV2::LoadBalancer",
    "EC2::EIP",
    "EC2::Instance",
    "EC2::NetworkInterface",
    "EC2::Volume",
    "IAM::Role",
    "KMS::Key",
    "SNS::Topic",
    "SecretsManager::Secret",
  ];
  // What it grants is asked; it is not reached.
  const granting = ["ElasticLoadBalancingV2::Listener", "IAM::Group", "IAM::ManagedPolicy", "IAM::User"];
  const logging = ["EC2::FlowLog", "RDS::DBInstance", "ECS::TaskDefinition", "Logs::LogGroup"];
  const backend = [
    "ECS::Service",
    "ElasticLoadBalancingV2::LoadBalancer",
    "ElasticLoadBalancingV2::TargetGroup",
  ];

  test.each<[string, readonly string[]]>([
    [
      "health-checks-operational",
      ["EC2::Instance", "EC2::NatGateway", "EC2::Volume", "RDS::DBCluster", "RDS::DBInstance", ...backend],
    ],
    ["logging-enabled", logging],
    ["access-restricted", [...guarded, ...granting]],
    ["security-checks-passing", [...guarded, ...granting]],
    ["audit-logging-verified", ["S3::Bucket", ...logging]],
    ["high-availability-backend", backend],
    ["production-grade-database", ["RDS::DBCluster", "RDS::DBInstance"]],
    ["encrypted-storage", ["S3::Bucket", "RDS::DBCluster", "RDS::DBInstance", "KMS::Key"]],
    ["monitoring-and-alerting-enabled", ["CloudWatch::Alarm"]],
    ["no-public-access-before-validation", guarded],
    ["full-audit-logging-enabled", ["S3::Bucket", ...logging]],
  ])("%s", (check, types) => {
    const asked = describedRows
      .filter(({ type, service }) => used.includes(service.iam) && isAskedAbout(type, [check]))
      .map(({ type }) => type);

    expect(asked.toSorted()).toEqual(types.map((type) => `AWS::${type}`).toSorted());
  });
});

describe("a stack answers the checks of the pipeline's own work", () => {
  const wanted = "a".repeat(64);
  const later = "b".repeat(64);
  const pipeline = ["deployment-pipeline-functional"];
  const stack = (status: string | null, deployedDigest: string | null) => ({ status, deployedDigest });

  test.each<[string, ReturnType<typeof stack>, Reading["answer"], string]>([
    ["when it is deployed as declared", stack("UPDATE_COMPLETE", wanted), "held", "UPDATE_COMPLETE"],
    [
      "when it is deployed differently",
      stack("UPDATE_COMPLETE", "b".repeat(64)),
      "broken",
      "UPDATE_COMPLETE",
    ],
    ["when it is not there", stack(null, null), "broken", "no stack"],
  ])("%s", (_what, observed, answer, saw) => {
    expect(askAboutStack(observed, [wanted], "staging/storage", pipeline)).toEqual([
      {
        check: "deployment-pipeline-functional",
        fact: "stands-as-declared",
        resource: "staging/storage",
        answer,
        saw,
        settles: false,
      },
    ]);
  });

  test("as one of its digests is, where a change may stand in two ways", () => {
    const readings = askAboutStack(
      stack("UPDATE_COMPLETE", later),
      [wanted, later],
      "staging/storage",
      pipeline,
    );

    expect(readings).toMatchObject([{ answer: "held" }]);
  });

  test("and no others", () => {
    const checks = ["health-checks-operational", "deployment-pipeline-functional", "logging-enabled"];
    const readings = askAboutStack(stack("UPDATE_COMPLETE", wanted), [wanted], "staging/storage", checks);

    expect(readings.map(({ check }) => check)).toEqual([
      "health-checks-operational",
      "deployment-pipeline-functional",
    ]);
  });
});
