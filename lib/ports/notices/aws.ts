import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { settingMissing } from "../../domain/errors.ts";
import { pageAddress } from "../../settings/page-address.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Notices } from "./port.ts";

const sns = patientClient(new SNSClient());

/** One topic per approver, by the approver's id. */
export const noticesTo = ({
  topicArns,
  approvalsUrl,
}: {
  readonly topicArns: Readonly<Record<string, string>>;
  readonly approvalsUrl: string;
}): Notices => ({
  linkTo: (secret) => pageAddress(approvalsUrl, `/approvals/${secret}`),
  async send(approver, subject, text) {
    const TopicArn = topicArns[approver];
    if (TopicArn === undefined)
      throw settingMissing(`${approver} has no topic: add the person to the settings and deploy again`);
    await sns.send(new PublishCommand({ TopicArn, Subject: subject, Message: text }));
  },
});
