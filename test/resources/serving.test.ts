import { askAbout } from "../../lib/domain/check/probes.ts";
import type { Part } from "../../lib/domain/environment.ts";
import type { Inspected } from "../../lib/resources/resources.ts";

const database = (status: string): Inspected => ({
  type: "AWS::RDS::DBInstance",
  facts: {
    status,
    publiclyAccessible: false,
    encrypted: true,
    multiAz: true,
    backupDays: 14,
    deletionProtected: true,
    exportedLogs: ["postgresql"],
    publicSnapshots: [],
  },
});
const bucket: Inspected = {
  type: "AWS::S3::Bucket",
  facts: {
    publicAccessBlocked: true,
    versioned: true,
    encryption: null,
    accessLogged: null,
    policy: null,
    documents: null,
  },
};
const answers = (inspected: Inspected, part: Part, check: string) =>
  askAbout(inspected, { part, name: "one", released: false }, [check]).map(
    ({ fact, answer }) => `${fact} ${answer}`,
  );

// Source: RDS user guide, "Viewing Amazon RDS DB instance status".
test.each(["available", "backing-up", "storage-optimization", "configuring-log-exports"])(
  "a database serves while it is %s",
  (status) => {
    expect(answers(database(status), "database", "health-checks-operational")).toEqual(["available held"]);
  },
);

test.each(["failed", "storage-full", "inaccessible-encryption-credentials", "stopped"])(
  "a database does not serve while it is %s",
  (status) => {
    expect(answers(database(status), "database", "health-checks-operational")).toEqual(["available broken"]);
  },
);

test.each([
  ["aws:kms", "held"],
  ["aws:kms:dsse", "held"],
  ["AES256", "broken"],
])("a bucket under %s is asked whether a key of the customer's encrypts it: %s", (encryption, answer) => {
  const encrypted: Inspected = { ...bucket, facts: { ...bucket.facts, encryption } as never };
  expect(answers(encrypted, "storage", "encrypted-storage")).toContain(`bucket-encryption ${answer}`);
});

test("a bucket that receives access logs is not asked for its own", () => {
  expect(answers(bucket, "logging", "full-audit-logging-enabled")).toEqual([]);
  expect(answers(bucket, "storage", "full-audit-logging-enabled")).toEqual(["access-logging unobservable"]);
});
