import { tellEnds } from "../../../functions/sweep/tell-ends.ts";
import { changeDigest } from "../../../lib/domain/change/manifest.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import type { Approver } from "../../../lib/ports/settings/port.ts";
import { opened, refused } from "../../fixtures/sample-facts.ts";
import { mailsOf, refuseMails } from "../../simulator/mailbox.ts";
import { submitted } from "../../simulator/submitted.ts";
import { append } from "../../simulator/table.ts";

const minuteMs = 60_000;
const person = (id: string): Approver => ({ id, name: id, address: `${id}@example.com`, identities: [] });
const approvers = [person("dora"), person("platform-owner")];

/** Dora's change was refused, of which nobody has heard yet. */
async function ended({ isReadable = true } = {}) {
  const { installation, records, change, runId } = await submitted({ settings: { approvers } });
  const about = isReadable ? { changeDigest: changeDigest(change) } : {};
  append(installation, runId, [opened(about), refused()]);
  const endedAtMs = installation.time.nowMs();
  await records.release({ runId, epoch: 1, actor: "close-run" }, "seal", {
    quarantine: null,
    end: { runId, endedAtMs, told: [] },
  });
  const ports = installation.ports("sweep");
  const tell = () => installation.does(async () => tellEnds(ports, await ports.records.lease()));
  const closed = () => installation.said.filter((event) => event["detail-type"] === "Run Closed");
  return { installation, records, runId, tell, closed, mails: mailsOf(installation) };
}

describe("the end of a run", () => {
  test("is told once to the bus and to everyone concerned, and each notice counts", async () => {
    const { tell, closed, mails, runId } = await ended();

    expect(await tell()).toEqual({ toldEnds: 4 });
    expect(await tell()).toEqual({ toldEnds: 0 });
    expect(closed()).toMatchObject([{ detail: { run: runId, verdict: "REFUSED" } }]);
    expect(mails.map(({ approver }) => approver)).toEqual(["operators", "platform-owner", "dora"]);
    for (const { subject, text } of mails) {
      expect(subject).toBe(`Refused: feat: a shop - ${runId}`);
      expect(text).toContain("by Dora");
    }
  });

  test("is told without subject and author if nobody can read the change", async () => {
    const { tell, mails, runId } = await ended({ isReadable: false });
    await tell();

    expect(mails.map(({ approver, subject }) => [approver, subject])).toEqual([
      ["operators", `Refused - ${runId}`],
      ["platform-owner", `Refused - ${runId}`],
    ]);
    expect(mails[0]?.text).not.toMatch(/^by /m);
  });

  test("is told to the others while mails to one are not accepted, and to that one later", async () => {
    const { installation, tell, mails } = await ended();
    const accept = refuseMails(installation, "dora");

    expect(await tell()).toEqual({ toldEnds: 3 });
    await installation.pass(2 * minuteMs);
    accept();
    expect(await tell()).toEqual({ toldEnds: 1 });
    expect(mails.at(-1)?.approver).toBe("dora");
  });

  test.each([
    ["is tried again before an hour is over", 60 * minuteMs - 1, [{}], []],
    [
      "is over after an hour, and the records name who was not reached",
      60 * minuteMs,
      [],
      ["dora: Throttled"],
    ],
  ])("%s", async (_what, laterMs, untold, unreached) => {
    const { installation, records, tell } = await ended();
    refuseMails(installation, "dora");
    await tell();
    await installation.pass(laterMs);
    await tell();

    expect(await records.untold()).toMatchObject(untold);
    const notes = (await records.read("control-plane")).entries.filter(isFact("note", "observation"));
    expect(notes.flatMap(({ detail }) => JSON.parse(detail.detail).unreached)).toStrictEqual(unreached);
  });
});
