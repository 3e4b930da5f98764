import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

const stepFunctions = new SFNClient();
const queues = new SQSClient();
const name = "interlock-load";
const secondsToWait = 900;

/** Executions that wait for an answer to their task token, as a gate's state does, and end when they get it. */
export type WaitingExecutions = {
  /** Starts one. Returns its ARN and the token that it waits for. */
  begin(id: string): Promise<{ readonly arn: string; readonly token: string }>;
  /** An execution's status, as Step Functions says it. */
  statusOf(arn: string): Promise<string>;
};

/** Creates the state machine of the executions, and lets the role of the answering function answer them. */
export async function waitingExecutions(answeringRoleArn: string): Promise<WaitingExecutions> {
  const { QueueUrl = "" } = await queues.send(new CreateQueueCommand({ QueueName: name }));
  const { stateMachineArn = "" } = await stepFunctions.send(
    new CreateStateMachineCommand({
      name,
      roleArn: answeringRoleArn,
      definition: JSON.stringify({
        StartAt: "Wait",
        States: {
          Wait: {
            Type: "Task",
            Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            Parameters: { QueueUrl, MessageBody: { "token.$": "$$.Task.Token" } },
            TimeoutSeconds: secondsToWait,
            End: true,
          },
        },
      }),
    }),
  );
  await new IAMClient().send(
    new PutRolePolicyCommand({
      RoleName: answeringRoleArn.slice(answeringRoleArn.lastIndexOf("/") + 1),
      PolicyName: name,
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "states:SendTaskSuccess", Resource: stateMachineArn }],
      }),
    }),
  );
  return {
    async begin(id) {
      const { executionArn = "" } = await stepFunctions.send(
        new StartExecutionCommand({ stateMachineArn, name: id }),
      );
      for (;;) {
        const { Messages: [message] = [] } = await queues.send(
          new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 1 }),
        );
        if (message === undefined) continue;
        await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
        const { token } = JSON.parse(message.Body ?? "{}") as { token: string };
        return { arn: executionArn, token };
      }
    },
    async statusOf(executionArn) {
      const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      return String(status);
    },
  };
}
