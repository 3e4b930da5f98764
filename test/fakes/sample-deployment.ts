import { fileURLToPath } from "node:url";
import { readSettings } from "../../lib/control-plane/settings.ts";
import { parentMachine } from "../../lib/domain/run/machines.ts";
import type { Deployment, Named } from "../../lib/ports/shared/access.ts";

const named = (name: string): Named => ({ name, arn: name });
const defaults = readSettings(
  fileURLToPath(new URL("../../lib/control-plane/default-settings.json", import.meta.url)),
);
const application = "shop";
const arnOf = (service: string, resource: string) => `arn:PARTITION:${service}:REGION:ACCOUNT:${resource}`;

/** A deployment whose parts have telling names: it shows grants without a synthesised stack. */
export const sampleDeployment: Deployment = {
  settings: {
    ...defaults,
    application,
    oidc: { issuer: "https://id.example", clientId: "interlock", clientSecretName: "CLIENT-SECRET" },
  },
  table: named("records table"),
  bucket: { ...named("records bucket"), url: "https://records-bucket" },
  signReceipt: named("function sign-receipt"),
  stateMachineArn: arnOf("states", `stateMachine:${parentMachine(application)}`),
  signingKeyArn: "signing key",
  tokenKeyArn: "token key",
  noticesKeyArn: "notices key",
  topicArns: ["topic of each approver"],
  topicArnsJson: "{}",
  approvalsUrl: "https://approvals",
  serviceRoleArn: (environment) => `service role of ${environment}`,
  arnOf,
  bucketArnOf: (name) => `arn:PARTITION:s3:::${name}`,
};
