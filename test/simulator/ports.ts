import { createHash } from "node:crypto";
import { alarms } from "../../lib/ports/alarms/wire.ts";
import { assetsIn } from "../../lib/ports/assets/aws.ts";
import { branches } from "../../lib/ports/branches/wire.ts";
import { browsers } from "../../lib/ports/browsers/wire.ts";
import { bus } from "../../lib/ports/bus/wire.ts";
import { callbacks } from "../../lib/ports/callbacks/wire.ts";
import { changes } from "../../lib/ports/changes/wire.ts";
import { children } from "../../lib/ports/children/wire.ts";
import type { Clock } from "../../lib/ports/clock/port.ts";
import { cloudControlIn } from "../../lib/ports/cloud-control/aws.ts";
import { copies } from "../../lib/ports/copies/wire.ts";
import { driftDetectorIn } from "../../lib/ports/drift-detector/aws.ts";
import { executions } from "../../lib/ports/executions/wire.ts";
import type { Send } from "../../lib/ports/forge/api.ts";
import { forgeOf } from "../../lib/ports/forge/forge.ts";
import { histories } from "../../lib/ports/histories/wire.ts";
import { identityProviderAt } from "../../lib/ports/identity-provider/aws.ts";
import { ledgerIn } from "../../lib/ports/ledger/aws.ts";
import { linkMint } from "../../lib/ports/link-mint/wire.ts";
import { linkProof } from "../../lib/ports/link-proof/wire.ts";
import { notary } from "../../lib/ports/notary/wire.ts";
import { notices } from "../../lib/ports/notices/wire.ts";
import { placedAssetsIn } from "../../lib/ports/placed-assets/aws.ts";
import { policyAnalyzer } from "../../lib/ports/policy-analyzer/wire.ts";
import type { Ports } from "../../lib/ports/ports.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { referencesIn } from "../../lib/ports/references/aws.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import type { Environments } from "../../lib/ports/shared/environments/environments.ts";
import { signingKeyAt } from "../../lib/ports/shared/signing-key.ts";
import type { ReadVariable, Wire } from "../../lib/ports/shared/wire.ts";
import { signer } from "../../lib/ports/signer/wire.ts";
import type { SigningKey } from "../../lib/ports/signing-keys/port.ts";
import { stackIndexIn } from "../../lib/ports/stack-index/aws.ts";
import { stackReaderIn } from "../../lib/ports/stack-reader/aws.ts";
import { stacksIn } from "../../lib/ports/stacks/aws.ts";
import { subscriptions } from "../../lib/ports/subscriptions/wire.ts";
import { teamChecksIn } from "../../lib/ports/team-checks/aws.ts";
import { tokenSeal } from "../../lib/ports/token-seal/wire.ts";
import { verifyingKeys } from "../../lib/ports/verifying-keys/wire.ts";
import type { Topics } from "../../lib/settings/topics.ts";
import type { Random } from "./random.ts";
import { described } from "./services/inspector.ts";
import { type Kms, keyArnOf, type keyPairs } from "./services/kms.ts";
import type { Team } from "./services/team.ts";
import type { VirtualTime } from "./time.ts";

const tableName = "infrastructure-records";
const bucketName = "infrastructure-records";
const assetsBucketName = "assets";

/** What the ports of an installation are made from. */
type Wiring = {
  readonly application: string;
  readonly parentArn: string;
  readonly settings: Settings;
  readonly topics: Topics;
  readonly clock: Clock;
  readonly random: Random;
  readonly kms: Kms;
  readonly time: VirtualTime;
  readonly team: Team;
  readonly secrets: ReadonlyMap<string, string>;
  /** The network to a forge. */
  readonly forge: Send;
};

/** A port as one container of a function gets it. */
type Make<P> = (wiring: Wiring, environments: Environments) => P;

/** Variables, and how many signing keys were deployed with them. */
type Variables = { readonly keys: number; readonly read: Readonly<Record<string, string>> };
const known = new WeakMap<Wiring, Variables>();

/** The environment variables of an installation's functions: every container of every function reads them. */
function variables(wiring: Wiring): Readonly<Record<string, string>> {
  const keys = wiring.kms.signingNames.length;
  const last = known.get(wiring);
  if (last?.keys === keys) return last.read;
  const read = variablesOf(wiring);
  known.set(wiring, { keys, read });
  return read;
}

