import { heldMail, supersededMail } from "../../lib/mails/waiting-change.ts";
import { typedFor } from "../../lib/settings/typed.ts";

const change = {
  runId: "shop-0123456789ab-1",
  application: "shop",
  subject: "feat: é\u202e",
  authors: ["Dora"],
  typed: typedFor({ application: "shop" }),
};

test.each([
  [supersededMail(change, "shop-newer-1"), /^Superseded: feat: /, "the newer change shop-newer-1"],
  [heldMail(change, "all work is stopped by olga"), /^Waits: feat: /, "all work is stopped by olga"],
])(
  "the mail to the people of a change that waits leads with the matter, and its command works on AWS",
  (mail, matter, reason) => {
    expect(mail.subject).toMatch(matter);
    expect(mail.subject).toMatch(/^[\x20-\x7e]{10,99}$/);
    expect(mail.text.split("\n")[0]).toContain(reason);
    expect(mail.text).toContain("  npx interlock status shop-0123456789ab-1 --aws --application shop\n");
    expect(mail.text).not.toContain("\u202e");
  },
);
