import { digestOf, sha256 } from "../../../lib/domain/canonical.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import { openOperation } from "../../../lib/domain/records/operation.ts";
import { Installation } from "../../simulator/installation.ts";
import { mailsOf } from "../../simulator/mailbox.ts";
import { requestsTo } from "../../simulator/requests.ts";
import { submitted } from "../../simulator/submitted.ts";

const halfAnHourMs = 30 * 60_000;

/** An installation, and the mails that it sends. */
async function installed() {
  const installation = await Installation.withoutLatency();
  return { installation, mails: mailsOf(installation), records: installation.port("records") };
}

/** An installation whose work an operator stopped. */
async function stopped() {
  const arranged = await installed();
  const { installation, mails } = arranged;
  await installation.run("stop-work", { by: "an operator", reason: "the network is down" });
  const ask = async (person: string) => {
    const answer = await installation.run("resume-work", { person });
    return { ...answer, code: mails.at(-1)?.text.match(/--code (\S+)/)?.[1] ?? "" };
  };
  const agree = (person: string, code: string) => installation.run("resume-work", { person, code });
  return { ...arranged, ask, agree };
}

describe("the emergency stop", () => {
  test("keeps who pressed it and why", async () => {
    const { records } = await stopped();

    expect((await records.lease()).stopped).toMatchObject({
      by: "an operator",
      reason: "the network is down",
    });
  });

  test("can be pressed once: a second operator learns that it was pressed already", async () => {
    const { installation } = await stopped();
    const other = await installed();

    expect(await installation.run("stop-work", { by: "another", reason: "me too" })).toEqual({
      outcome: "already",
    });
    expect(await other.installation.run("stop-work", { by: "a", reason: "b" })).toEqual({
      outcome: "stopped",
    });
  });
});

describe("work resumes", () => {
  test("when two people agree, each with the code that was sent to them", async () => {
    const { records, ask, agree } = await stopped();
    const first = await ask("change-manager");
    const second = await ask("release-manager");

    expect(await agree("change-manager", first.code)).toEqual({ outcome: "agreed" });
    expect((await records.lease()).stopped).not.toBeNull();
    expect(await agree("release-manager", second.code)).toEqual({ outcome: "resumed" });
    expect((await records.lease()).stopped).toBeNull();
  });

  test("by agreements that are signed, each about this stop and this code", async () => {
    const { installation, records, ask, agree } = await stopped();
    const { code } = await ask("change-manager");
    const { stopped: stop } = await records.lease();
    await agree("change-manager", code);
    const { entries } = await records.read("control-plane");
    const said = entries.filter(isFact("note", "observation")).at(-1);
    const envelope = said?.detail.envelope;
    const key = readVerifyingKey(installation.kms.operatorKeyPem);

    expect(envelope && openOperation(envelope, key)).toMatchObject({
      operation: "resume",
      by: "change-manager",
      subject: "control-plane",
      detailDigest: digestOf({ stoppedAtMs: stop?.atMs ?? 0, codeDigest: sha256(`resume ${code}`) }),
    });
  });

  test("by agreements about the run that has the lease", async () => {
    const { installation, records, runId } = await submitted();
    const mails = mailsOf(installation);
    await installation.run("stop-work", { by: "an operator", reason: "the network is down" });
    await installation.run("resume-work", { person: "change-manager" });
    const code = mails.at(-1)?.text.match(/--code (\S+)/)?.[1] ?? "";
    await installation.run("resume-work", { person: "change-manager", code });
    const { entries } = await records.read("control-plane");
    const envelope = entries.filter(isFact("note", "observation")).at(-1)?.detail.envelope;
    const key = readVerifyingKey(installation.kms.operatorKeyPem);

    expect(envelope && openOperation(envelope, key).subject).toBe(runId);
  });

  test("not with another person's code", async () => {
    const { ask, agree } = await stopped();
    const { code } = await ask("change-manager");
    await ask("release-manager");

    expect(await agree("release-manager", code)).toEqual({ outcome: "wrong-code" });
  });

  test.each([
    ["is accepted within half an hour", halfAnHourMs - 1, "agreed"],
    ["is not accepted after half an hour", halfAnHourMs, "wrong-code"],
  ])("while the code is fresh: it %s", async (_what, laterMs, outcome) => {
    const { installation, ask, agree } = await stopped();
    const { code } = await ask("change-manager");
    await installation.pass(laterMs);

    expect(await agree("change-manager", code)).toEqual({ outcome });
  });

  test("without an agreement when it was not stopped", async () => {
    const { installation, mails } = await installed();

    expect(await installation.run("resume-work", { person: "change-manager" })).toEqual({
      outcome: "not-stopped",
    });
    expect(mails).toEqual([]);
  });

  test("not for a person outside the directory: no code is sent or accepted", async () => {
    const { mails, ask, agree } = await stopped();

    expect(await ask("mallory")).toEqual({ outcome: "unknown-person", code: "" });
    expect(await agree("mallory", "guessed")).toEqual({ outcome: "unknown-person" });
    expect(mails).toEqual([]);
  });
});

describe("the mail to a person who wants to resume", () => {
  test("says who stopped the work, when and why, and what to type", async () => {
    const { mails, ask } = await stopped();
    const { outcome, code } = await ask("change-manager");
    const [mail] = mails;

    expect(outcome).toBe("sent");
    expect(mail?.approver).toBe("change-manager");
    expect(mail?.text).toContain(
      "All work was stopped at Tue, 24 Nov 2026 10:00:00 GMT by an operator:\nthe network is down\n",
    );
    expect(mail?.text).toContain(
      `\nnpx interlock resume --as change-manager --code ${code} --aws --application shop\n`,
    );
  });

  test("has the only copy of the code", async () => {
    const { installation, ask } = await stopped();
    const requests = requestsTo(installation.account, ({ service }) => service !== "sns");
    const { code } = await ask("change-manager");

    expect(code).not.toBe("");
    expect(JSON.stringify(requests.map(({ input }) => input))).not.toContain(code);
    expect(requests.filter(({ operation }) => operation === "Put")).toMatchObject([
      {
        input: { Item: { sk: "RESUME#change-manager", codeDigest: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      },
    ]);
  });
});
