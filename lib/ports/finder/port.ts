/** A resource that was found without CloudFormation; `createdAtMs` is null if its age is unknown. */
export type Found = {
  readonly type: string;
  readonly id: string;
  readonly createdAtMs: number | null;
  /** Of a network interface: its network. */
  readonly network?: string;
  /** What it serves: of a network interface what its description says, of an automated snapshot its database. */
  readonly serves?: string;
  /** The call that lists it, if no reader describes its type: what is listed is there. */
  readonly listedBy?: string;
};

/** Finds resources that no stack names any more. Each result is a hint: its reader describes it before code relies on it. */
export interface Finder {
  /** Resources with the tag of one of these stacks. */
  byTag(stackIds: readonly string[]): Promise<readonly Found[]>;
  /**
   * Log groups, snapshots, backups and buckets whose name contains the name, log groups of these implied names
   * (`impliedLogGroup`), and network interfaces in these networks.
   */
  byName(
    name: string,
    networks: readonly string[],
    impliedLogGroups: readonly string[],
  ): Promise<readonly Found[]>;
  /** Snapshots and backups of these resources, which outlive them. */
  backupsOf(resources: readonly { readonly type: string; readonly id: string }[]): Promise<readonly Found[]>;
}
