import { probesOf } from "../../lib/resources/tables.ts";

type Answer = readonly [type: string, fact: string, facts: object, holds: boolean | null, saw: string];

const answerTo = (type: string, fact: string, facts: object) => {
  const probe = probesOf[`AWS::${type}`]?.find((one) => one.fact === fact);
  return [probe?.holds(facts as never), probe?.saw(facts as never)];
};
const answer: (...of: Answer) => void = (type, fact, facts, holds, saw) => {
  expect(answerTo(type, fact, facts)).toEqual([holds, saw]);
};

const state = (one: string) => ({ state: one });
const status = (one: string) => ({ status: one });

// Source: the API reference of each service, the page that its row names.
test.each<Answer>([
  ["CloudFront::Distribution", "deployed", status("Deployed"), true, "Deployed"],
  ["CloudFront::Distribution", "deployed", status("InProgress"), false, "InProgress"],
  ["DynamoDB::Table", "available", status("ACTIVE"), true, "ACTIVE"],
  ["DynamoDB::Table", "available", status("UPDATING"), true, "UPDATING"],
  ["DynamoDB::Table", "available", status("ARCHIVED"), false, "ARCHIVED"],
  ["EC2::Instance", "running", state("running"), true, "running"],
  ["EC2::Instance", "running", state("stopped"), false, "stopped"],
  ["EC2::NatGateway", "available", state("available"), true, "available"],
  ["EC2::NatGateway", "available", state("failed"), false, "failed"],
  ["EC2::Volume", "available", state("in-use"), true, "in-use"],
  ["EC2::Volume", "available", state("available"), true, "available"],
  ["EC2::Volume", "available", state("error"), false, "error"],
  ["ElasticLoadBalancingV2::LoadBalancer", "active", state("active_impaired"), true, "active_impaired"],
  ["ElasticLoadBalancingV2::LoadBalancer", "active", state("failed"), false, "failed"],
  ["Events::Rule", "rule-state", state("DISABLED"), true, "DISABLED"],
  ["Events::Rule", "rule-state", state("unheard of"), false, "unheard of"],
  ["Kinesis::Stream", "active", status("ACTIVE"), true, "ACTIVE"],
  ["Kinesis::Stream", "active", status("UPDATING"), true, "UPDATING"],
  ["Kinesis::Stream", "active", status("DELETING"), false, "DELETING"],
  ["KinesisFirehose::DeliveryStream", "active", status("ACTIVE"), true, "ACTIVE"],
  ["KinesisFirehose::DeliveryStream", "active", status("CREATING_FAILED"), false, "CREATING_FAILED"],
  ["Lambda::EventSourceMapping", "mapped", state("Enabled"), true, "Enabled"],
  ["Lambda::EventSourceMapping", "mapped", state("Disabled"), true, "Disabled"],
  ["Lambda::EventSourceMapping", "mapped", state("Enabling"), false, "Enabling"],
  ["Lambda::Function", "active", state("Active"), true, "Active"],
  ["Lambda::Function", "active", state("Inactive"), true, "Inactive"],
  ["Lambda::Function", "active", state("Failed"), false, "Failed"],
  ["Pipes::Pipe", "running", state("RUNNING"), true, "RUNNING"],
  ["Pipes::Pipe", "running", state("STOPPED"), true, "STOPPED"],
  ["Pipes::Pipe", "running", state("STOPPING"), false, "STOPPING"],
  ["StepFunctions::StateMachine", "active", status("DELETING"), false, "DELETING"],
])("%s answers %s about %j with %s", answer);

