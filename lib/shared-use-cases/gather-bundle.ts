import type { Digest } from "../domain/canonical.ts";
import type { Change } from "../domain/change/manifest.ts";
import { environments } from "../domain/environment.ts";
import { isLasting, notFound } from "../domain/errors.ts";
import type { BundleParts } from "../domain/records/bundle.ts";
import { openCheckpoint, ownChain } from "../domain/records/checkpoint.ts";
import { type Envelope, keyFingerprint, pemOf, type VerifyingKey } from "../domain/records/dsse.ts";
import { type Entry, type KeptEntry, readKept } from "../domain/records/entry.ts";
import { openArchive } from "../domain/records/history.ts";
import type { Keyring } from "../domain/records/introduction.ts";
import { listsOf } from "../domain/records/lists.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Ledger } from "../ports/ledger/port.ts";
import type { Signer } from "../ports/signer/port.ts";
import type { VerifyingKeys } from "../ports/verifying-keys/port.ts";

type GatherPorts = {
  readonly ledger: Ledger;
  readonly changes: Changes;
  readonly signer: Pick<Signer, "keyring">;
  readonly verifyingKeys: Pick<VerifyingKeys, "decisionPem">;
};

/**
 * Everything that is needed to verify a run elsewhere: its entries byte for byte, and all that their digests name.
 * Bytes that are missing or no longer match their digest are left out, and verification reports them.
 * @throws NotFound if nothing was ever written about the run.
 */
export async function gatherBundle(ports: GatherPorts, runId: string): Promise<BundleParts> {
  const { ledger, changes, signer } = ports;
  const [chain, keyring, introductions, checkpoint, archive] = await Promise.all([
    ledger.kept(runId),
    signer.keyring(),
    ledger.introductions(),
    ledger.checkpointOf(runId),
    ledger.archiveOf(runId),
  ]);
  if (chain.entries.length === 0)
    throw notFound(`nothing was written about ${runId} yet: "interlock runs" lists the runs`);
  const kept = untilCheckpoint(runId, chain.entries, checkpoint, keyring);
  const entries = kept.flatMap((entry) => parsed(entry) ?? []);
  const opened = entries.find((entry) => entry.action === "open-run")?.detail;
  const text = (digest: Digest | undefined) =>
    digest === undefined ? null : orNull(() => changes.bytes(digest));
  const texts = async (digests: Iterable<Digest>) =>
    (await Promise.all([...new Set(digests)].map(text))).filter((one) => one !== null);
  const change = opened === undefined ? null : await orNull(() => changes.change(opened.changeDigest));
  const archived = archive === null ? [] : openArchive(archive, keyring).executions;
  return {
    runId,
    entries: kept.map(({ bytes }) => bytes),
    publicKeyPem: pemOf(ringKeyOf(keyring, runId, opened?.publicKeyFingerprint)),
    decisionKeyPem: await decisionKeyOf(ports, runId, opened?.decisionKeyFingerprint, keyring),
    // The control plane's own chain has them among its entries.
    introductions: runId === ownChain ? [] : introductions,
    previousSeal: opened?.previousSeal ? await ledger.sealBefore(runId, opened.previousSeal) : null,
    planApproval: await earlierApproval(ports, runId, entries),
    plan: await text(opened?.planDigest),
    change: await text(opened?.changeDigest),
    templates: await texts(templatesOf(change)),
    dossiers: await texts(
      entries.flatMap((entry) => (entry.action === "open-gate" ? [entry.detail.dossierDigest] : [])),
    ),
    baselines: await texts(
      entries.flatMap((entry) =>
        entry.action === "provision-step" && entry.kind === "intent"
          ? (entry.detail.baselineDigest ?? [])
          : [],
      ),
    ),
    lists: await texts(
      entries.flatMap(listsOf).flatMap(({ items, digest }) => (items === null ? [digest] : [])),
    ),
    checkpoint: runId === ownChain ? null : checkpoint,
    archive,
    histories: await texts(archived.map(({ digest }) => digest)),
  };
}

/** The signing key of a run: the one that it began with. The control plane's own chain began with the oldest. */
const ringKeyOf = (keyring: Keyring, runId: string, fingerprint: Digest | undefined): VerifyingKey =>
  (runId === ownChain ? undefined : keyring.find((key) => key.fingerprint === fingerprint)) ?? keyring[0];

/** The decision key of a run: today's, or the one that it was opened with if that was replaced; null before there was one. */
async function decisionKeyOf(
  { ledger, verifyingKeys }: GatherPorts,
  runId: string,
  fingerprint: Digest | undefined,
  keyring: Keyring,
): Promise<string | null> {
  if (runId !== ownChain && fingerprint === undefined) return null;
  const today = await verifyingKeys.decisionPem();
  if (fingerprint === undefined || keyFingerprint(today) === fingerprint) return today;
  return (await ledger.decisionKeyOf(fingerprint, keyring)) ?? today;
}

/**
 * The entries that the newest checkpoint covers. A run may continue while it is exported, and entries that are not
 * signed yet prove nothing. The control plane's own chain ends with its newest checkpoint.
 */
function untilCheckpoint(
  chain: string,
  entries: readonly KeptEntry[],
  checkpoint: Envelope | null,
  keyring: Keyring,
): readonly KeptEntry[] {
  if (checkpoint === null) return entries;
  const { chains } = openCheckpoint(checkpoint, keyring);
  const named = chains.find((one) => one.chain === chain)?.count ?? entries.length;
  return entries.slice(0, chain === ownChain ? named + 1 : named);
}

const templatesOf = (change: Change | null): readonly Digest[] =>
  change === null
    ? []
    : environments.flatMap((environment) =>
        change.environments[environment].map(({ templateDigest }) => templateDigest),
      );

/** The approval that locked the plan, if this run did not ask for it itself. */
async function earlierApproval(
  { ledger }: GatherPorts,
  runId: string,
  entries: readonly Entry[],
): Promise<Envelope | null> {
  const opened = entries.find((entry) => entry.action === "open-run")?.detail;
  const passed = entries.some(
    (entry) => entry.action === "sign-receipt" && entry.detail.about === "plan-approval",
  );
  const asked = entries.some(
    (entry) => entry.action === "decide-gate" && entry.detail.gate === "plan-approval",
  );
  if (opened === undefined || !passed || asked) return null;
  const lockedIn = await ledger.lockedIn(opened.documentId, opened.planDigest);
  if (lockedIn === null || lockedIn === runId) return null;
  const earlier = (await ledger.kept(lockedIn)).entries.flatMap((entry) => parsed(entry) ?? []);
  const receipt = earlier.find(
    (entry) => entry.action === "sign-receipt" && entry.detail.about === "plan-approval",
  );
  return receipt?.action === "sign-receipt" ? receipt.detail.envelope : null;
}

/**
 * Parses a kept entry; null if its bytes no longer match its digest. It is exported as it is, and what it names is
 * unknown.
 */
function parsed(entry: KeptEntry): Entry | null {
  try {
    return readKept(entry);
  } catch {
    return null;
  }
}

async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isLasting(error)) return null;
    throw error;
  }
}
