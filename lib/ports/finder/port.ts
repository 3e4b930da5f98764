/** A resource that was found without asking CloudFormation for it; null for an age that is not told. */
export type Found = { readonly type: string; readonly id: string; readonly createdAtMs: number | null };

/** Finds what no stack names any more. What it finds is a hint: each is described before it is believed. */
export interface Finder {
  /** Resources that carry the tag of one of these stacks. */
  byTag(stackIds: readonly string[]): Promise<readonly Found[]>;
  /** Log groups, snapshots and buckets that carry the name, and network interfaces in these networks. */
  byName(name: string, networks: readonly string[]): Promise<readonly Found[]>;
}
