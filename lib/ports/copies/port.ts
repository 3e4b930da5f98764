import type { Copy, Span } from "../../domain/records/compare.ts";
import type { KeptEntry } from "../../domain/records/entry.ts";

/** The second copies of entries, in the object-locked bucket. */
export interface Copies {
  /** Every version of every copy of a span of a chain. */
  list(chain: string, span: Span): Promise<readonly Copy[]>;
  read(copy: Copy): Promise<string>;
  /** Makes a missing copy. An existing one stays as it is. */
  make(chain: string, entry: KeptEntry): Promise<void>;
}
