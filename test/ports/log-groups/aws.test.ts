import { CloudWatchLogsClient, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { logGroupsIn } from "../../../lib/ports/log-groups/aws.ts";
import { reached } from "../../fixtures/reached.ts";

const logs = mockClient(CloudWatchLogsClient);
afterAll(() => logs.restore());

const failing = (name: string) => {
  logs.reset();
  logs.on(DeleteLogGroupCommand).rejects(Object.assign(new Error("as it is"), { name }));
  return logGroupsIn(reached("staging")).remove("/aws/lambda/worker");
};

test("a log group is deleted by its whole name", async () => {
  logs.reset();
  logs.on(DeleteLogGroupCommand).resolves({});

  expect(await logGroupsIn(reached("staging")).remove("/aws/lambda/worker")).toBeNull();
  expect(logs.commandCalls(DeleteLogGroupCommand)[0]?.args[0].input).toEqual({
    logGroupName: "/aws/lambda/worker",
  });
});

test("a log group that is gone before is gone", async () => {
  expect(await failing("ResourceNotFoundException")).toBeNull();
});

test.each([
  ["AccessDeniedException", 'run "interlock bootstrap" again'],
  ["ValidationException", "CloudWatch Logs does not delete /aws/lambda/worker: as it is"],
])("%s is told in words", async (name, words) => {
  expect(await failing(name)).toContain(words);
});

test("any other answer is thrown, because nobody knows what became of the group", async () => {
  await expect(failing("ServiceUnavailableException")).rejects.toThrow("as it is");
});
