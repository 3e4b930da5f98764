import { fileURLToPath } from "node:url";
import { readSettings } from "../../lib/control-plane/settings.ts";
import type { Deployment, Named } from "../../lib/ports/shared/access.ts";

const named = (name: string): Named => ({ name, arn: `${name}'s ARN` });
const settings = readSettings(
  fileURLToPath(new URL("../../lib/control-plane/default-settings.json", import.meta.url)),
);

/** A deployment whose parts have telling names, for looking at grants without synthesising the stack. */
export const sampleDeployment: Deployment = {
  settings,
  table: named("the records' table"),
  bucket: { ...named("the records' bucket"), url: "the records' bucket" },
  signReceipt: named("sign-receipt"),
  stateMachineArn: `arn:PARTITION:states:REGION:ACCOUNT:stateMachine:${settings.application}-provisioning-plan`,
  signingKeyArn: "the signing key",
  tokenKeyArn: "the token key",
  noticesKeyArn: "the notices' key",
  topicArns: ["each approver's topic"],
  topicArnsJson: "{}",
  approvalsUrl: "https://approvals",
  serviceRoleArn: (environment) => `the service role of ${environment}`,
  arnOf: (service, resource) => `arn:PARTITION:${service}:REGION:ACCOUNT:${resource}`,
  bucketArnOf: (name) => `arn:PARTITION:s3:::${name}`,
};
