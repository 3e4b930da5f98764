import type { Link } from "../../domain/gate/invitation-link.ts";

/** Makes links valid. Only the functions that send links may do so. */
export interface LinkMint {
  /** The proof that this function made the link, in base64. It proves nothing about another link. */
  mint(link: Link): Promise<string>;
}
