import { impliedLogGroup, isLogGroupOf, servesResource } from "../../../lib/domain/rollback/implied.ts";

test.each<[string, string, string, string | null]>([
  ["an API implies its log group", "AWS::ApiGateway::RestApi", "a1b2", "API-Gateway-Execution-Logs_a1b2/"],
  ["a function implies its log group", "AWS::Lambda::Function", "worker", "/aws/lambda/worker"],
  [
    "a cluster implies Container Insights' group",
    "AWS::ECS::Cluster",
    "shop",
    "/aws/ecs/containerinsights/shop/",
  ],
  [
    "a service of App Runner implies its groups, by its name",
    "AWS::AppRunner::Service",
    "arn:aws:apprunner:us-east-1:1:service/shop/8fe1e10304f84fd2b0df550fe98a71fa",
    "/aws/apprunner/shop/",
  ],
  ["a cluster of DocumentDB implies its groups", "AWS::DocDB::DBCluster", "shop", "/aws/docdb/shop/"],
  ["a cluster of Neptune implies its groups", "AWS::Neptune::DBCluster", "shop", "/aws/neptune/shop/"],
  ["a control plane of Kubernetes implies its group", "AWS::EKS::Cluster", "shop", "/aws/eks/shop/"],
  ["a proxy implies its group", "AWS::RDS::DBProxy", "shop", "/aws/rds/proxy/shop"],
  [
    "a canary implies the group of its function",
    "AWS::Synthetics::Canary",
    "shop",
    "/aws/lambda/cwsyn-shop-",
  ],
  [
    "a transfer server implies its group",
    "AWS::Transfer::Server",
    "arn:aws:transfer:us-east-1:1:server/s-1",
    "/aws/transfer/s-1",
  ],
  ["a bucket implies none", "AWS::S3::Bucket", "shop", null],
  ["a type that looks like a property implies none", "constructor", "shop", null],
])("%s", (_what, type, id, group) => {
  expect(impliedLogGroup(type, id)).toBe(group);
});

test.each([
  ["a function's own", "/aws/lambda/worker", "/aws/lambda/worker", true],
  ["one that only begins like a function's", "/aws/lambda/worker-2", "/aws/lambda/worker", false],
  [
    "one of the stages of an API",
    "API-Gateway-Execution-Logs_a1/prod",
    "API-Gateway-Execution-Logs_a1/",
    true,
  ],
  [
    "that of a canary's function",
    "/aws/lambda/cwsyn-shop-0b8bb1a2-8c2f-4f62-9b0e-2f6f0a1c9d3e",
    "/aws/lambda/cwsyn-shop-",
    true,
  ],
  [
    "that of another canary's function",
    "/aws/lambda/cwsyn-shop-2-0b8bb1a2-8c2f-4f62-9b0e-2f6f0a1c9d3e",
    "/aws/lambda/cwsyn-shop-",
    false,
  ],
  ["one of another API", "API-Gateway-Execution-Logs_a12/prod", "API-Gateway-Execution-Logs_a1/", false],
])("a log group belongs to a resource as it is named: %s", (_what, group, name, belongs) => {
  expect(isLogGroupOf(group, [name])).toBe(belongs);
});

// Source: VPC user guide, "Requester-managed network interfaces".
test.each<[string, string, string, boolean]>([
  [
    "an interface serves the resource that its description names",
    "ELB app/web/50dc6c495c0c9188",
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188",
    true,
  ],
  ["an endpoint's interface names the endpoint", "VPC Endpoint Interface vpce-0a1b", "vpce-0a1b", true],
  ["a function's interface names the function", "AWS Lambda VPC ENI-shop-worker-1a2b", "shop-worker", true],
  ["a database's interface names nothing", "RDSNetworkInterface", "shop-database", false],
  ["a short id says nothing", "ELB app/web/1", "1", false],
  ["an id of three letters says nothing", "ELB app/web/1", "web", false],
  ["an id of four letters does", "ELB app/shop/1", "shop", true],
])("%s", (_what, description, id, serves) => {
  expect(servesResource(description, id)).toBe(serves);
});
