/** A resource that was found without CloudFormation; `createdAtMs` is null if its age is unknown. */
export type Found = { readonly type: string; readonly id: string; readonly createdAtMs: number | null };

/** Finds resources that no stack names any more. Each is a hint: its reader describes it before anyone relies on it. */
export interface Finder {
  /** Resources that carry the tag of one of these stacks. */
  byTag(stackIds: readonly string[]): Promise<readonly Found[]>;
  /** Log groups, snapshots and buckets that carry the name, and network interfaces in these networks. */
  byName(name: string, networks: readonly string[]): Promise<readonly Found[]>;
}
