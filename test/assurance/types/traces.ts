import { sha256 } from "../../../lib/domain/canonical.ts";
import { parseChange } from "../../../lib/domain/change/manifest.ts";
import { type Dossier, dossierSchema } from "../../../lib/domain/gate/dossier.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";

/** What the records of a run say about the resources of a type. A null means that they say nothing. */
export type Trace = {
  /** Whether every stack that has one was made, or changed, by the run. */
  readonly deployed: boolean;
  /** The facts that held of one of them in any environment. */
  readonly checked: readonly string[];
  /** What production's approvers were told will happen to one of them. */
  readonly announced: readonly string[];
  /** How one of them can be reached from the internet, as the approvers were told. */
  readonly exposed: readonly string[];
  /** Whether each was looked for in development after its rollback, and seen to be gone; null if none was looked for. */
  readonly gone: boolean | null;
  /** How they were seen to be gone. */
  readonly how: readonly string[];
  /** Whether a rollback's change set put one of them back as it was before the run. */
  readonly restored: boolean;
};

/** A part of a bundle that is no entry: a text under its name. */
type Part = {
  readonly dossier?: string;
  readonly list?: string;
  readonly change?: string;
  readonly template?: string;
};
type Placed = { readonly step: string; readonly logicalId: string };
type Looked = { readonly type: string; readonly is: string; readonly how: string };

/** The records of a run, ready to be asked about types. */
export type RunRecords = {
  readonly entries: readonly Entry[];
  /** The dossier of production's change record; null if its gate was not opened. */
  readonly dossier: Dossier | null;
  readonly looked: readonly Looked[];
  /** Where each type is, by the templates of development. */
  readonly placed: ReadonlyMap<string, readonly Placed[]>;
};

/** Reads the lines of a run's bundle, in which each entry stands for itself and everything else has its name. */
export function recordsOf(lines: readonly string[]): RunRecords {
  const parts = lines.map((line) => JSON.parse(line) as Part | Entry);
  const isEntry = (part: Part | Entry): part is Entry => "sequence" in part;
  const entries = parts.filter(isEntry);
  const others = parts.filter((part): part is Part => !isEntry(part));
  const textsOf = (name: keyof Part) => others.flatMap((part) => part[name] ?? []);
  const dossiers = textsOf("dossier").map((text) => dossierSchema.parse(JSON.parse(text)));
  const proofs = entries.filter(isFact("prove-rollback", "observation"));
  return {
    entries,
    dossier: dossiers.findLast(({ gate }) => gate === "change-record") ?? null,
    // A long list is kept beside the entry, by its digest.
    looked: [
      ...proofs.flatMap(({ detail }) => detail.looked?.items ?? []),
      ...textsOf("list").flatMap((text) => JSON.parse(text) as Looked[]),
    ],
    placed: placedIn(textsOf("change").at(-1) ?? "{}", textsOf("template")),
  };
}

/** Where each type is, by the templates that the change names for development. */
function placedIn(change: string, templates: readonly string[]): RunRecords["placed"] {
  const byDigest = new Map(templates.map((text) => [sha256(text), text]));
  const { environments } = parseChange(JSON.parse(change));
  const placed = new Map<string, Placed[]>();
  for (const { step, templateDigest } of environments.development) {
    const { Resources = {} } = JSON.parse(byDigest.get(templateDigest) ?? "{}") as {
      Resources?: Record<string, { Type: string }>;
    };
    for (const [logicalId, { Type }] of Object.entries(Resources))
      placed.set(Type, [...(placed.get(Type) ?? []), { step, logicalId }]);
  }
  return placed;
}

/** What the records say about a type. */
export function traceOf(
  { entries, dossier, looked, placed }: RunRecords,
  isOfType: (type: string) => boolean,
): Trace {
  const places = [...placed].filter(([type]) => isOfType(type)).flatMap(([, found]) => found);
  const steps = [...new Set(places.map(({ step }) => step))];
  const results = entries
    .filter(isFact("provision-step", "outcome"))
    .filter(({ detail }) => detail.environment === "development");
  const resources = places.map(({ step, logicalId }) => `/${step}/${logicalId}`);
  const readings = entries
    .filter(isFact("validate-environment", "observation"))
    .flatMap(({ detail }) => detail.readings)
    .filter(({ resource, answer }) => answer === "held" && resources.some((one) => resource.endsWith(one)));
  const isMine = (step: string, logicalId: string) =>
    places.some((one) => one.step === step && one.logicalId === logicalId);
  const mine = looked.filter(({ type }) => isOfType(type));
  return {
    deployed:
      steps.length > 0 &&
      steps.every((step) =>
        results.some(({ detail }) => detail.step === step && ["created", "updated"].includes(detail.result)),
      ),
    checked: [...new Set(readings.map(({ fact }) => fact))],
    announced: [
      ...new Set(
        (dossier?.steps ?? []).flatMap(({ step, effects }) =>
          effects.filter(({ logicalId }) => isMine(step, logicalId)).map(({ effect }) => effect),
        ),
      ),
    ],
    exposed: (dossier?.exposure ?? [])
      .filter(({ step, logicalId }) => isMine(step, logicalId))
      .map(({ what }) => what),
    gone: mine.length === 0 ? null : mine.every(({ is }) => is === "gone"),
    how: [...new Set(mine.map(({ how }) => how))],
    restored: entries
      .filter(isFact("roll-back-step", "intent"))
      .some(({ detail }) =>
        (detail.changes?.items ?? []).some(({ logicalId }) => isMine(detail.step, logicalId)),
      ),
  };
}