const variablesOf = ({
  application,
  parentArn,
  topics,
  kms,
  settings: { approvalsUrl, ...settings },
}: Wiring): Readonly<Record<string, string>> => ({
  TABLE_NAME: tableName,
  BUCKET_NAME: bucketName,
  APPLICATION: application,
  STATE_MACHINE_ARN: parentArn,
  SIGN_RECEIPT_FUNCTION: `${application}-sign-receipt`,
  SIGNING_KEY_ARNS: kms.signingNames.map(keyArnOf).join(","),
  DECISION_KEY_ARN: keyArnOf("decision"),
  OPERATOR_KEY_ARN: keyArnOf("operator"),
  LINK_KEY_ARN: keyArnOf("link"),
  TOKEN_KEY_ARN: keyArnOf("token"),
  TOPICS: JSON.stringify(topics),
  APPROVALS_URL: approvalsUrl,
  SETTINGS: JSON.stringify(settings),
});

/** The port as its own wiring makes it. */
const wired =
  <P>(wire: Wire<P>): Make<P> =>
  (wiring) => {
    const read: ReadVariable = (name, parse) => parse(variables(wiring)[name] ?? "");
    return wire(read);
  };

/** A P-256 key whose port announces what is signed, because Node computes the digest itself. */
const announcing =
  (name: keyof typeof keyPairs): Make<SigningKey> =>
  ({ kms }) => {
    const { sign, publicKeyPem } = signingKeyAt({ keyArn: keyArnOf(name) });
    return {
      publicKeyPem,
      sign: (bytes) => {
        kms.announce(bytes);
        return sign(bytes);
      },
    };
  };

/**
 * The real adapters, most of them by their own wiring. Time and chance come from the world. One service answers for
 * everything that describes resources.
 */
export const makePort: { readonly [P in keyof Ports]: Make<Ports[P]> } = {
  alarms: wired(alarms),
  assets: (_, environments) => assetsIn(assetsBucketName, environments),
  browsers: wired(browsers),
  branches: wired(branches),
  bus: wired(bus),
  callbacks: wired(callbacks),
  changes: wired(changes),
  children: wired(children),
  cloudControl: (_, environments) => cloudControlIn(environments),
  copies: wired(copies),
  driftDetector: (_, environments) => driftDetectorIn(environments),
  executions: wired(executions),
  histories: wired(histories),
  forge: ({ settings, clock, forge, secrets }) =>
    forgeOf(settings, { clock, send: forge, readSecret: async (name) => secrets.get(name) ?? "" }),
  identityProvider: ({ settings, secrets, time }) => {
    const callback = `${settings.approvalsUrl.replace(/\/$/, "")}/sign-in`;
    const provider = identityProviderAt(settings.oidc, callback, async (name) => secrets.get(name) ?? "");
    // A request to the provider takes a real network's time: the account's time does not pass meanwhile.
    return {
      audience: () => provider.audience(),
      begin: (nonce) => time.hold(provider.begin(nonce)),
      finish: (query, flow) => time.hold(provider.finish(query, flow)),
    };
  },
  notary: wired(notary),
  notices: wired(notices),
  signer: wired(signer),
  references: (_, environments) => referencesIn(environments),
  stackIndex: (_, environments) => stackIndexIn(environments),
  stackReader: (_, environments) => stackReaderIn(environments),
  stacks: (_, environments) => stacksIn(environments),
  subscriptions: wired(subscriptions),
  placedAssets: (_, environments) => placedAssetsIn(environments),
  policyAnalyzer: wired(policyAnalyzer),
  teamChecks: ({ clock, team }, environments) => teamChecksIn(environments, clock, (url) => team.get(url)),
  tokenSeal: wired(tokenSeal),
  records: ({ application, clock }) => recordsIn({ tableName, bucketName, application, clock }),
  ledger: ({ application, clock }) => ledgerIn({ tableName, bucketName, application, clock }),
  inspector: () => described,
  finder: () => described,
  exposure: () => described,
  buckets: () => described,
  logs: () => described,
  logGroups: () => described,
  signingKeys: (wiring, environments) =>
    wiring.kms.signingNames.map((name) => announcing(name)(wiring, environments)),
  decisionKey: announcing("decision"),
  operatorKey: announcing("operator"),
  verifyingKeys: wired(verifyingKeys),
  linkMint: wired(linkMint),
  linkProof: wired(linkProof),
  settings: ({ settings }) => settings,
  ids: ({ random }) => ({
    secret: () => createHash("sha256").update(`secret ${random.fraction()}`).digest("base64url"),
    salt: () => createHash("sha256").update(`salt ${random.fraction()}`).digest("hex").slice(0, 32),
  }),
  clock: ({ clock }) => clock,
};
