import type { Environment } from "../../domain/environment.ts";
import type { Gate } from "../../domain/gates.ts";
import type { Envelope, StatementKind } from "../../domain/records/dsse.ts";
import type { Work } from "../records/port.ts";

/** What may be stated about a run; the signer reads the entries again and refuses what they do not support. */
export type Statement = {
  readonly statement: StatementKind;
  readonly about: Environment | Gate | "run";
};

/** The only way to a signature. */
export interface Signer {
  sign(work: Work, statement: Statement): Promise<Envelope>;
  publicKeyPem(): Promise<string>;
}
