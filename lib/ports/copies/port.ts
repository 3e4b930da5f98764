import type { Copy, Span } from "../../domain/records/compare.ts";
import type { KeptEntry } from "../../domain/records/entry.ts";

/** The second copies of entries, in the object-locked bucket. */
export interface Copies {
  /** Every version of every copy of a span of a chain. */
  list(chain: string, span: Span): Promise<readonly Copy[]>;
  read(copy: Copy): Promise<string>;
  /** Makes a copy that is not there; one that is there stays. */
  make(chain: string, entry: KeptEntry): Promise<void>;
}