test.each<Answer>([
  ["ApiGateway::RestApi", "private-api", { isPrivate: true }, true, "private"],
  ["ApiGateway::RestApi", "private-api", { isPrivate: false }, false, "public"],
  ["ApiGatewayV2::Api", "execute-api-disabled", { endpointDisabled: true }, true, "endpoint disabled"],
  ["ApiGatewayV2::Api", "execute-api-disabled", { endpointDisabled: false }, false, "public"],
  ["AppSync::GraphQLApi", "api-visibility", { visibility: "PRIVATE" }, true, "PRIVATE"],
  ["AppSync::GraphQLApi", "api-visibility", { visibility: "GLOBAL" }, false, "GLOBAL"],
  [
    "AutoScaling::AutoScalingGroup",
    "public-instances",
    { publicInstances: [] },
    true,
    "none has a public address",
  ],
  [
    "AutoScaling::AutoScalingGroup",
    "public-instances",
    { publicInstances: ["i-1", "i-2"] },
    false,
    "i-1, i-2",
  ],
  ["AutoScaling::AutoScalingGroup", "public-copies", { publicCopies: [] }, true, "none is public"],
  [
    "AutoScaling::AutoScalingGroup",
    "public-copies",
    { publicCopies: ["snap-1", "ami-1"] },
    false,
    "everybody may use snap-1, ami-1",
  ],
  ["CloudFront::Distribution", "disabled", { enabled: false }, true, "disabled"],
  ["CloudFront::Distribution", "disabled", { enabled: true }, false, "enabled"],
  ["EC2::EIP", "address-attached", { attached: false }, true, "reaches nothing"],
  ["EC2::EIP", "address-attached", { attached: true }, false, "attached"],
  ["EC2::Instance", "public-address", { hasPublicIp: false }, true, "private"],
  ["EC2::Instance", "public-address", { hasPublicIp: true }, false, "has a public address"],
  ["EC2::NetworkInterface", "public-address", { hasPublicIp: false }, true, "private"],
  ["EC2::NetworkInterface", "public-address", { hasPublicIp: true }, false, "has a public address"],
  ["EC2::RouteTable", "routes-to-internet", { routesToInternet: null }, null, "null routes to the internet"],
  ["EC2::Subnet", "public-addresses", { mapsPublicIp: null }, null, "private"],
  ["ECS::Service", "public-addresses", { assignsPublicIp: false }, true, "private"],
  ["ECS::Service", "public-addresses", { assignsPublicIp: true }, false, "public"],
  ["Lambda::Url", "url-auth", { auth: "AWS_IAM" }, true, "AWS_IAM"],
  ["Lambda::Url", "url-auth", { auth: "NONE" }, false, "NONE"],
  ["RDS::DBCluster", "publicly-accessible", { publiclyAccessible: false }, true, "private"],
  ["RDS::DBCluster", "publicly-accessible", { publiclyAccessible: true }, false, "public"],
  ["RDS::DBCluster", "public-snapshots", { publicSnapshots: [] }, true, "no public snapshot"],
  ["RDS::DBCluster", "public-snapshots", { publicSnapshots: ["s-1"] }, false, "public: s-1"],
  ["SNS::Topic", "resource-policy", { admitsEveryone: false }, true, "named principals"],
  ["SNS::Topic", "resource-policy", { admitsEveryone: true }, false, "everyone"],
])("%s tells by %s whether it can be reached: %j is %s", answer);

