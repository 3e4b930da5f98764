import type { Digest, Json } from "../canonical.ts";
import type { Change } from "../change/manifest.ts";
import { type Environment, environments, type IdentityTier, type Part } from "../environment.ts";
import type { FreezeWindow } from "../freeze/window.ts";
import type { Dossier } from "../gate/dossier.ts";
import type { Gate } from "../gates.ts";
import type { Jwk } from "../jwk.ts";
import type { BundleFormat, Part as BundlePart } from "../records/bundle.ts";
import type { Envelope, Receipt, VerifyingKey } from "../records/dsse.ts";
import type { Entry } from "../records/entry.ts";
import { type FactOf, provisionedAs } from "../records/facts.ts";
import type { ExecutionHistory } from "../records/history.ts";
import type { Introduced } from "../records/introduction.ts";
import { deployedDigest, nothingDeployed } from "../step/deployed-digest.ts";
import type { AllowedChange } from "../step/irreversible.ts";
import { Remembered } from "./remembered.ts";
import { Room } from "./room.ts";
import type { StepSoFar } from "./step-so-far.ts";

/** What the rules read of a plan. */
export type VerifiedPlan = {
  readonly documentId: string;
  readonly environments: readonly {
    readonly name: Environment;
    readonly checks: readonly {
      readonly id: string;
      readonly mayBeUnasked?: true;
      readonly asks?: { readonly step: string };
    }[];
    readonly rollback: { readonly policy: string; readonly keep: readonly Part[] };
  }[];
  readonly gates: Readonly<
    Record<
      Gate,
      {
        readonly approvers: readonly string[];
        readonly quorum: number;
        readonly expiresAfterHours: number;
        readonly identity: IdentityTier;
      }
    >
  >;
  readonly irreversibleChanges: readonly AllowedChange[];
  readonly freezeWindows: readonly FreezeWindow[];
};

/** A part that was kept by the digest of its text: what it says, or null if it does not parse. */
export type Kept<T> = { readonly digest: Digest; readonly says: T | null; readonly problem: string };

/** What is known of a bundle so far. Parts come before the entries that name them, so each entry is judged once. */
export class Bundle {
  /** How much more this bundle may make its verifier keep and compute. */
  readonly room: Room;
  runId = "";
  /** What the first line announces. */
  announced: { readonly count: number; readonly head: Digest } | null = null;
  /** The format that the first line names; null without a first line. */
  format: BundleFormat | null = null;
  key: VerifyingKey | null = null;
  /** The key that decisions are signed with; null in a bundle from before decisions were signed. */
  decisionKey: VerifyingKey | null = null;
  /** The parts that hold the two keys, as they are written. */
  decisionKeyPart: BundlePart<"decisionKey"> | null = null;
  publicKey: BundlePart<"publicKey"> | null = null;
  /** The key that the verifier trusts; null if the bundle vouches for its own. */
  pinned: VerifyingKey | null = null;
  /** How signing keys took the place of others, as the parts say it. */
  readonly introductions: Envelope[] = [];
  /** The introductions that hold, oldest first. The rule `introductions` fills it. */
  readonly introduced: Introduced[] = [];
  /** The identity provider's keys that the verifier trusts; null to use those that each decision recorded. */
  identityKeys: readonly Jwk[] | null = null;
  /** How many decisions a sign-in vouches for. */
  signIns = 0;
  previousSeal: Envelope | null = null;
  planApproval: Envelope | null = null;
  plan: Kept<VerifiedPlan> | null = null;
  change: Kept<Change> | null = null;
  readonly templates = new Set<Digest>();
  readonly dossiers = new Map<Digest, Kept<Dossier>>();
  readonly baselines = new Set<Digest>();
  readonly lists = new Map<Digest, Kept<readonly Json[]>>();
  checkpoint: Envelope | null = null;
  archive: Envelope | null = null;
  readonly histories: Kept<ExecutionHistory>[] = [];

  /** The step that the current entry is about; null if it is about none, or about none of the change. */
  about: StepSoFar | null = null;
  private readonly known = new Map<string, StepSoFar>();

  /** The number of entries read so far, with the digest of the last. */
  count = 0;
  head: Digest | null = null;
  opening: FactOf<"open-run">["detail"] | null = null;
  readonly remembered = new Remembered();
  /** The receipt in the current entry once its signature is verified: the rule "receipt" comes first. */
  receipt: Receipt | null = null;
  /** Receipts that verified, as `<statement> <about>`, each with the entry that carries it. */
  readonly receipts = new Map<string, number>();

