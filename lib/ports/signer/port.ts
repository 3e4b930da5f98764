import type { Environment } from "../../domain/environment.ts";
import type { Gate } from "../../domain/gates.ts";
import type { Envelope, StatementKind } from "../../domain/records/dsse.ts";
import type { Keyring } from "../../domain/records/introduction.ts";
import type { Work } from "../records/port.ts";

/** The statements about a run that can be signed. The signer reads the entries again and refuses what they do not support. */
export type Statement = {
  readonly statement: StatementKind;
  readonly about: Environment | Gate | "run";
};

/** The only way to get a signature. */
export interface Signer {
  sign(work: Work, statement: Statement): Promise<Envelope>;
  /** The public halves of its keys, oldest first. They come from KMS, never from a record. */
  keyring(): Promise<Keyring>;
}