// Drift does not show what a template has not: these are recorded, so that a change by hand shows, and hold once they are seen.
test.each<Answer>([
  [
    "ElasticLoadBalancingV2::LoadBalancer",
    "listeners",
    { listeners: ["HTTP 80", "HTTPS 443"] },
    true,
    "listens on HTTP 80, HTTPS 443",
  ],
  ["ElasticLoadBalancingV2::LoadBalancer", "listeners", { listeners: [] }, true, "listens on nothing"],
  ["ElasticLoadBalancingV2::LoadBalancer", "listeners", { listeners: null }, null, "listens on nothing"],
  ["ElasticLoadBalancingV2::Listener", "rules", { rules: ["/a", "/b"] }, true, "leads by /a, /b"],
  ["ElasticLoadBalancingV2::Listener", "rules", { rules: [] }, true, "leads by no rule"],
  ["ElasticLoadBalancingV2::Listener", "rules", { rules: null }, null, "leads by no rule"],
  ["IAM::Group", "permissions", { permissions: ["a", "b"] }, true, "may a, b"],
  ["IAM::Group", "permissions", { permissions: [] }, true, "may nothing"],
  ["IAM::Group", "permissions", { permissions: null }, null, "may nothing"],
  ["IAM::ManagedPolicy", "policy-document", { document: ["d"] }, true, "allows d"],
  ["IAM::ManagedPolicy", "policy-document", { document: null }, null, "allows undefined"],
  [
    "IAM::Role",
    "role-permissions",
    { trust: ["t", "u"], permissions: ["a", "b"] },
    true,
    "trusts by t, u; may a, b",
  ],
  ["IAM::Role", "role-permissions", { trust: ["t"], permissions: [] }, true, "trusts by t; may nothing"],
  ["IAM::Role", "role-permissions", { trust: null, permissions: ["a"] }, null, "trusts by undefined; may a"],
  ["IAM::Role", "role-permissions", { trust: ["t"], permissions: null }, null, "trusts by t; may nothing"],
  ["SNS::Topic", "policy-text", { policy: ["p"] }, true, "policy p"],
  ["SNS::Topic", "policy-text", { policy: [] }, true, "policy none"],
  ["SNS::Topic", "policy-text", { policy: null }, null, "policy none"],
])("%s tells by %s what it grants: %j is %s", answer);

test.each<Answer>([
  [
    "AutoScaling::AutoScalingGroup",
    "in-service",
    { inService: 1, wanted: 2 },
    false,
    "1 of 2 instances are in service",
  ],
  [
    "AutoScaling::AutoScalingGroup",
    "in-service",
    { inService: 2, wanted: 2 },
    true,
    "2 of 2 instances are in service",
  ],
  [
    "AutoScaling::AutoScalingGroup",
    "in-service",
    { inService: 3, wanted: 2 },
    true,
    "3 of 2 instances are in service",
  ],
  ["RDS::DBCluster", "backups", { backupDays: 6 }, false, "backups kept 6 days"],
  ["RDS::DBCluster", "backups", { backupDays: 7 }, true, "backups kept 7 days"],
  ["RDS::DBCluster", "deletion-protection", { deletionProtected: false }, false, "not protected"],
  ["RDS::DBCluster", "storage-encrypted", { encrypted: false }, false, "not encrypted"],
  ["DynamoDB::Table", "point-in-time-recovery", { pointInTimeRecovery: false }, false, "not recoverable"],
  ["DynamoDB::Table", "deletion-protection", { deletionProtected: false }, false, "not protected"],
  ["DynamoDB::Table", "table-encryption", { encryption: "KMS" }, true, "KMS"],
  ["Kinesis::Stream", "stream-encryption", { encryption: "KMS" }, true, "KMS"],
  ["S3::Bucket", "bucket-encryption", { encryption: "aws:kms:dsse" }, true, "aws:kms:dsse"],
  ["S3::Bucket", "bucket-encryption", { encryption: "not-aws:kms" }, false, "not-aws:kms"],
  ["S3::Bucket", "bucket-encryption", { encryption: "aws:kms:other" }, false, "aws:kms:other"],
])("%s answers %s about how it is kept: %j is %s", answer);

// Source: ECS developer guide, waiter ServicesStable: a service is stable when as many tasks run as are wanted.
test.each([
  ["ECS::Service", "running-tasks", { desired: 0, running: 0 }, true],
  ["ECS::Service", "running-tasks", { desired: 1, running: 2 }, true],
  ["ECS::Service", "running-tasks", { desired: 1, running: 0 }, false],
  ["ElasticLoadBalancingV2::TargetGroup", "target-health", { healthy: 0, checked: 0, targets: 0 }, true],
  ["ElasticLoadBalancingV2::TargetGroup", "target-health", { healthy: 1, checked: 2, targets: 2 }, false],
])("a %s that its template lets run nothing answers %s about %j with %s", (type, fact, facts, holds) => {
  const probe = probesOf[`AWS::${type}`]?.find((one) => one.fact === fact);

  expect(probe?.holdsIdle?.(facts as never)).toBe(holds);
});
