import { sha256 } from "../canonical.ts";

/**
 * The ClientRequestToken of one attempt. The same attempt has the same token however often it is sent, so
 * CloudFormation carries it out once, and its events identify it as ours (CloudFormation API reference: at most 128
 * characters).
 */
export const requestToken = (
  runId: string,
  environment: string,
  step: string,
  operation: string,
  attempt: number,
) => sha256([runId, environment, step, operation, attempt].join("\n"));
