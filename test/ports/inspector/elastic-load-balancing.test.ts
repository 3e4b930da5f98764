import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type Rule,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { mockClient } from "aws-sdk-client-mock";
import { readers } from "../../../lib/ports/inspector/readers/elastic-load-balancing.ts";
import { reached } from "../../fixtures/reached.ts";

const balancing = mockClient(ElasticLoadBalancingV2Client);
afterAll(() => balancing.restore());
const clients = reached("production").clients("look", "production");

function stands(ports: readonly number[], rules: readonly Rule[]) {
  balancing.reset();
  balancing
    .on(DescribeLoadBalancersCommand)
    .resolves({ LoadBalancers: [{ Scheme: "internal", State: { Code: "active" } }] });
  balancing
    .on(DescribeListenersCommand)
    .resolves({ Listeners: ports.map((Port) => ({ Port, Protocol: "HTTPS" })) });
  balancing.on(DescribeRulesCommand).resolves({ Rules: [...rules] });
}
const leading = (weight: number, path = "/shop"): Rule => ({
  Priority: "1",
  Conditions: [{ Field: "path-pattern", Values: [path] }],
  Actions: [{ Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: "a", Weight: weight }] } }],
});

test("a listener that somebody adds by hand changes what is read of its load balancer", async () => {
  stands([443], []);
  expect(await readers["AWS::ElasticLoadBalancingV2::LoadBalancer"]("lb", clients)).toMatchObject({
    listeners: ["HTTPS 443"],
  });
  stands([8443, 443], []);
  expect(await readers["AWS::ElasticLoadBalancingV2::LoadBalancer"]("lb", clients)).toMatchObject({
    listeners: ["HTTPS 443", "HTTPS 8443"],
  });
});

test("a rule that somebody adds or changes by hand changes what is read of its listener, and a weight does not", async () => {
  const read = (...rules: readonly Rule[]) => {
    stands([443], rules);
    return readers["AWS::ElasticLoadBalancingV2::Listener"]("l", clients);
  };
  const before = await read(leading(1));

  expect(await read(leading(2))).toEqual(before);
  expect(await read(leading(1), { ...leading(1, "/*"), Priority: "2" })).not.toEqual(before);
  expect(await read(leading(1, "/*"))).not.toEqual(before);
});

test("a target that drains does not count, and a function whose health nobody checks is no unhealthy one", async () => {
  balancing.reset();
  balancing.on(DescribeTargetGroupsCommand).resolves({ TargetGroups: [{}] });
  balancing.on(DescribeTargetHealthCommand).resolves({
    TargetHealthDescriptions: [
      { TargetHealth: { State: "healthy" } },
      { TargetHealth: { State: "draining", Reason: "Target.DeregistrationInProgress" } },
      { TargetHealth: { State: "unavailable", Reason: "Target.HealthCheckDisabled" } },
      { TargetHealth: { State: "unavailable", Reason: "Elb.InternalError" } },
    ],
  });

  expect(await readers["AWS::ElasticLoadBalancingV2::TargetGroup"]("t", clients)).toEqual({
    healthy: 1,
    checked: 2,
    targets: 3,
  });
});
