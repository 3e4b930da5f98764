import type { Link } from "../../domain/gate/invitation-link.ts";

/** Tells links that were minted from rows that somebody inserted. It cannot make a link. */
export interface LinkProof {
  /** Whether a function that may mint links made exactly this one. */
  isMinted(link: Link, mac: string): Promise<boolean>;
}
