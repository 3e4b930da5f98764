import * as z from "zod";
import { type Digest, digestOf, digestSchema } from "../canonical.ts";
import { assetChangeSchema } from "../change/assets.ts";
import { differenceSchema } from "../change/difference.ts";
import { announcedExposureSchema } from "../change/exposure.ts";
import { personSchema } from "../change/person.ts";
import { effectSchema, effectsInWords } from "../change/prediction/effects.ts";
import { environments, identityTiers, isInScope, parts } from "../environment.ts";
import { gateRows, gates } from "../gates.ts";

/** One step as the dossier shows it. */
export const dossierStepSchema = z.strictObject({
  step: z.string(),
  part: z.enum(parts),
  stackName: z.string(),
  templateDigest: digestSchema,
  parametersDigest: digestSchema,
  tagsDigest: digestSchema,
  /** One digest over the three: the wanted state of the step. */
  wantedDigest: digestSchema,
  /** The digest of what is deployed, or was deployed before this run; null if nothing was. */
  baselineDigest: digestSchema.nullable(),
  /** What this run has already done; null if nothing. */
  done: z.string().nullable(),
  /** Present if the change no longer has the step, and removes its stack: the digests are then of what stands. */
  removed: z.literal(true).exactOptional(),
  effects: z.array(effectSchema),
  widening: z.array(z.string()),
  undo: z.enum(["deleted", "restored", "kept", "closed", "untouched"]),
  /**
   * Exports that it imports and that this run has yet to create: its change set cannot be made before them, so it is
   * compared with the approval later than the others. Absent if there are none.
   */
  waitsFor: z.array(z.string()).exactOptional(),
  /** What an ingress step opens to the world: protocol, port, address and path. Absent if it opens nothing that is known. */
  opens: z.array(z.string()).exactOptional(),
});

/**
 * Everything that an approver is asked. The page shows it, the decision names its digest, and what it names may
 * run.
 */
export const dossierSchema = z.strictObject({
  gate: z.enum(gates),
  environment: z.enum(environments),
  clause: z.string(),
  question: z.string(),
  runId: z.string(),
  application: z.string(),
  documentId: z.string(),
  planDigest: digestSchema,
  changeDigest: digestSchema,
  repository: z.string(),
  commit: z.strictObject({
    sha: z.string(),
    subject: z.string(),
    author: personSchema,
    committer: personSchema,
    coAuthors: z.array(personSchema),
    committedAt: z.string(),
  }),
  /** Everyone who contributed to what is asked about. None of them may decide. */
  people: z.array(personSchema),
  /** The adopted commit that they are counted from, and who adopted it when; absent if they are not counted from one. */
  adopted: z.strictObject({ commit: z.string(), by: z.string(), at: z.string() }).exactOptional(),
  approvers: z.array(z.string()),
  quorum: z.int(),
  identity: z.enum(identityTiers),
  /**
   * The addresses under which each approver commits, by digest, so that a verifier can tell that no one decided on
   * their own commit.
   */
  directory: z.array(z.strictObject({ approver: z.string(), identities: z.array(digestSchema) })),
  steps: z.array(dossierStepSchema),
  /** Files whose bytes differ from those of the last successful run; absent if there are none. */
  assets: z.array(assetChangeSchema).exactOptional(),
  /** Everything that can be reached from the internet once the change is provisioned; absent if the plan forbids it. */
  exposure: z.array(announcedExposureSchema).exactOptional(),
  /** One digest of the environment's real state, drift included. */
  realState: digestSchema,
  readings: z.array(
    z.strictObject({
      check: z.string(),
      fact: z.string(),
      resource: z.string(),
      answer: z.string(),
      saw: z.string(),
    }),
  ),
  /** Where production differs from staging. Only a gate before production asks about it. */
  parity: z.array(differenceSchema),
  /** The plan itself, if the gate asks about it. */
  plan: z
    .strictObject({
      title: z.string(),
      environments: z.array(
        z.strictObject({ name: z.enum(environments), checks: z.array(z.string()), rollback: z.string() }),
      ),
      gates: z.array(
        z.strictObject({
          gate: z.enum(gates),
          approvers: z.array(z.string()),
          quorum: z.int(),
          /** How long people may decide, in hours. */
          hours: z.number(),
          identity: z.enum(identityTiers),
        }),
      ),
    })
    .nullable(),
  /** What may mean another thing when it is deployed, and what it is bound to; null if it cannot be bound. */
  references: z
    .array(z.strictObject({ step: z.string(), seen: z.string(), is: z.string().nullable() }))
    .exactOptional(),
  waivers: z.array(z.strictObject({ check: z.string(), fact: z.string(), reason: z.string() })),
  /** What customers can reach of production, and what happens to that. Absent at gates about other environments. */
  service: z
    .strictObject({
      /** Whether production's ingress stands now. */
      isOpen: z.boolean(),
      /** When this run closed it; null if it did not. */
      closedAt: z.string().nullable(),
      /** What the plan does to live ingress while production is updated. */
      during: z.enum(["close", "hold"]),
      /** How long people may decide about the release, in hours. */
      releaseHours: z.number(),
      /** The last run that was released: under its release, production opens again if this run fails. */
      standingRelease: z.string().nullable(),
      /** How long production usually took to provision, in milliseconds; null if no run tells. */
      usuallyMs: z.int().nullable(),
    })
    .exactOptional(),
  /** The decisions at the gates before, with their reasons. Absent at the first gate. */
  earlier: z
    .array(
      z.strictObject({
        gate: z.enum(gates),
        approver: z.string(),
        decision: z.enum(["approve", "reject"]),
        reason: z.string(),
        at: z.string(),
      }),
    )
    .exactOptional(),
  /** The key that the run's decisions are signed with; absent before decisions were signed. */
  decisionKeyFingerprint: digestSchema.exactOptional(),
  /** Why the gate asks again; null the first time. */
  again: z.string().nullable(),
  expiresAtMs: z.int(),
});

/** Everything that an approver is asked. */
export type Dossier = z.infer<typeof dossierSchema>;

/** One step of a dossier. */
export type DossierStep = z.infer<typeof dossierStepSchema>;

/** The steps that the gate asks about. An earlier gate asked about the others. What is removed is removed behind the last one. */
export const stepsAtStake = ({ gate, steps }: Dossier): readonly DossierStep[] =>
  steps.filter(({ part, removed }) => removed === true || isInScope(part, gateRows[gate].asksAbout));

/** What happens to the steps at stake, in words; never "nothing changes" if one of them is to be deployed otherwise. */
export function changeInWords(dossier: Dossier): string {
  const steps = stepsAtStake(dossier);
  const effects = steps.flatMap((step) => step.effects);
  const differs = steps.some(({ wantedDigest, baselineDigest }) => wantedDigest !== baselineDigest);
  return effects.length === 0 && differs ? "deployed anew, no resource changes" : effectsInWords(effects);
}

/** The dossier's name. */
export const dossierDigest = (dossier: Dossier): Digest => digestOf(dossier);
