import { quarantineMail } from "../../lib/mails/quarantine.ts";

const quarantine = {
  runId: "shop-1",
  environment: "staging" as const,
  sinceMs: Date.parse("2026-11-24T08:00:00Z"),
};

describe("the mail about a quarantine", () => {
  test("says what is left, since when, how to look at it and how to resolve it", () => {
    const { subject, text } = quarantineMail(quarantine, {
      environment: "staging",
      what: ["AWS::S3::Bucket reports is still there", "AWS::EC2::NatGateway nat-1 is still there"],
      commands: ["aws s3api list-object-versions --bucket reports"],
    });
    expect(subject).toBe("Interlock: QUARANTINED staging, run shop-1");
    expect(text).toContain(
      "The run has been in quarantine since Tue, 24 Nov 2026 08:00:00 GMT. New changes wait until",
    );
    expect(text).toContain(
      ":\n  AWS::S3::Bucket reports is still there\n  AWS::EC2::NatGateway nat-1 is still there\n",
    );
    expect(text).toContain(
      "Look at it:\n  aws s3api list-object-versions --bucket reports\n  interlock status shop-1\n",
    );
    expect(text).toContain('\n  interlock quarantine resolve shop-1 --reason "what you found and did"\n');
  });

  test("says so when the records name nothing that is left", () => {
    const { text } = quarantineMail(quarantine, { environment: "staging", what: [], commands: [] });
    expect(text).toContain("What is left, or could not be read:\n  the records name nothing\n");
  });

  test("has a subject that SNS accepts, however long the run's id is", () => {
    const { subject } = quarantineMail(
      { ...quarantine, runId: "r".repeat(200) },
      { environment: "staging", what: [], commands: [] },
    );
    expect(subject).toHaveLength(99);
  });
});
