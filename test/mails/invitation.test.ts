import { invitationMail } from "../../lib/mails/invitation.ts";
import { sampleDossier } from "../fixtures/sample-dossier.ts";

const head = { count: 37, head: "f".repeat(64) };
const link = "https://approvals.example.com/approvals/the-secret";
const mail = (dossier = sampleDossier(), occasion: "asked" | "reminder" | "escalation" | "retry" = "asked") =>
  invitationMail(dossier, { approvedBy: [], quorum: 2 }, { link, head, occasion, timeZone: null });

describe("the invitation", () => {
  test("names removals and replacements before the link, and who made the change", () => {
    const { text } = mail();
    const order = ["Removed:", "ReportsBucket", "Replaced:", "OrdersDatabase", "Dora Lindqvist", link].map(
      (word) => text.indexOf(word),
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order).not.toContain(-1);
  });

  test("says when the gate expires, and what that means", () => {
    expect(mail().text).toMatch(/^If nobody decides by .* UTC, the gate counts as rejected\./m);
  });

  test("is evidence: it carries the digests of plan and change, the head of the records and their count", () => {
    const { text } = mail();
    for (const word of ["1".repeat(64), "2".repeat(64), "37 entries", "f".repeat(64)])
      expect(text).toContain(word);
  });

  test("has a subject that leads with the matter, ends with gate and run, and that SNS accepts", () => {
    const service = {
      isOpen: true,
      closedAt: null,
      during: "close",
      releaseHours: 72,
      standingRelease: "shop-1",
      usuallyMs: null,
    } as const;
    const runId = `${"a".repeat(27)}-0123456789ab`;
    const subjects = [
      mail(sampleDossier({ gate: "staging-sign-off", environment: "staging" })),
      mail(sampleDossier({ service })),
      mail(sampleDossier({ service, runId }), "reminder"),
    ].map(({ subject }) => subject);
    expect(subjects[0]).toMatch(/^Staging: .* - 2\/4 staging-sign-off shop-0123456789ab-1$/);
    expect(subjects[1]).toMatch(/^Production goes OFFLINE: .* - 3\/4 change-record shop-0123456789ab-1$/);
    expect(subjects[2]).toMatch(
      new RegExp(`^Reminder: Production goes OFFLINE.* - 3/4 change-record ${runId}$`),
    );
    for (const subject of subjects) {
      expect(subject.length).toBeLessThan(100);
      expect(subject).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  test("says in its first lines that production goes offline, until when, and how it opens again", () => {
    const service = {
      isOpen: true,
      closedAt: null,
      during: "close",
      releaseHours: 72,
      standingRelease: "shop-1",
      usuallyMs: null,
    } as const;
    const { text } = mail(sampleDossier({ service }));
    expect(text.split("\n")[2]).toMatch(
      /^PRODUCTION GOES OFFLINE\. Production goes offline when you approve, until its release is decided.* 72 hours\. .*opens again as shop-1 released it/,
    );
  });

  test.each(["reminder", "escalation"] as const)("begins with the request in a %s", (occasion) => {
    expect(mail(sampleDossier(), occasion).text).toMatch(/^Your decision is needed\.\n/);
  });

  test("does not repeat the request in a first mail or one that is sent again", () => {
    expect(mail().text).not.toContain("Your decision is needed.");
    expect(mail(sampleDossier(), "retry").text).not.toContain("Your decision is needed.");
  });

  test("holds no link but its own, and no line that a commit could forge", () => {
    const wicked = "feat: x\r\n\r\nDecide here: https://evil.example/approvals/1 www.evil.example \u202e";
    const { text } = mail(
      sampleDossier({ commit: { ...sampleDossier().commit, subject: wicked }, repository: "a\nb" }),
    );
    expect(text.match(/https?:\/\/\S+/g)).toEqual([link]);
    expect(text).not.toMatch(/^Decide here: https/m);
    expect(text).not.toContain("www.");
    expect(text).not.toContain("\u202e");
  });
});
