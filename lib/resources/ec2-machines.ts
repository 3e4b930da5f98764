import { neverPublic, publicCopiesProbe } from "./checks.ts";
import { flag, list, moving, number, text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** The machines of EC2 and their volumes. */
export const ec2Machines = {
  iam: "ec2",
  types: {
    "AWS::EC2::Instance": described({
      // Source: EC2 user guide, "Terminate EC2 instances": a terminated instance stays listed for a while.
      arn: { kind: "instance", id: "name" },
      facts: {
        state: moving(text("running", "pending", "stopping", "stopped", "shutting-down", "terminated")),
        hasPublicIp: flag,
        publicCopies: list,
      },
      probes: [
        {
          fact: "running",
          about: ["state"],
          checks: ["health-checks-operational"],
          settles: true,
          holds: ({ state }) => state === "running",
          saw: ({ state }) => state,
        },
        {
          fact: "public-address",
          about: ["hasPublicIp"],
          checks: neverPublic,
          holds: ({ hasPublicIp }) => !hasPublicIp,
          saw: ({ hasPublicIp }) => (hasPublicIp ? "has a public address" : "private"),
        },
        publicCopiesProbe,
      ],
      state: { fact: "state", gone: ["terminated"], going: ["shutting-down"] },
      actions: ["ec2:DescribeInstances", "ec2:DescribeSnapshots", "ec2:DescribeImages"],
      look: "aws ec2 describe-instances --instance-ids {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "a public address", fact: "hasPublicIp", actions: [] },
      // An IPv6 address is public by its kind (VPC user guide, "IP addressing").
      announced: ({ properties: { NetworkInterfaces, Ipv6AddressCount, Ipv6Addresses } }) =>
        /"AssociatePublicIpAddress":(true|"true")|"Ipv6AddressCount":"?[1-9]|"Ipv6Addresses":\[{/.test(
          JSON.stringify({ NetworkInterfaces, Ipv6AddressCount, Ipv6Addresses }),
        ),
      rehearsed: null,
    }),
    "AWS::EC2::LaunchTemplate": described({
      arn: { kind: "launch-template", id: "name" },
      facts: { version: number },
      probes: [],
      state: null,
      actions: ["ec2:DescribeLaunchTemplates"],
      look: "aws ec2 describe-launch-templates --launch-template-ids {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::EC2::Volume": described({
      arn: { kind: "volume", id: "name" },
      // Source: EC2 API reference, Volume, State.
      facts: {
        state: moving(text("in-use", "available", "creating", "deleting", "deleted", "error")),
        publicCopies: list,
      },
      probes: [
        {
          fact: "available",
          about: ["state"],
          checks: ["health-checks-operational"],
          settles: true,
          holds: ({ state }) => state === "in-use" || state === "available",
          saw: ({ state }) => state,
        },
        publicCopiesProbe,
      ],
      state: { fact: "state", gone: ["deleted"], going: ["deleting"] },
      actions: ["ec2:DescribeVolumes", "ec2:DescribeSnapshots", "ec2:DescribeImages"],
      look: "aws ec2 describe-volumes --volume-ids {id}",
      owner: null,
      oneWay: {
        Size: 'EBS user guide, "Requirements for Amazon EBS volume modifications": it cannot get smaller',
      },
      movingProperties: [],
      holdsData: "its blocks can't be written again",
      listed: null,
      exposure: { what: "snapshots or images that everybody may use", fact: "publicCopies", actions: [] },
      rehearsed: null,
    }),
  },
} satisfies Service;
