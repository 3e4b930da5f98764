import { recordsIn } from "../../lib/ports/records/aws.ts";
import type { Claim, Records } from "../../lib/ports/records/port.ts";
import { Account } from "../simulator/account.ts";
import { calling, Process } from "../simulator/process.ts";
import { Random } from "../simulator/random.ts";
import { DynamoDb } from "../simulator/services/dynamodb.ts";
import { S3 } from "../simulator/services/s3.ts";
import { VirtualTime } from "../simulator/time.ts";

const minuteMs = 60_000;

/** The claim of the run shop-`index`. */
export const claimOf = (index: number): Claim => ({
  runId: `shop-${index}`,
  repository: "example/shop",
  commit: "c".repeat(40),
  attempt: index,
  changeDigest: "a".repeat(64),
  planDigest: "b".repeat(64),
  claimedAtMs: index,
});

/** The records, as their adapter keeps them, in an account in memory, and processes that use them. */
export function recordsInAccount() {
  const time = new VirtualTime(Date.parse("2026-11-24T10:00:00Z"));
  const account = new Account(time, new Random(1));
  const dynamodb = new DynamoDb();
  account.services.set("dynamodb", dynamodb.service);
  account.services.set("s3", new S3(() => time.nowMs()).service);
  const clock = { nowMs: () => time.nowMs(), pause: (ms: number) => time.pause(ms) };
  const records = recordsIn({ tableName: "t", bucketName: "b", application: "shop", clock });
  const inProcess = <T>(name: string, act: (records: Records) => Promise<T>): Promise<T> =>
    calling.run({ account, process: new Process(name, "test") }, () => act(records));
  /** Lets time pass until all of them have ended. */
  const ended = async <T>(...working: readonly Promise<T>[]): Promise<readonly T[]> => {
    let all: readonly T[] | null = null;
    void Promise.all(working).then((answers) => {
      all = answers;
    });
    await time.passUntil(() => all !== null, time.nowMs() + minuteMs);
    return all ?? [];
  };
  return { account, dynamodb, inProcess, ended };
}
