import {
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeVolumesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { orAbsent } from "../../shared/or-absent.ts";
import { isPublicInstance } from "../../shared/public-address.ts";
import { publicCopiesOf, volumesOf } from "../../shared/public-copies.ts";
import type { Describe, Readers } from "../describe.ts";

/** An instance: whether one of its interfaces has a public address, and which of its copies everybody may use. */
const instance: Describe<"AWS::EC2::Instance"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeInstancesCommand({ InstanceIds: [id] })),
    "InvalidInstanceID.NotFound",
  );
  const found = seen?.Reservations?.flatMap(({ Instances = [] }) => Instances)[0];
  if (found === undefined) return null;
  return {
    state: found.State?.Name ?? "unknown",
    hasPublicIp: isPublicInstance(found),
    publicCopies: await publicCopiesOf(clients, volumesOf([found]), [id]),
  };
};

/** A launch template. */
const launchTemplate: Describe<"AWS::EC2::LaunchTemplate"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] })),
    "InvalidLaunchTemplateId.NotFound",
  );
  const [found] = seen?.LaunchTemplates ?? [];
  return found === undefined ? null : { version: found.LatestVersionNumber ?? 0 };
};

/** A volume, and which of its copies everybody may use. */
const volume: Describe<"AWS::EC2::Volume"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeVolumesCommand({ VolumeIds: [id] })),
    "InvalidVolume.NotFound",
  );
  const [found] = seen?.Volumes ?? [];
  if (found === undefined) return null;
  return { state: found.State ?? "unknown", publicCopies: await publicCopiesOf(clients, [id], []) };
};

/** The readers of the service. */
export const readers: Readers<"ec2-machines"> = {
  "AWS::EC2::Instance": instance,
  "AWS::EC2::LaunchTemplate": launchTemplate,
  "AWS::EC2::Volume": volume,
};
