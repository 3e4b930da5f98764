import { resumeCodeMail } from "../../lib/mails/resume-code.ts";
import { typedFor } from "../../lib/settings/typed.ts";

test("the mail with a resume code says who stopped the work and why, and shows the command to agree", () => {
  const { subject, text } = resumeCodeMail(
    "release-manager",
    "s3cret",
    {
      atMs: Date.parse("2026-11-24T08:00:00Z"),
      by: "an operator",
      reason: "the network is down",
    },
    typedFor({ application: "shop" }),
  );
  expect(subject.length).toBeLessThan(100);
  expect(text).toMatch(
    /^All work was stopped at Tue, 24 Nov 2026 08:00:00 GMT by an operator:\nthe network is down\n/,
  );
  expect(text).toContain(
    "\nnpx interlock resume --as release-manager --code s3cret --aws --application shop\n",
  );
  expect(text).toContain("within half an hour");
});
