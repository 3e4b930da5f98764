import { createHash } from "node:crypto";
import type { Environment } from "../../lib/domain/environment.ts";
import { alarmsOf } from "../../lib/ports/alarms/aws.ts";
import { browsersIn } from "../../lib/ports/browsers/aws.ts";
import { taskCallbacks } from "../../lib/ports/callbacks/aws.ts";
import { changesIn } from "../../lib/ports/changes/aws.ts";
import { childrenOf } from "../../lib/ports/children/aws.ts";
import type { Clock } from "../../lib/ports/clock/port.ts";
import { copiesIn } from "../../lib/ports/copies/aws.ts";
import { stackDrift } from "../../lib/ports/drift-detector/aws.ts";
import { executionsOf } from "../../lib/ports/executions/aws.ts";
import { histories } from "../../lib/ports/histories/aws.ts";
import { identityProviderAt } from "../../lib/ports/identity-provider/aws.ts";
import { ledgerIn } from "../../lib/ports/ledger/aws.ts";
import { notaryThrough } from "../../lib/ports/notary/aws.ts";
import { noticesTo } from "../../lib/ports/notices/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import { signerThrough } from "../../lib/ports/signer/aws.ts";
import { signingKeyAt } from "../../lib/ports/signing-key/aws.ts";
import { stackReader, stacksUnder } from "../../lib/ports/stacks/aws.ts";
import { subscriptionsAt } from "../../lib/ports/subscriptions/aws.ts";
import { tokenSealUnder } from "../../lib/ports/token-seal/aws.ts";
import type { Ports } from "../../lib/tasks.ts";
import type { Random } from "./random.ts";
import { described } from "./services/inspector.ts";
import type { Kms } from "./services/kms.ts";
import type { VirtualTime } from "./time.ts";

const tableName = "infrastructure-records";
const bucketName = "infrastructure-records";
const keyArn = "arn:aws:kms:::key/signing";

/** What the ports of an installation are made from. */
type Wiring = {
  readonly application: string;
  readonly parentArn: string;
  readonly settings: Settings;
  readonly topicArns: Readonly<Record<string, string>>;
  readonly approvalsUrl: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly kms: Kms;
  readonly time: VirtualTime;
  readonly secrets: ReadonlyMap<string, string>;
};

/** A port as it is handed to one container of a function. */
type Make<P> = (wiring: Wiring, environment: Environment | null) => P;

/**
 * The real adapters, as the handlers wire them. What is not AWS's stands in for itself: time and chance come from the
 * world. What describes resources asks one service for all; the signing key's bytes are announced, because Node hashes itself.
 */
export const makePort: { readonly [P in keyof Ports]: Make<Ports[P]> } = {
  records: ({ application, clock }) => recordsIn({ tableName, bucketName, application, clock }),
  ledger: ({ application, clock }) => ledgerIn({ tableName, bucketName, application, clock }),
  copies: () => copiesIn({ bucketName }),
  histories: () => histories(),
  notary: ({ application }) => notaryThrough({ functionName: `${application}-sign-receipt` }),
  alarms: ({ application }) => alarmsOf({ application }),
  changes: () => changesIn({ bucketName }),
  stacks: (_, environment) => stacksUnder({ roleArn: `arn:aws:iam:::role/${environment}`, bucketName }),
  stackReader: () => stackReader(),
  inspector: () => described,
  finder: () => described,
  exposure: () => described,
  buckets: () => described,
  logs: () => described,
  driftDetector: () => stackDrift,
  executions: ({ parentArn }) => executionsOf({ stateMachineArn: parentArn }),
  children: ({ parentArn }) => childrenOf({ stateMachineArn: parentArn }),
  callbacks: () => taskCallbacks,
  tokenSeal: () => tokenSealUnder({ keyArn }),
  subscriptions: ({ topicArns }) => subscriptionsAt({ topicArns }),
  browsers: () => browsersIn({ tableName }),
  identityProvider: ({ settings, approvalsUrl, secrets, time }) => {
    const callback = `${approvalsUrl.replace(/\/$/, "")}/sign-in`;
    const provider = identityProviderAt(settings.oidc, callback, async (name) => secrets.get(name) ?? "");
    // A provider is asked over a real network: meanwhile no time of the account passes.
    return {
      begin: () => time.hold(provider.begin()),
      finish: (query, flow) => time.hold(provider.finish(query, flow)),
    };
  },
  notices: ({ topicArns, approvalsUrl }) => noticesTo({ topicArns, approvalsUrl }),
  signer: ({ application }) => signerThrough({ functionName: `${application}-sign-receipt`, keyArn }),
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
