import { createHash } from "node:crypto";
import { alarmsOf } from "../../lib/adapters/alarms.ts";
import { browsersIn } from "../../lib/adapters/browsers.ts";
import { taskCallbacks } from "../../lib/adapters/callbacks.ts";
import { changesIn } from "../../lib/adapters/changes.ts";
import { childrenOf } from "../../lib/adapters/children.ts";
import { copiesIn } from "../../lib/adapters/copies.ts";
import { stackDrift } from "../../lib/adapters/drift.ts";
import { executionsOf } from "../../lib/adapters/executions.ts";
import { histories } from "../../lib/adapters/histories.ts";
import { identityProviderAt } from "../../lib/adapters/identity-provider.ts";
import { ledgerIn } from "../../lib/adapters/ledger.ts";
import { notaryThrough } from "../../lib/adapters/notary.ts";
import { noticesTo } from "../../lib/adapters/notices.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { signerThrough } from "../../lib/adapters/signer.ts";
import { signingKeyAt } from "../../lib/adapters/signing-key.ts";
import { stackReader, stacksUnder } from "../../lib/adapters/stacks.ts";
import { subscriptionsAt } from "../../lib/adapters/subscriptions.ts";
import { tokenSealUnder } from "../../lib/adapters/token-seal.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import type { Ports } from "../../lib/tasks.ts";
import { described } from "./services/inspector.ts";
import type { World } from "./world.ts";

const tableName = "infrastructure-records";
const bucketName = "infrastructure-records";
const keyArn = "arn:aws:kms:::key/signing";

/** A port as it is handed to one container of a function. */
type Make<P> = (world: World, environment: Environment | null) => P;

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
  identityProvider: ({ settings, approvalsUrl }) => identityProviderAt(settings.oidc, approvalsUrl),
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
