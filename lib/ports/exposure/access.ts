import type { Access } from "../shared/access.ts";

/** The reads that tell whether a network is reachable. */
const expose = [
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroups",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeLoadBalancers",
];

/** What the port needs of AWS. */
export const access = {
  allow: () => [
    {
      why: "reads back that a network is not reachable from the internet",
      actions: expose,
      resources: ["*"],
      pattern: "describing supports no resource; it only reads",
    },
  ],
  variables: () => ({}),
} satisfies Access;
