import { type Digest, digestOf } from "../canonical.ts";
import type { Environment } from "../environment.ts";
import { isInterlockError } from "../errors.ts";
import type { Envelope, VerifyingKey } from "./dsse.ts";
import { openOperation } from "./operation.ts";

/** How many different people must agree before a freeze window is lifted. */
export const peopleToLift = 2;

/** One person's consent to lift a window, with the statement that the operators' key signed. */
export type Consent = { readonly person: string; readonly codeDigest: Digest; readonly envelope: Envelope };

/** A freeze window that people lift for one run and one environment. It lifts no other window, and passes no gate. */
export type Lift = {
  readonly environment: Environment;
  /** The window by keeper and id, such as `settings/year-end`. */
  readonly window: string;
  readonly people: readonly Consent[];
};

/** The digest by which a signed consent names what is lifted. */
export const liftDigest = (
  { environment, window }: Pick<Lift, "environment" | "window">,
  codeDigest: Digest,
): Digest => digestOf({ environment, window, codeDigest });

/** The people whose signed consent lifts this window of this run, each once. A consent that nobody signed for it counts for nothing. */
export function consenting(runId: string, lift: Lift, key: VerifyingKey): readonly string[] {
  const signed = lift.people.flatMap(({ person, codeDigest, envelope }) => {
    try {
      const says = openOperation(envelope, key);
      const isThis =
        says.operation === "lift-window" &&
        says.by === person &&
        says.subject === runId &&
        says.detailDigest === liftDigest(lift, codeDigest);
      return isThis ? [person] : [];
    } catch (error) {
      if (isInterlockError(error, "ReceiptRefused")) return [];
      throw error;
    }
  });
  return [...new Set(signed)];
}
