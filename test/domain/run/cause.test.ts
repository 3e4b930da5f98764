import type { Fact, FactOf } from "../../../lib/domain/records/facts.ts";
import { causeOf } from "../../../lib/domain/run/cause.ts";
import {
  decided,
  expired,
  fact,
  intended,
  provisioned,
  recovered,
  refused,
  rollbackBegun,
  someDigest,
  undone,
  validated,
} from "../../fixtures/sample-facts.ts";

const asset = (result: FactOf<"publish-asset", "outcome">["detail"]["result"], reason = "") =>
  fact("publish-asset", "outcome", "staging/code", {
    environment: "staging",
    name: "code",
    digest: someDigest,
    bucketName: "assets",
    objectKey: "code.zip",
    result,
    versionId: null,
    reason,
  });
const unknown = 'a state of the execution failed: "interlock logs RUN" says why';

describe("the cause of a rollback", () => {
  test.each<[string, Fact, string]>([
    [
      "a recovery",
      recovered({ cause: "its execution was stopped from outside" }),
      "its execution was stopped from outside",
    ],
    ["a refusal", refused({ reason: "it leaves out a part" }), "it leaves out a part"],
    [
      "a file that was refused",
      asset("refused", "its bytes are not those of the change"),
      "staging: its bytes are not those of the change",
    ],
    ["a gate that expired", expired("change-record"), "change-record expired"],
    [
      "a gate that ended before its time",
      expired("change-record", { reason: "no mail was accepted" }),
      "no mail was accepted",
    ],
    [
      "a no",
      decided("staging-sign-off", { decision: "reject", approver: "ann", reason: "the queue is slow" }),
      "ann rejected staging-sign-off: the queue is slow",
    ],
    [
      "a step that failed",
      provisioned("staging/database", { result: "failed", reason: "no capacity" }),
      "staging/database failed: no capacity",
    ],
    [
      "a step whose outcome is unknown",
      provisioned("staging/database", { result: "unknown", reason: "it took too long" }),
      "staging/database unknown: it took too long",
    ],
  ])("is %s, in its own words", (_what, fact, cause) => {
    expect(causeOf([intended("staging/network"), fact, rollbackBegun("staging")])).toBe(cause);
  });

  test("names the checks of a validation that failed or could not be seen, and none that held or was waived", () => {
    const reading = { check: "encrypted-storage", fact: "encryption", resource: "Bucket" };
    const readings = [
      { ...reading, answer: "held", saw: "aws:kms" },
      { ...reading, answer: "broken", saw: "none" },
      { ...reading, answer: "waived", saw: "the emulator" },
      {
        check: "logging-enabled",
        fact: "retention",
        resource: "Log",
        answer: "unobservable",
        saw: "nothing",
      },
    ] as const;

    expect(causeOf([validated("production", { held: false, readings: [...readings] })])).toBe(
      "production was not valid: encrypted-storage, encryption of Bucket: none; logging-enabled, retention of Log: nothing",
    );
  });

  test("is the last of them", () => {
    expect(causeOf([expired("change-record"), recovered({ cause: "its execution failed" })])).toBe(
      "its execution failed",
    );
  });

  test.each<[string, Fact]>([
    ["a yes", decided("staging-sign-off")],
    ["a file that was published", asset("published")],
    ["a validation that held", validated("staging")],
    ["a step that was provisioned", provisioned("staging/network", { reason: "it stands" })],
    [
      "a step that could not be undone",
      undone("staging/network", { result: "failed", reason: "it is in use" }),
    ],
  ])("is not %s", (_what, fact) => {
    expect(causeOf([fact])).toBe(unknown);
  });

  test("is in the execution's history when no entry says it", () => {
    expect(causeOf([])).toBe(unknown);
  });
});