  /** @param stop called when the bundle needs more room than any run. */
  constructor(stop: (why: string) => void) {
    this.room = new Room(stop);
  }

  /** The signing keys, oldest first: the bundle's own, and those that introductions link with it. Empty if it has none. */
  get ring(): readonly VerifyingKey[] {
    const [first] = this.introduced;
    const linked =
      first === undefined
        ? []
        : [first.replacedKey, ...this.introduced.map(({ introducedKey }) => introducedKey)];
    if (this.key === null) return [];
    return placeOf(linked, this.key) < 0 ? [this.key] : linked;
  }

  /** The keys that may have signed what is older than this run: its own, and those before it. */
  get earlier(): readonly VerifyingKey[] {
    const { ring, key } = this;
    return key === null ? [] : ring.slice(0, placeOf(ring, key) + 1);
  }

  /** The keys that may have signed what is about the whole run: its own, and those that came after it. */
  get later(): readonly VerifyingKey[] {
    const { ring, key } = this;
    return key === null ? [] : ring.slice(placeOf(ring, key));
  }

  /** The key that signs the control plane's own chain from the current entry on. */
  get signer(): VerifyingKey | null {
    return this.introduced.at(-1)?.introducedKey ?? this.key;
  }

  /** How the key of that fingerprint was replaced; null if it was not. */
  replacementOf(fingerprint: string): Introduced | null {
    return this.introduced.find(({ replacedKey }) => replacedKey.fingerprint === fingerprint) ?? null;
  }

  /** The steps of an environment of the change; none without a change that parses. */
  stepsOf(environment: Environment): readonly StepSoFar[] {
    return [...this.known.values()].filter((step) => step.environment === environment);
  }

  /** The step of the change with this subject; null if the change has none. */
  stepOf(subject: string): StepSoFar | null {
    return this.known.get(subject) ?? null;
  }

  /** Called when the parts before the entries are complete: from now on, steps are looked up in the change. */
  begin(): void {
    for (const environment of environments)
      for (const step of this.change?.says?.environments[environment] ?? [])
        this.know(beginning(environment, step, deployedDigest(step), null));
  }

  /** Called with the first entry: the steps that the change no longer has are in it. */
  open(opening: FactOf<"open-run">["detail"]): void {
    this.opening = opening;
    for (const removed of opening.removed ?? [])
      this.know(beginning(removed.environment, removed, nothingDeployed, removed));
  }

  private know(about: StepSoFar): void {
    this.known.set(about.subject, about);
  }

  /** Called before an entry is shown to the rules. */
  look({ action, subject }: Entry): void {
    if (action !== "provision-step" && action !== "roll-back-step") this.about = null;
    // An outcome is about the same step as the intent before it.
    else if (this.about?.subject !== subject) this.about = this.stepOf(subject);
  }

  /** Called after an entry was shown: remembers what it says of its step. */
  learn({ action, kind, detail }: Entry): void {
    const { about } = this;
    if (about === null) return;
    if (action === "provision-step" && kind === "intent") {
      about.intended = detail.operation;
      about.openSince = this.count + 1;
    } else if (action === "provision-step" && kind === "outcome") {
      about.openSince = null;
      about.settled ||= (about.removed === null ? settled : settledRemoved).includes(detail.result);
    } else if (action === "roll-back-step" && kind === "intent") {
      about.undoing = true;
    } else if (action === "roll-back-step" && kind === "outcome") {
      about.openSince = null;
      about.undone = true;
    }
  }
}

const placeOf = (keys: readonly VerifyingKey[], { fingerprint }: VerifyingKey): number =>
  keys.findIndex((key) => key.fingerprint === fingerprint);

const settled: readonly string[] = provisionedAs;
const settledRemoved: readonly string[] = ["removed", "untouched", "ingress-closed"];

const beginning = (
  environment: Environment,
  step: StepSoFar["step"],
  wantedDigest: Digest,
  removed: StepSoFar["removed"],
): StepSoFar => ({
  step,
  environment,
  removed,
  subject: `${environment}/${step.step}`,
  wantedDigest,
  intended: null,
  openSince: null,
  settled: false,
  undoing: false,
  undone: false,
});
