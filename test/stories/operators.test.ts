import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { ownAccounts } from "../../lib/sandbox/accounts.ts";
import { answerGate } from "../../lib/sandbox/answer-gate.ts";
import { type InboxMail, mailsIn } from "../../lib/sandbox/mailbox.ts";
import { eventually } from "./eventually.ts";
import { document, interlock } from "./interlock.ts";
import { begin, type Story } from "./waiting-run.ts";

// docs/runbook.md, walked through as an operator would.

let story: Story;
beforeAll(async () => {
  story = await begin("operators");
});
afterAll(async () => {
  await story?.end();
});

const mailWith = (subject: string, to = ""): Promise<InboxMail> =>
  eventually(`mail "${subject}"`, async () =>
    (await mailsIn(story.inbox)).findLast((mail) => mail.subject.includes(subject) && mail.to.includes(to)),
  );

const command = async (...args: string[]) => {
  const { code, lines } = await interlock([...args, "--sandbox", story.place.name]);
  // The first line names the installation.
  return { code, text: lines.filter((line) => !/^\(.* in the sandbox/.test(line)).join("\n") };
};

test("resources left by a rollback are reported by mail and delay new changes until they are gone", async () => {
  const { runId } = story;
  const logGroupName = "/interlock-reference-staging-forgotten";
  const { account, region } = ownAccounts.staging;
  const credentials = { accessKeyId: account, secretAccessKey: "sandbox" };
  const logs = new CloudWatchLogsClient({ region, credentials });
  await story.approve("plan-approval");
  const { link } = await story.mailAbout("staging-sign-off");
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await answerGate(link, { decision: "reject", reason: "not today" });
  const verdict = await eventually("verdict", async () => {
    const { entries } = await story.records.read(runId);
    return entries.at(-1)?.action === "sign-receipt" && verdictOf(entries);
  });
  expect(verdict).toBe("QUARANTINED");

  const { text } = await mailWith("QUARANTINED staging: a person has to look", "operators");
  expect(text).toContain(`AWS::Logs::LogGroup ${logGroupName} is still there`);
  expect(text).toContain(`aws logs describe-log-groups --log-group-name-prefix ${logGroupName}`);
  expect(text).toContain("docs/runbook.md");
  expect(await command("quarantine", "list")).toMatchObject({
    code: 0,
    text: expect.stringContaining(runId),
  });
  expect((await command("quarantine", "show", runId)).text).toContain(`${logGroupName} is still there`);

  const early = await command("quarantine", "resolve", runId, "--reason", "it looked fine to me");
  expect(early).toMatchObject({ code: 1, text: expect.stringContaining(logGroupName) });
  const held = await command("submit", "--attempt", "2");
  expect(held.code).toBe(0);
  expect(held.text).toContain(`waits: staging is in quarantine since ${runId}`);
  // The held change would begin within a minute after the quarantine: the stop keeps it where it is.
  expect((await command("stop", "--reason", "smoke in the server room")).text).toMatch(/^stopped: /);

  await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  const resolved = await command("quarantine", "resolve", runId, "--reason", "a test had made it; deleted");
  expect(resolved).toEqual({ code: 0, text: expect.stringContaining(`the quarantine of ${runId} is over`) });
  expect(await document(["quarantine", "list", "--sandbox", story.place.name])).toEqual([]);
});

test("logs shows what a function logged as an error", async () => {
  const FunctionName = `${story.installation.application}-stop-work`;
  await new LambdaClient().send(new InvokeCommand({ FunctionName, Payload: "{}" }));
  await eventually("the error in the logs", async () =>
    /stop-work {2}ERROR/.test((await command("logs")).text),
  );
});

test("the stop that was pressed meanwhile blocks new work until two different people resume it; then the held change runs", async () => {
  const codeOf = async (person: string) => {
    const asked = await command("resume", "--as", person);
    expect(asked.code).toBe(0);
    const { text, id } = await mailWith("Confirm that work may resume", person);
    expect(text).toContain("smoke in the server room");
    return { id, code: /--code (\S+)/.exec(text)?.[1] ?? "" };
  };
  const owner = await codeOf("platform-owner");
  const say = (person: string, code: string) => command("resume", "--as", person, "--code", code);
  expect(await say("release-manager", owner.code)).toMatchObject({ code: 1 });
  expect((await say("platform-owner", owner.code)).text).toMatch(/one more person must agree$/);
  expect((await say("platform-owner", owner.code)).text).not.toContain("resumed");
  const manager = await codeOf("release-manager");
  expect((await say("release-manager", manager.code)).text).toBe(
    "resumed: the sweep continues unfinished work within a minute",
  );
  const done = await command("up", "--run", "--attempt", "2", "--approve");
  expect([done.code, done.text.split("\n").at(-1)]).toEqual([0, expect.stringMatching(/SUCCEEDED$/)]);
});
