import { escalationMail } from "../../lib/mails/escalation.ts";
import { sampleDossier } from "../fixtures/sample-dossier.ts";

test("an escalation names the approvers who have not decided, and has no link", () => {
  const { subject, text } = escalationMail(
    sampleDossier(),
    { approvedBy: [], quorum: 2 },
    { head: { count: 37, head: null }, silent: ["bob", "eve"] },
  );
  expect(subject).toMatch(/^Still waiting: /);
  expect(text).toMatch(/^This gate waits for bob, eve\./);
  expect(text).toContain("the gate counts as rejected.");
  expect(text).toContain("Records: 37 entries, head none");
  expect(text).not.toContain("/approvals/");
});
