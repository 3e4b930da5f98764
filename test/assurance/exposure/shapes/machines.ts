import { inWay, open, type Shape, shut } from "../shape.ts";

const instance = (more: object) => ({
  DescribeInstances: {
    Reservations: [
      {
        Instances: [
          {
            InstanceId: "i-1",
            State: { Name: "running" },
            BlockDeviceMappings: [{ Ebs: { VolumeId: "vol-1" } }],
            ...more,
          },
        ],
      },
    ],
  },
});

/** Its volume has a snapshot, and nobody else may use it. */
const own = { Snapshots: [{ SnapshotId: "snap-1" }] };
const copies = {
  DescribeSnapshots: (asked: object) => ("RestorableByUserIds" in asked ? { Snapshots: [] } : own),
  DescribeImages: { Images: [] },
};
const images = (image: object) => ({
  ...copies,
  DescribeImages: { Images: [{ ImageId: "ami-1", ...image }] },
});
/** Source: EC2 API reference, DescribeSnapshots (RestorableByUserIds) and DescribeImages (is-public). */
const shared = inWay(
  "a copy",
  open("a snapshot for everyone", {}, { ...copies, DescribeSnapshots: own }),
  open(
    "an image of its snapshot for everyone",
    {},
    images({ BlockDeviceMappings: [{}, { Ebs: { SnapshotId: "snap-1" } }] }),
  ),
  shut(
    "another's image for everyone",
    {},
    images({ SourceInstanceId: "i-2", BlockDeviceMappings: [{ Ebs: { SnapshotId: "snap-2" } }] }),
  ),
);

/** Machines, their volumes, and the copies of those. Source: the API reference of each service. */
export const machines: Readonly<Record<string, Shape>> = {
  "AWS::EC2::Instance": {
    id: "i-1",
    stands: { ...instance({}), ...copies },
    absent: "InvalidInstanceID.NotFound",
    settings: [
      open(
        "a public address",
        { NetworkInterfaces: [{ AssociatePublicIpAddress: true }] },
        instance({ PublicIpAddress: "203.0.113.7" }),
      ),
      open(
        "a public address of its second interface",
        {},
        instance({ NetworkInterfaces: [{}, { Association: { PublicIp: "203.0.113.7" } }] }),
      ),
      open(
        "an IPv6 address",
        {},
        instance({ NetworkInterfaces: [{ Ipv6Addresses: [{ Ipv6Address: "2600::1" }] }] }),
      ),
      ...shared,
      ...inWay("a copy", open("an image of it for everyone", {}, images({ SourceInstanceId: "i-1" }))),
      shut("private", {}),
    ],
  },
  "AWS::EC2::LaunchTemplate": {
    id: "lt-1",
    stands: { DescribeLaunchTemplates: { LaunchTemplates: [{ LaunchTemplateId: "lt-1" }] } },
    absent: "InvalidLaunchTemplateId.NotFound",
    settings: [],
  },
  "AWS::AutoScaling::AutoScalingGroup": {
    id: "web",
    stands: {
      DescribeAutoScalingGroups: {
        AutoScalingGroups: [
          {
            AutoScalingGroupName: "web",
            DesiredCapacity: 1,
            Instances: [{ InstanceId: "i-1", LifecycleState: "InService" }],
          },
        ],
      },
      ...instance({}),
      ...copies,
    },
    absent: { DescribeAutoScalingGroups: { AutoScalingGroups: [] } },
    settings: [
      open("instances with public addresses", {}, instance({ PublicIpAddress: "203.0.113.7" })),
      ...shared,
      shut("private instances", {}),
    ],
  },
  "AWS::EC2::Volume": {
    id: "vol-1",
    stands: { DescribeVolumes: { Volumes: [{ VolumeId: "vol-1", State: "in-use" }] }, ...copies },
    absent: "InvalidVolume.NotFound",
    settings: [...shared, shut("no copy for everyone", {})],
  },
};
