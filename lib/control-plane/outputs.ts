import type { Deployment } from "../ports/shared/access.ts";
import { inOutputs } from "../settings/long-outputs.ts";
import type { TaskFunctions } from "./task-functions.ts";

/** The outputs of the stack, by name: what commands need to know of an installation. */
export const outputsOf = (
  deployment: Deployment,
  functions: TaskFunctions,
  busName: string,
): Readonly<Record<string, string>> => {
  const { settings } = deployment;
  return {
    Plan: settings.plan,
    TableName: deployment.table.name,
    BucketName: deployment.bucket.name,
    AssetsBucketName: deployment.assets.name,
    StateMachineArn: deployment.stateMachineArn,
    ApprovalsUrl: deployment.approvalsUrl,
    BusName: busName,
    SigningKeyArns: deployment.signingKeyArns.join(","),
    DecisionKeyArn: deployment.decisionKeyArn,
    OperatorKeyArn: deployment.operatorKeyArn,
    SweepFunctionName: functions.of("sweep").functionName,
    WatchRecordsFunctionName: functions.of("watch-records").functionName,
    Accounts: JSON.stringify(settings.accounts),
    Exceptions: JSON.stringify({
      principals: settings.principals,
      administrators: settings.administrators,
      waivers: settings.waivers.map(({ check, fact }) => ({ check, fact })),
    }),
    Topics: deployment.topicsJson,
    ...inOutputs(
      "Approvers",
      JSON.stringify(settings.approvers.map(({ id: approver, address }) => ({ id: approver, address }))),
    ),
    ...(settings.mailRelay === undefined ? {} : { MailRelay: settings.mailRelay }),
    ...(settings.signers === undefined ? {} : inOutputs("Signers", JSON.stringify(settings.signers))),
  };
};
