import {
  type DescribeSnapshotsResult,
  EC2Client,
  paginateDescribeImages,
  paginateDescribeSnapshots,
} from "@aws-sdk/client-ec2";
import { allPages } from "./all-pages.ts";
import type { Clients } from "./environments/environments.ts";

/** Source: EC2 API reference, "Filter": at most this many values in a request. */
const mostValues = 200;

/**
 * The snapshots of these volumes, and the images of them or of these instances, that everybody may use. A block of public sharing is no
 * proof that there is none: it leaves what was shared before it as it is (EBS user guide, "Block public access for snapshots", mode
 * block-new-sharing; EC2 user guide, "Block public access to your AMIs").
 */
export async function publicCopiesOf(
  clients: Clients,
  volumes: readonly string[],
  instances: readonly string[],
): Promise<readonly string[]> {
  if (volumes.length + instances.length === 0) return [];
  const client = clients(EC2Client);
  const [own, open] = await Promise.all([
    snapshotsOf(client, volumes, {}),
    // Source: EC2 API reference, DescribeSnapshots: `all` for public snapshots.
    snapshotsOf(client, volumes, { RestorableByUserIds: ["all"] }),
  ]);
  const everybodys = { Owners: ["self"], Filters: [{ Name: "is-public", Values: ["true"] }] };
  const images = await allPages(paginateDescribeImages({ client }, everybodys), ({ Images = [] }) =>
    Images.filter(
      ({ SourceInstanceId = "", BlockDeviceMappings = [] }) =>
        instances.includes(SourceInstanceId) ||
        BlockDeviceMappings.some(({ Ebs }) => own.includes(Ebs?.SnapshotId ?? "")),
    ).map(({ ImageId = "an image" }) => ImageId),
  );
  return [...open, ...images].sort();
}

async function snapshotsOf(
  client: EC2Client,
  volumes: readonly string[],
  by: { readonly RestorableByUserIds?: string[] },
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let from = 0; from < volumes.length; from += mostValues) {
    const Filters = [{ Name: "volume-id", Values: volumes.slice(from, from + mostValues) }];
    const pages = paginateDescribeSnapshots({ client }, { OwnerIds: ["self"], Filters, ...by });
    const inPage = ({ Snapshots = [] }: DescribeSnapshotsResult) =>
      Snapshots.map(({ SnapshotId = "a snapshot" }) => SnapshotId);
    found.push(...(await allPages(pages, inPage)));
  }
  return found;
}

/** The volumes of instances. */
export const volumesOf = (
  instances: readonly {
    readonly BlockDeviceMappings?:
      | readonly { readonly Ebs?: { readonly VolumeId?: string | undefined } | undefined }[]
      | undefined;
  }[],
): readonly string[] =>
  instances.flatMap(({ BlockDeviceMappings = [] }) =>
    BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.VolumeId ?? []),
  );
