import * as z from "zod";
import { type Digest, digestOf } from "../canonical.ts";
import type { Change } from "../change/manifest.ts";
import { type Environment, environments, type Gate, gates } from "../environment.ts";
import type { Entry } from "../records/entry.ts";
import { openedWith } from "../run/opened.ts";

/** The environment that a gate is about, which its challenge names. */
export const environmentOfGate: Readonly<Record<Gate, Environment>> = {
  "plan-approval": "development",
  "staging-sign-off": "staging",
  "change-record": "production",
  "production-release": "production",
};

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const person = z.strictObject({ name: z.string(), address: z.string() });

/** What an approver is asked, complete: the page shows it, the decision names its digest. */
export const dossierSchema = z.strictObject({
  gate: z.enum(gates),
  environment: z.enum(environments),
  clause: z.string(),
  question: z.string(),
  runId: z.string(),
  documentId: z.string(),
  planDigest: digest,
  changeDigest: digest,
  repository: z.string(),
  commit: z.strictObject({
    sha: z.string(),
    subject: z.string(),
    author: person,
    committer: person,
    coAuthors: z.array(person),
    committedAt: z.string(),
  }),
  steps: z.array(
    z.strictObject({ step: z.string(), part: z.string(), stackName: z.string(), templateDigest: digest }),
  ),
  readings: z.array(
    z.strictObject({
      check: z.string(),
      fact: z.string(),
      resource: z.string(),
      answer: z.string(),
      saw: z.string(),
    }),
  ),
  waivers: z.array(z.strictObject({ check: z.string(), fact: z.string(), reason: z.string() })),
  /** What a no, now or later, keeps. */
  keeps: z.array(z.string()),
  expiresAtMs: z.int(),
});

/** What an approver is asked. */
export type Dossier = z.infer<typeof dossierSchema>;

/** The dossier's name. */
export const dossierDigest = (dossier: Dossier): Digest => digestOf(dossier);

/** What a gate asks about this run now: the steps it lets through, and the answers to the checks of what stands already. */
export function dossierOf(
  gate: Gate,
  { clause, question, keeps }: { clause: string; question: string; keeps: readonly string[] },
  change: Change,
  run: { readonly runId: string; readonly entries: readonly Entry[] },
  expiresAtMs: number,
): Dossier {
  const { documentId, planDigest, changeDigest, waivers } = openedWith(run.runId, run.entries);
  const environment = environmentOfGate[gate];
  const checked = run.entries.findLast((entry) => entry.action === "validate-environment");
  const { parents: _, ...commit } = change.commit;
  return {
    gate,
    environment,
    clause,
    question,
    runId: run.runId,
    documentId,
    planDigest,
    changeDigest,
    repository: change.repository,
    commit,
    steps: change.environments[environment].map(({ step, part, stackName, templateDigest }) => ({
      step,
      part,
      stackName,
      templateDigest,
    })),
    readings: checked?.action === "validate-environment" ? checked.detail.readings : [],
    waivers,
    keeps: [...keeps],
    expiresAtMs,
  };
}
