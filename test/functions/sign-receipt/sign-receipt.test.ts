import { signReceipt } from "../../../functions/sign-receipt/sign-receipt.ts";
import { sha256 } from "../../../lib/domain/canonical.ts";
import { entryConflict, leaseLost, notFound } from "../../../lib/domain/errors.ts";
import { type ChainHead, openCheckpoint, ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { type Envelope, openEnvelope, readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { type historyText, openArchive } from "../../../lib/domain/records/history.ts";
import type { Changes } from "../../../lib/ports/changes/port.ts";
import type { LastCheckpoint } from "../../../lib/ports/ledger/port.ts";
import { runId, tenOClockMs } from "../../fakes/chain.ts";
import { opened, otherDigest, receipt, recovered, someDigest, validated } from "../../fakes/facts.ts";
import { FakeLedger } from "../../fakes/fake-ledger.ts";
import { FakeRecords } from "../../fakes/fake-records.ts";
import { Signing } from "../../fakes/signing.ts";

const signingKey = new Signing();
const key = readVerifyingKey(signingKey.pem);
const work = { runId, epoch: 1 };
const refusedBecause = (message: string) => ({
  name: "ReceiptRefused",
  message: expect.stringContaining(message),
});

/** A signer over records in memory, of a run that has the lease and says `facts`. */
async function installed(...facts: readonly Fact[]) {
  const clock = { nowMs: () => tenOClockMs, pause: async () => undefined };
  const records = new FakeRecords(clock);
  const ledger = new FakeLedger(records);
  const objects = new Map<string, string>();
  const template = async (digest: string) => {
    const text = objects.get(digest);
    if (text === undefined) throw notFound(`nothing is kept as ${digest}`);
    return text;
  };
  const claim = {
    runId,
    repository: "example/shop",
    commit: "0123456789abcdef0123456789abcdef01234567",
    attempt: 1,
    changeDigest: otherDigest,
    planDigest: someDigest,
    claimedAtMs: tenOClockMs,
  };
  await records.claim(claim, "arn:execution:1");
  records.write(await records.read(runId), "somebody", facts);
  const keep = (text: string) => {
    objects.set(sha256(text), text);
    return sha256(text);
  };
  const changes: Pick<Changes, "bytes"> = { bytes: template };
  const sign = signReceipt({ records, ledger, changes: changes as Changes, signingKey, clock });
  const lastEntryOf = async (chain: string) => (await records.read(chain)).entries.at(-1);
  return { records, ledger, sign, keep, lastEntryOf };
}

describe("a receipt", () => {
  test("is bound to run, plan, change and the end of the entries, and entered behind them", async () => {
    const { sign, records, lastEntryOf } = await installed(opened(), validated("staging"));
    const { head } = await records.read(runId);
    const { envelope } = await sign({ ...work, statement: "validated", about: "staging" });
    expect(openEnvelope(envelope, signingKey.pem)).toEqual({
      statement: "validated",
      about: "staging",
      runId,
      planDigest: someDigest,
      changeDigest: otherDigest,
      ...head,
      detail: { scope: "everything", description: someDigest },
    });
    expect(await lastEntryOf(runId)).toMatchObject({
      sequence: 3,
      actor: "sign-receipt",
      ...receipt("staging", { envelope }),
    });
  });

  test("is entered once, also when it is asked for twice at once, or again", async () => {
    const { sign, records } = await installed(opened(), validated("staging"));
    const ask = () => sign({ ...work, statement: "validated", about: "staging" });
    const answers = [...(await Promise.all([ask(), ask()])), await ask()];
    expect(new Set(answers.map(({ envelope }) => envelope.payload)).size).toBe(1);
    expect((await records.read(runId)).entries.map(({ action }) => action)).toEqual([
      "open-run",
      "validate-environment",
      "sign-receipt",
    ]);
  });

  test("is not the one before it, which says the same about something else", async () => {
    const { sign } = await installed(opened(), validated("development"), validated("staging"));
    const before = await sign({ ...work, statement: "validated", about: "development" });
    const { envelope } = await sign({ ...work, statement: "validated", about: "staging" });
    expect(envelope).not.toEqual(before.envelope);
    expect(openEnvelope(envelope, signingKey.pem)).toMatchObject({ about: "staging" });
  });

  test("is signed anew when something was entered behind it", async () => {
    const { sign, records } = await installed(opened(), validated("staging"));
    const ask = () => sign({ ...work, statement: "validated", about: "staging" });
    const first = await ask();
    records.write(await records.read(runId), "somebody", [validated("staging")]);
    expect(await ask()).not.toEqual(first);
  });

  test("stands behind what somebody else entered while it was signed", async () => {
    const { sign, records, lastEntryOf } = await installed(opened(), validated("staging"));
    const { append } = records;
    records.append = async (...asked) => {
      records.append = append;
      records.write(await records.read(runId), "somebody", [validated("staging")]);
      return append.apply(records, asked);
    };
    const { envelope } = await sign({ ...work, statement: "validated", about: "staging" });
    expect(openEnvelope(envelope, signingKey.pem)).toMatchObject({ count: 3 });
    expect(await lastEntryOf(runId)).toMatchObject({ sequence: 4, action: "sign-receipt" });
  });

  test("is given up when others keep writing meanwhile, and when its work is somebody else's", async () => {
    const { sign, records } = await installed(opened(), validated("staging"));
    let tries = 0;
    records.append = async () => {
      tries += 1;
      throw entryConflict("somebody was first");
    };
    const ask = () => sign({ ...work, statement: "validated", about: "staging" });
    await expect(ask()).rejects.toMatchObject({ name: "EntryConflict" });
    expect(tries).toBe(5);
    records.append = async () => {
      throw leaseLost("another epoch");
    };
    await expect(ask()).rejects.toMatchObject({ name: "LeaseLost" });
  });

  test("is refused when the entries do not support it, and nothing is entered", async () => {
    const { sign, records } = await installed(opened(), validated("staging", { held: false }));
    await expect(sign({ ...work, statement: "validated", about: "staging" })).rejects.toMatchObject(
      refusedBecause("its checks did not all hold"),
    );
    expect((await records.head(runId)).count).toBe(2);
  });

  test("is refused for a run that was never opened", async () => {
    const { sign } = await installed();
    await expect(sign({ ...work, statement: "run-closed", about: "run" })).rejects.toMatchObject({
      name: "PrerequisiteMissing",
    });
  });

  test("is not entered by somebody whose lease has moved on", async () => {
    const { sign, records } = await installed(opened(), validated("staging"));
    const late = { ...work, epoch: 2 };
    await expect(sign({ ...late, statement: "validated", about: "staging" })).rejects.toMatchObject({
      name: "LeaseLost",
    });
    expect((await records.head(runId)).count).toBe(2);
  });

  test("may say that a plan is locked by an earlier run's approval", async () => {
    const { sign, records } = await installed(opened());
    await records.lockPlan("21.03", someDigest, "shop-earlier");
    const { envelope } = await sign({ ...work, statement: "gate-passed", about: "plan-approval" });
    expect(openEnvelope(envelope, signingKey.pem).detail).toEqual({ by: [], locked: true });
  });

  test("may not say so of a plan that is not the locked one, or of another gate", async () => {
    const { sign, records } = await installed(opened());
    const refused = refusedBecause("the gate is not opened");
    await records.lockPlan("21.03", otherDigest, "shop-earlier");
    await expect(sign({ ...work, statement: "gate-passed", about: "plan-approval" })).rejects.toMatchObject(
      refused,
    );
    await records.lockPlan("21.03", someDigest, "shop-earlier");
    await expect(sign({ ...work, statement: "gate-passed", about: "change-record" })).rejects.toMatchObject(
      refused,
    );
  });

  test("asks which plan is locked only where that matters", async () => {
    const { sign, records } = await installed(opened(), validated("staging"));
    records.lockedPlan = async () => {
      throw new Error("the lock was asked for");
    };
    await sign({ ...work, statement: "validated", about: "staging" });
  });
});

describe("behind a seal", () => {
  const sealed = async () => {
    const installation = await installed(opened(), validated("staging"), validated("production"));
    await installation.sign({ ...work, statement: "validated", about: "production" });
    const { envelope } = await installation.sign({ ...work, statement: "run-closed", about: "run" });
    return { ...installation, envelope };
  };

  test("the seal is given again to whoever did not hear of it, and not entered twice", async () => {
    const { sign, records, envelope } = await sealed();
    expect(await sign({ ...work, statement: "run-closed", about: "run" })).toEqual({ envelope });
    expect((await records.head(runId)).count).toBe(5);
  });

  test("nothing else is signed, whatever the entries support", async () => {
    const { sign } = await sealed();
    await expect(sign({ ...work, statement: "validated", about: "staging" })).rejects.toMatchObject(
      refusedBecause('nothing is signed behind a seal, not "validated" either'),
    );
  });
});

describe("a checkpoint", () => {
  const headOf = (more: Partial<ChainHead> = {}): ChainHead => ({
    chain: runId,
    count: 5,
    head: someDigest,
    history: null,
    ...more,
  });

  test("names every chain that moved, and the first has none before it", async () => {
    const { sign, records, lastEntryOf } = await installed(opened());
    const { head } = await records.head(runId);
    const { envelope } = await sign({ statement: "checkpoint", also: runId });
    expect(openCheckpoint(envelope, key)).toEqual({
      number: 1,
      at: "2026-11-24T10:00:00.000Z",
      previous: null,
      chains: [{ chain: runId, count: 1, head, history: null }],
    });
    expect(await lastEntryOf(ownChain)).toMatchObject({
      action: "take-checkpoint",
      detail: { number: 1, envelope },
    });
  });

  test("follows the one before it", async () => {
    const { sign, ledger } = await installed(opened());
    const last: LastCheckpoint = { number: 41, atMs: tenOClockMs, digest: otherDigest };
    ledger.lastCheckpoint = async () => last;
    const { envelope } = await sign({ statement: "checkpoint", also: runId });
    expect(openCheckpoint(envelope, key)).toMatchObject({ number: 42, previous: otherDigest });
  });

  test("is about the chain that was asked about as well", async () => {
    const { sign, ledger } = await installed(opened());
    const asked: string[] = [];
    ledger.moved = async (...also: string[]) => {
      asked.push(...also);
      return [];
    };
    await sign({ statement: "checkpoint", also: "shop-old" });
    expect(asked).toEqual(["shop-old"]);
  });

  test.each<[string, Partial<ChainHead> | null, Partial<ChainHead>]>([
    ["was never named", null, {}],
    ["stands as it was named", {}, {}],
    ["has grown, and so has another head", {}, { count: 6, head: otherDigest }],
    ["was archived since", {}, { history: someDigest }],
    ["was archived then and is", { history: someDigest }, { history: someDigest }],
  ])("is signed for a chain that %s", async (_what, named, now) => {
    const { sign, ledger } = await installed();
    ledger.moved = async () => [{ now: headOf(now), named: named === null ? null : headOf(named) }];
    const { envelope } = await sign({ statement: "checkpoint", also: runId });
    expect(openCheckpoint(envelope, key).chains).toEqual([headOf(now)]);
  });

  test.each<[string, Partial<ChainHead>, Partial<ChainHead>]>([
    ["has become shorter", {}, { count: 4 }],
    ["ends otherwise with as many entries", {}, { head: otherDigest }],
    ["lost its archive", { history: someDigest }, { history: null }],
    ["has another archive", { history: someDigest }, { history: otherDigest, count: 6 }],
  ])("is refused for a chain that %s, and nothing is entered", async (_what, named, now) => {
    const { sign, ledger, lastEntryOf } = await installed();
    ledger.moved = async () => [
      { now: headOf({ chain: "shop-sound" }), named: null },
      { now: headOf(now), named: headOf(named) },
    ];
    await expect(sign({ statement: "checkpoint", also: runId })).rejects.toMatchObject(
      refusedBecause(`${runId} had 5 entries and the head ${someDigest} when it was vouched for`),
    );
    expect(await lastEntryOf(ownChain)).toBeUndefined();
  });

  /** Somebody else writes first, so many times. */
  const contended = async (times: number) => {
    const installation = await installed(opened());
    const { ledger, records } = installation;
    const enter = ledger.enterCheckpoint.bind(ledger);
    const tried: number[] = [];
    ledger.enterCheckpoint = async (checkpoint, envelope) => {
      const { count = 0 } = checkpoint.chains.find(({ chain }) => chain === ownChain) ?? {};
      tried.push(count);
      if (tried.length <= times) await records.note("somebody", "else", "first", null);
      return enter(checkpoint, envelope);
    };
    return { ...installation, tried };
  };

  test("is taken anew behind whatever somebody else wrote first", async () => {
    const { sign, tried } = await contended(4);
    const { envelope } = await sign({ statement: "checkpoint", also: runId });
    expect(tried).toEqual([0, 1, 2, 3, 4]);
    expect(openCheckpoint(envelope, key).chains).toContainEqual(
      expect.objectContaining({ chain: ownChain, count: 4 }),
    );
  });

  test("is given up after five times: the next one takes its place", async () => {
    const { sign, tried } = await contended(5);
    await expect(sign({ statement: "checkpoint", also: runId })).rejects.toMatchObject({
      name: "EntryConflict",
      message: expect.stringContaining("5 attempts"),
    });
    expect(tried).toHaveLength(5);
  });
});

describe("the archive of a run's histories", () => {
  const historyOf = (execution: string, events: Parameters<typeof historyText>[0]["events"] = []) =>
    JSON.stringify({ execution, status: "SUCCEEDED", definition: "{}", events });
  const seal = receipt("run");
  const over = () => installed(opened(), recovered(), validated("production"), seal);

  test("lists them in the order given, by the digests of their texts, behind the seal", async () => {
    const { sign, keep, records, ledger } = await over();
    const names = ["arn:execution:2", "arn:execution:child", "arn:execution:1"];
    const histories = names.map((name) => keep(historyOf(name)));
    const { head } = await records.read(runId);
    const { envelope } = await sign({ statement: "history", runId, histories });
    expect(openArchive(envelope, key)).toEqual({
      runId,
      ...head,
      executions: names.map((execution, index) => ({ execution, digest: histories[index] })),
    });
    expect(await ledger.archiveOf(runId)).toEqual(envelope);
  });

  test("is given again to whoever did not hear of it, and not signed twice", async () => {
    const { sign, ledger, lastEntryOf } = await over();
    const archived: Envelope = { payloadType: "text", payload: "archived", signatures: [] };
    ledger.archiveOf = async () => archived;
    expect(await sign({ statement: "history", runId, histories: [someDigest] })).toEqual({
      envelope: archived,
    });
    expect(await lastEntryOf(ownChain)).toBeUndefined();
  });

  test("is refused while the run is not sealed", async () => {
    const { sign, keep } = await installed(opened(), receipt("production"));
    const histories = [keep(historyOf("arn:execution:1"))];
    await expect(sign({ statement: "history", runId, histories })).rejects.toMatchObject(
      refusedBecause(`the run ${runId} is not sealed`),
    );
  });

  test("is refused while a history has a task token in it", async () => {
    const { sign, keep } = await over();
    const histories = [keep(historyOf("arn:execution:1", [{ parameters: '{"taskToken":"AQC"}' }]))];
    await expect(sign({ statement: "history", runId, histories })).rejects.toMatchObject(
      refusedBecause("the history of arn:execution:1 has a task token in it"),
    );
  });

  test("is refused when an execution that the entries name is not among them", async () => {
    const { sign, keep, lastEntryOf } = await over();
    const histories = [keep(historyOf("arn:execution:1")), keep(historyOf("arn:execution:child"))];
    await expect(sign({ statement: "history", runId, histories })).rejects.toMatchObject(
      refusedBecause("lack the execution arn:execution:2"),
    );
    expect(await lastEntryOf(ownChain)).toBeUndefined();
  });

  test("is refused when what is kept is no history", async () => {
    const { sign, keep } = await over();
    await expect(sign({ statement: "history", runId, histories: [keep('{"execution":1}')] })).rejects.toThrow(
      /status/,
    );
  });
});
