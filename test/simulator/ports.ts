import { createHash } from "node:crypto";
import type { Environment } from "../../lib/domain/environment.ts";
import { alarms } from "../../lib/ports/alarms/wire.ts";
import { assets } from "../../lib/ports/assets/wire.ts";
import { browsers } from "../../lib/ports/browsers/wire.ts";
import { callbacks } from "../../lib/ports/callbacks/wire.ts";
import { changes } from "../../lib/ports/changes/wire.ts";
import { children } from "../../lib/ports/children/wire.ts";
import type { Clock } from "../../lib/ports/clock/port.ts";
import { copies } from "../../lib/ports/copies/wire.ts";
import { driftDetector } from "../../lib/ports/drift-detector/wire.ts";
import { executions } from "../../lib/ports/executions/wire.ts";
import { histories } from "../../lib/ports/histories/wire.ts";
import { identityProviderAt } from "../../lib/ports/identity-provider/aws.ts";
import { ledgerIn } from "../../lib/ports/ledger/aws.ts";
import { notary } from "../../lib/ports/notary/wire.ts";
import { notices } from "../../lib/ports/notices/wire.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import type { ReadVariable, Wire } from "../../lib/ports/shared/wire.ts";
import { signer } from "../../lib/ports/signer/wire.ts";
import { signingKeyAt } from "../../lib/ports/signing-key/aws.ts";
import { stackReader } from "../../lib/ports/stack-reader/wire.ts";
import { stacks } from "../../lib/ports/stacks/wire.ts";
import { subscriptions } from "../../lib/ports/subscriptions/wire.ts";
import { tokenSeal } from "../../lib/ports/token-seal/wire.ts";
import type { Ports } from "../../lib/tasks.ts";
import type { Random } from "./random.ts";
import { described } from "./services/inspector.ts";
import type { Kms } from "./services/kms.ts";
import type { VirtualTime } from "./time.ts";

const tableName = "infrastructure-records";
const bucketName = "infrastructure-records";
const assetsBucketName = "assets";
const keyArn = "arn:aws:kms:::key/signing";

/** What the ports of an installation are made from. */
type Wiring = {
  readonly application: string;
  readonly parentArn: string;
  readonly settings: Settings;
  readonly topicArns: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly kms: Kms;
  readonly time: VirtualTime;
  readonly secrets: ReadonlyMap<string, string>;
};

/** A port as one container of a function gets it. */
type Make<P> = (wiring: Wiring, environment: Environment | null) => P;

/** The environment variables of an installation's functions. */
const variables = (
  { application, parentArn, topicArns, settings: { approvalsUrl, ...settings } }: Wiring,
  environment: Environment | null,
): Readonly<Record<string, string>> => ({
  TABLE_NAME: tableName,
  BUCKET_NAME: bucketName,
  BUCKET_URL: `https://${bucketName}.s3.amazonaws.com`,
  APPLICATION: application,
  ASSETS_BUCKET_NAME: assetsBucketName,
  CONTROL_PLANE_ARN: "arn:aws:cloudformation:us-east-1:000000000000:stack",
  ENVIRONMENT_PLACE: "null",
  STATE_MACHINE_ARN: parentArn,
  CLOUDFORMATION_ROLE_ARN: `arn:aws:iam:::role/${environment}`,
  SIGN_RECEIPT_FUNCTION: `${application}-sign-receipt`,
  SIGNING_KEY_ARN: keyArn,
  TOKEN_KEY_ARN: keyArn,
  TOPIC_ARNS: JSON.stringify(topicArns),
  APPROVALS_URL: approvalsUrl,
  SETTINGS: JSON.stringify(settings),
});

/** The port as its own wiring makes it. */
const wired =
  <P>(wire: Wire<P>): Make<P> =>
  (wiring, environment) => {
    const read: ReadVariable = (name, parse) => parse(variables(wiring, environment)[name] ?? "");
    return wire(read);
  };

/**
 * The real adapters, most of them by their own wiring. Time and chance come from the world. One service answers for
 * everything that describes resources. The signing key's bytes are announced, because Node computes the digest itself.
 */
export const makePort: { readonly [P in keyof Ports]: Make<Ports[P]> } = {
  alarms: wired(alarms),
  assets: wired(assets),
  browsers: wired(browsers),
  callbacks: wired(callbacks),
  changes: wired(changes),
  children: wired(children),
  copies: wired(copies),
  driftDetector: wired(driftDetector),
  executions: wired(executions),
  histories: wired(histories),
  identityProvider: ({ settings, secrets, time }) => {
    const callback = `${settings.approvalsUrl.replace(/\/$/, "")}/sign-in`;
    const provider = identityProviderAt(settings.oidc, callback, async (name) => secrets.get(name) ?? "");
    // A request to the provider takes a real network's time: the account's time does not pass meanwhile.
    return {
      begin: () => time.hold(provider.begin()),
      finish: (query, flow) => time.hold(provider.finish(query, flow)),
    };
  },
  notary: wired(notary),
  notices: wired(notices),
  signer: wired(signer),
  stackReader: wired(stackReader),
  stacks: wired(stacks),
  subscriptions: wired(subscriptions),
  tokenSeal: wired(tokenSeal),
  records: ({ application, clock }) => recordsIn({ tableName, bucketName, application, clock }),
  ledger: ({ application, clock }) => ledgerIn({ tableName, bucketName, application, clock }),
  inspector: () => described,
  finder: () => described,
  exposure: () => described,
  buckets: () => described,
  logs: () => described,
  signingKey: ({ kms }) => {
    const { sign, publicKeyPem } = signingKeyAt({ keyArn });
    return {
      publicKeyPem,
      sign: (bytes) => {
        kms.announce(bytes);
        return sign(bytes);
      },
    };
  },
  settings: ({ settings }) => settings,
  ids: ({ random }) => ({
    secret: () => createHash("sha256").update(`secret ${random.fraction()}`).digest("base64url"),
  }),
  clock: ({ clock }) => clock,
};
