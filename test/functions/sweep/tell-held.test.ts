import { tellHeld } from "../../../functions/sweep/tell-held.ts";
import { changeDigest } from "../../../lib/domain/change/manifest.ts";
import type { Quarantine } from "../../../lib/ports/records/port.ts";
import type { Approver } from "../../../lib/ports/settings/port.ts";
import { keyOf } from "../../../lib/ports/shared/objects.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { mailsOf, refuseMails } from "../../simulator/mailbox.ts";
import { attempted, submit, submitted } from "../../simulator/submitted.ts";
import { put } from "../../simulator/table.ts";

const dora: Approver = { id: "dora", name: "Dora", address: "dora@example.com", identities: [] };
const next = "shop-0123456789ab-2";

/** Dora's second change waits behind her first one. */
async function waiting() {
  const { installation, runId } = await submitted({ settings: { approvers: [dora] } });
  const { change } = await submit(installation, { edit: attempted(2) });
  const quarantine: Quarantine = { runId, environment: "staging", sinceMs: 0, told: true };
  put(installation, keys.quarantine(installation.application, runId), { quarantine });
  const ports = installation.ports("sweep");
  const tell = () => installation.does(async () => tellHeld(ports, await ports.records.lease()));
  return { installation, change, tell, mails: mailsOf(installation) };
}

describe("the people of a change that waits for a person", () => {
  test("get a mail that says what it waits for, once", async () => {
    const { tell, mails } = await waiting();
    expect(await tell()).toEqual({ toldHeld: 1 });
    expect(await tell()).toEqual({ toldHeld: 0 });
    expect(mails).toMatchObject([{ approver: "dora", subject: `Waits: feat: a shop - ${next}` }]);
    expect(mails[0]?.text).toMatch(
      /^Waits: staging is in quarantine since shop-0123456789ab-1, whose rollback is not proved\.(.|\n)*\nby Dora\napplication shop\n/,
    );
  });

  test("get it when mails are accepted again", async () => {
    const { installation, tell, mails } = await waiting();
    const end = refuseMails(installation);
    await expect(tell()).rejects.toMatchObject({ name: "Throttled" });
    end();
    expect(await tell()).toEqual({ toldHeld: 1 });
    expect(mails.at(-1)?.approver).toBe("dora");
  });

  test("get none if nobody can tell whose change it is", async () => {
    const { installation, change, tell, mails } = await waiting();
    installation.s3.versions.delete(keyOf(changeDigest(change)));
    expect(await tell()).toEqual({ toldHeld: 0 });
    expect(mails).toEqual([]);
  });

  test("get none while it waits for nothing but a run", async () => {
    const { installation, tell, mails } = await waiting();
    installation.dynamodb.items.delete(keys.quarantine(installation.application, "").pk);
    expect(await tell()).toEqual({});
    expect(mails).toEqual([]);
  });
});
