// The SDK would look for a region and for credentials in files, which takes real time.
import "../../simulator/environment.ts";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inspectorIn } from "../../../lib/ports/inspector/aws.ts";
import { isPassing } from "../../../lib/ports/shared/passing-errors.ts";
import { describedRows } from "../../../lib/resources/resources.ts";
import { reached } from "../../fixtures/reached.ts";
import { Account } from "../../simulator/account.ts";
import { calling, Process } from "../../simulator/process.ts";
import { Random } from "../../simulator/random.ts";
import { VirtualTime } from "../../simulator/time.ts";

const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });

/** One error of each kind, as the service names it. Sources: the services' API references, common errors. */
const passing: readonly Error[] = [
  named("Throttling"),
  named("ThrottlingException"),
  named("RequestLimitExceeded"),
  named("SlowDown", { $metadata: { httpStatusCode: 503 } }),
  named("TooManyRequestsException", { $metadata: { httpStatusCode: 429 } }),
  named("ProvisionedThroughputExceededException"),
  named("ConditionalRequestConflict", { $metadata: { httpStatusCode: 409 } }),
  named("ServiceUnavailable"),
  named("InternalFailure"),
  named("KMSInternalException"),
  named("UnknownError", { $metadata: { httpStatusCode: 502 } }),
  named("TimeoutError"),
  named("Error", { code: "ECONNRESET" }),
  named("Error", { code: "EAI_AGAIN" }),
];

const lasting: readonly Error[] = [
  named("AccessDenied", { $metadata: { httpStatusCode: 403 } }),
  named("ValidationError", { $metadata: { httpStatusCode: 400 } }),
  named("LimitExceededException", { $metadata: { httpStatusCode: 400 } }),
  named("ConditionalCheckFailedException"),
  named("TransactionCanceledException", {
    CancellationReasons: [{ Code: "ConditionalCheckFailed" }, { Code: "ThrottlingError" }],
  }),
  named("NoSuchBucket", { $metadata: { httpStatusCode: 404 } }),
  named("PreconditionFailed", { $metadata: { httpStatusCode: 412 } }),
];

describe("an error of AWS", () => {
  test.each(passing)("that passes: %s", (error) => {
    expect(isPassing(error)).toBe(true);
  });

  test.each(lasting)("that lasts: %s", (error) => {
    expect(isPassing(error)).toBe(false);
  });
});

// Source: DynamoDB API reference, TransactWriteItems, CancellationReasons.
test("a transaction that is cancelled for its rate alone is asked for again", () => {
  const reasons = [{ Code: "None" }, { Code: "ThrottlingError" }];

  expect(isPassing(named("TransactionCanceledException", { CancellationReasons: reasons }))).toBe(true);
});

test("every client of a port is one that throws Throttled", () => {
  const ports = fileURLToPath(new URL("../../../lib/ports", import.meta.url));
  const bare = globSync("**/*.ts", { cwd: ports }).filter((file) =>
    /(?<!patientClient\()new [A-Za-z0-9]*Client\(/.test(readFileSync(`${ports}/${file}`, "utf8")),
  );

  expect(bare).toEqual([]);
});

test.each(describedRows.map(({ type }) => type))("a throttled look at %s is Throttled", async (type) => {
  const account = new Account(new VirtualTime(0), new Random(1));
  account.faultAt = () => ({ kind: "refused", error: () => named("ThrottlingException") });
  const look = account.carryOut(new Process("prove-rollback", "a look"), () =>
    inspectorIn(reached("staging")).inspect([
      { type, id: "arn:aws:x:::a/b", logicalId: "One", stack: "shop-staging-one" },
    ]),
  );

  await expect(look).rejects.toMatchObject({ name: "Throttled" });
  expect(calling.getStore()).toBeUndefined();
});
