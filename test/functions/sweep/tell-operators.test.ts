import { tellOperators } from "../../../functions/sweep/tell-operators.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import type { Quarantine } from "../../../lib/ports/records/port.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { intended, proved, rollbackBegun } from "../../fakes/facts.ts";
import { mailsOf, refuseMails } from "../../simulator/mailbox.ts";
import { put } from "../../simulator/table.ts";
import { runId, running } from "./running.ts";

const sinceMs = Date.parse("2026-11-24T08:00:00Z");

/** Runs whose rollback of staging was not proved; the facts are those of the run that has the lease. */
async function quarantined(facts: readonly Fact[], ...runIds: readonly string[]) {
  const { installation } = await running(facts);
  for (const [index, of] of runIds.entries()) {
    const quarantine: Quarantine = {
      runId: of,
      environment: "staging",
      sinceMs: sinceMs + index,
      told: false,
    };
    put(installation, keys.quarantine(installation.application, of), { quarantine });
  }
  const ports = installation.ports("sweep");
  const tell = () => installation.does(async () => tellOperators(ports, await ports.records.lease()));
  return { installation, tell, mails: mailsOf(installation) };
}

describe("the operators get a mail about a quarantine", () => {
  const residual = [{ type: "AWS::S3::Bucket", id: "shop-staging-reports", state: "present" as const }];
  const facts = [
    intended("staging/network"),
    rollbackBegun("staging"),
    proved("staging", { proved: false, residual }),
  ];

  test("that says what is left, since when, and how to look at it and end it", async () => {
    const { tell, mails } = await quarantined(facts, runId);

    expect(await tell()).toEqual({ toldOperators: 1 });
    const [mail] = mails;
    expect(mail).toMatchObject({
      approver: "platform-owner",
      subject: `Interlock: QUARANTINED staging, run ${runId}`,
    });
    for (const line of [
      `The rollback of staging by the run ${runId} was not proved.`,
      "Since Tue, 24 Nov 2026 08:00:00 GMT. No new run begins until somebody has looked.",
      "  AWS::S3::Bucket shop-staging-reports is still there",
      `  interlock quarantine resolve ${runId} --reason "what you found and did"`,
    ])
      expect(mail?.text.split("\n")).toContain(line);
    expect(mail?.text).toMatch(/Look at it:\n {2}aws s3api .*shop-staging-reports.*\n {2}interlock status /);
  });

  test("that says so when the entries name nothing that is left", async () => {
    const { tell, mails } = await quarantined([], runId);
    await tell();

    expect(mails[0]?.text).toContain("What is left, or could not be told:\n  nothing is named\n");
  });

  test("that has a line for each thing that is left", async () => {
    const more = [...residual, { type: "AWS::EC2::NatGateway", id: "nat-1", state: "going" as const }];
    const { tell, mails } = await quarantined(
      [intended("staging/network"), proved("staging", { proved: false, residual: more })],
      runId,
    );
    await tell();

    expect(mails[0]?.text).toContain(
      "\n  AWS::S3::Bucket shop-staging-reports is still there\n  AWS::EC2::NatGateway nat-1 is still on its way out\n",
    );
  });

  test("once for each quarantine", async () => {
    const { tell, mails } = await quarantined(facts, runId, "shop-old-1");

    expect(await tell()).toEqual({ toldOperators: 2 });
    expect(await tell()).toEqual({ toldOperators: 0 });
    expect(mails.map(({ subject }) => subject)).toEqual([
      `Interlock: QUARANTINED staging, run ${runId}`,
      "Interlock: QUARANTINED staging, run shop-old-1",
    ]);
  });

  test("again until a mail about it was accepted", async () => {
    const { installation, tell } = await quarantined(facts, runId);
    const end = refuseMails(installation);
    await expect(tell()).rejects.toMatchObject({ name: "ServiceUnavailable" });
    end();

    expect(await tell()).toEqual({ toldOperators: 1 });
  });

  test("whose subject is no longer than SNS allows, however long the run's name", async () => {
    const { tell, mails } = await quarantined([], "r".repeat(100));
    await tell();

    expect(mails[0]?.subject).toHaveLength(100);
  });
});
