import { access as alarms } from "./alarms/access.ts";
import { access as assets } from "./assets/access.ts";
import { access as branches } from "./branches/access.ts";
import { access as browsers } from "./browsers/access.ts";
import { access as buckets } from "./buckets/access.ts";
import { access as bus } from "./bus/access.ts";
import { access as callbacks } from "./callbacks/access.ts";
import { access as changes } from "./changes/access.ts";
import { access as children } from "./children/access.ts";
import { access as clock } from "./clock/access.ts";
import { access as cloudControl } from "./cloud-control/access.ts";
import { access as copies } from "./copies/access.ts";
import { access as decisionKey } from "./decision-key/access.ts";
import { access as driftDetector } from "./drift-detector/access.ts";
import { access as executions } from "./executions/access.ts";
import { access as exposure } from "./exposure/access.ts";
import { access as finder } from "./finder/access.ts";
import { access as forge } from "./forge/access.ts";
import { access as histories } from "./histories/access.ts";
import { access as identityProvider } from "./identity-provider/access.ts";
import { access as ids } from "./ids/access.ts";
import { access as inspector } from "./inspector/access.ts";
import { access as ledger } from "./ledger/access.ts";
import { access as linkMint } from "./link-mint/access.ts";
import { access as linkProof } from "./link-proof/access.ts";
import { access as logGroups } from "./log-groups/access.ts";
import { access as logs } from "./logs/access.ts";
import { access as notary } from "./notary/access.ts";
import { access as notices } from "./notices/access.ts";
import { access as operatorKey } from "./operator-key/access.ts";
import { access as placedAssets } from "./placed-assets/access.ts";
import { access as policyAnalyzer } from "./policy-analyzer/access.ts";
import type { Ports } from "./ports.ts";
import { access as records } from "./records/access.ts";
import { access as references } from "./references/access.ts";
import { access as settings } from "./settings/access.ts";
import type { Access } from "./shared/access.ts";
import { access as signer } from "./signer/access.ts";
import { access as signingKeys } from "./signing-keys/access.ts";
import { access as stackIndex } from "./stack-index/access.ts";
import { access as stackReader } from "./stack-reader/access.ts";
import { access as stacks } from "./stacks/access.ts";
import { access as subscriptions } from "./subscriptions/access.ts";
import { access as teamChecks } from "./team-checks/access.ts";
import { access as tokenSeal } from "./token-seal/access.ts";
import { access as verifyingKeys } from "./verifying-keys/access.ts";

/** What each port may call on AWS. Only the deployment imports it: it must not become part of a function's code. */
export const accesses: { readonly [P in keyof Ports]: Access } = {
  records,
  ledger,
  copies,
  histories,
  notary,
  alarms,
  changes,
  assets,
  stacks,
  stackReader,
  stackIndex,
  references,
  inspector,
  cloudControl,
  driftDetector,
  placedAssets,
  policyAnalyzer,
  buckets,
  logs,
  logGroups,
  finder,
  exposure,
  executions,
  children,
  callbacks,
  bus,
  branches,
  forge,
  teamChecks,
  tokenSeal,
  notices,
  subscriptions,
  browsers,
  identityProvider,
  signer,
  signingKeys,
  decisionKey,
  operatorKey,
  verifyingKeys,
  linkMint,
  linkProof,
  settings,
  ids,
  clock,
};
