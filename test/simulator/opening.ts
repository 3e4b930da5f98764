import { keyFingerprint } from "../../lib/domain/records/dsse.ts";
import type { Fact } from "../../lib/domain/records/facts.ts";
import type { Kms } from "./services/kms.ts";

/** The facts, in which a run is opened with the keys of the account: nothing is signed for another one. */
export const underTheDecisionKey = (
  { kms }: { readonly kms: Kms },
  facts: readonly Fact[],
): readonly Fact[] =>
  facts.map((fact) =>
    fact.action === "open-run"
      ? {
          ...fact,
          detail: {
            ...fact.detail,
            publicKeyFingerprint: keyFingerprint(kms.publicKeyPem),
            decisionKeyFingerprint: keyFingerprint(kms.decisionKeyPem),
          },
        }
      : fact,
  );
