import { recordsIn } from "../../lib/adapters/records.ts";
import type { Records } from "../../lib/ports.ts";
import { Account } from "../world/account.ts";
import { calling, Process } from "../world/process.ts";
import { Random } from "../world/random.ts";
import { DynamoDb } from "../world/services/dynamodb.ts";
import { S3 } from "../world/services/s3.ts";
import { VirtualTime } from "../world/time.ts";

const minuteMs = 60_000;
const claim = {
  runId: "shop-1",
  repository: "example/shop",
  commit: "c".repeat(40),
  attempt: 1,
  changeDigest: "a".repeat(64),
  planDigest: "b".repeat(64),
  claimedAtMs: 0,
};
const work = { runId: "shop-1", epoch: 1, actor: "close-run" } as const;
const seal = "5".repeat(64);

/** The records in an account of their own, and processes that use them. */
function installed() {
  const time = new VirtualTime(Date.parse("2026-11-24T10:00:00Z"));
  const account = new Account(time, new Random(1));
  account.services.set("dynamodb", new DynamoDb().service);
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
  return { account, inProcess, ended };
}

test("a stop that is pressed while a run gives its lease back stops all work, and gives the run nothing back", async () => {
  const { account, inProcess, ended } = installed();
  await ended(inProcess("start-run", (records) => records.claim(claim, "arn:execution")));
  // The stop has read the lease, and writes after it was given back.
  account.faultAt = ({ process, operation }) =>
    process.name === "stop-work" && operation === "TransactWrite" ? { kind: "late", ms: 100 } : undefined;
  const [pressed] = await ended(
    inProcess("stop-work", (records) => records.stop("an operator", "something looks wrong")),
    inProcess("close-run", (records) => records.release(work, seal, null)).then(() => "released"),
  );

  expect(pressed).toBe("stopped");
  expect(await ended(inProcess("sweep", (records) => records.lease()))).toMatchObject([
    { runId: null, previousSeal: seal, stopped: { by: "an operator" } },
  ]);
});

test("a stop stands also where no run ever had the lease", async () => {
  const { inProcess, ended } = installed();
  await ended(inProcess("stop-work", (records) => records.stop("an operator", "something looks wrong")));

  expect(await ended(inProcess("sweep", (records) => records.lease()))).toMatchObject([
    { runId: null, epoch: 0, stopped: { reason: "something looks wrong" } },
  ]);
});
