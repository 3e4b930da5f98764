import { tellOperators } from "../../../functions/sweep/tell-operators.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import type { Quarantine } from "../../../lib/ports/records/port.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { intended, proved, rollbackBegun } from "../../fixtures/sample-facts.ts";
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

  test("that says what the run's entries show as left", async () => {
    const { tell, mails } = await quarantined(facts, runId);

    expect(await tell()).toEqual({ toldOperators: 1 });
    const [mail] = mails;
    expect(mail).toMatchObject({
      approver: "operators",
      subject: `QUARANTINED staging: a person has to look - ${runId}`,
    });
    for (const line of [
      `The rollback of staging by run ${runId} is not proved.`,
      "  AWS::S3::Bucket shop-staging-reports is still there",
      `  npx interlock quarantine resolve ${runId} --reason "what you found and did" --aws --application shop`,
    ])
      expect(mail?.text.split("\n")).toContain(line);
    expect(mail?.text).toMatch(
      /Look at it:\n {2}aws s3api .*shop-staging-reports.*\n {2}npx interlock status /,
    );
  });

  test("once for each quarantine", async () => {
    const { tell, mails } = await quarantined(facts, runId, "shop-old-1");

    expect(await tell()).toEqual({ toldOperators: 2 });
    expect(await tell()).toEqual({ toldOperators: 0 });
    expect(mails.map(({ subject }) => subject)).toEqual([
      `QUARANTINED staging: a person has to look - ${runId}`,
      "QUARANTINED staging: a person has to look - shop-old-1",
    ]);
  });

  test("again until a mail about it is accepted", async () => {
    const { installation, tell } = await quarantined(facts, runId);
    const end = refuseMails(installation);
    await expect(tell()).rejects.toMatchObject({ name: "Throttled" });
    end();

    expect(await tell()).toEqual({ toldOperators: 1 });
  });
});
