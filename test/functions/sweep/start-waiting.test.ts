import { startWaiting } from "../../../functions/sweep/start-waiting.ts";
import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import type { Lease } from "../../../lib/domain/run/lease.ts";
import type { Quarantine } from "../../../lib/ports/records/port.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { Installation } from "../../simulator/installation.ts";
import { attempted, submit } from "../../simulator/submitted.ts";
import { edit, entriesOf, put } from "../../simulator/table.ts";
import { runId, running, stop } from "./running.ts";

/** A second change waits. The first run freed its lease, and died before it started the second one. */
async function waiting() {
  const { installation, records, done } = await running();
  await submit(installation, { edit: attempted(2) });
  await records.release({ runId, epoch: 1, actor: "close-run" }, "seal", {
    quarantine: null,
    end: { runId, endedAtMs: 0, told: [] },
  });
  const ports = installation.ports("sweep");
  const start = (lease: Partial<Lease> = {}) =>
    installation.does(async () => startWaiting(ports, { ...(await ports.records.lease()), ...lease }));
  const key = keys.quarantine(installation.application, runId);
  const quarantined: Quarantine = { runId, environment: "staging", sinceMs: 0, told: true };
  const quarantine = () => put(installation, key, { quarantine: quarantined });
  const resolve = () => installation.dynamodb.items.delete(key.pk);
  return { start, done, quarantine, resolve, installation };
}

describe("a change that waits", () => {
  test("is started when no run has the lease", async () => {
    const { start, done } = await waiting();
    const next = "shop-0123456789ab-2";

    expect(await start()).toEqual({ started: [next] });
    expect(done).toEqual([`start ${next} in epoch 2`]);
  });

  test.each<[string, Partial<Lease>]>([
    ["while another run has the lease", { runId }],
    ["while all work is stopped", { stopped: stop }],
  ])("is not started %s", async (_what, lease) => {
    const { start, done } = await waiting();

    expect(await start(lease)).toEqual({});
    expect(done).toEqual([]);
  });

  test("is not started while an environment is quarantined, and is when that is resolved", async () => {
    const { start, done, quarantine, resolve } = await waiting();
    quarantine();

    expect(await start()).toEqual({});
    expect(done).toEqual([]);
    resolve();
    expect(await start()).toEqual({ started: ["shop-0123456789ab-2"] });
  });

  test("and that nobody claimed is recorded and taken out, while another run has the lease, and the others keep their place", async () => {
    const { start, installation } = await waiting();
    const key = keys.waiting(installation.application);
    const { waiting: names } = installation.dynamodb.find(key) as { readonly waiting: readonly string[] };
    edit(installation, key, { waiting: ["shop-9", ...names] });
    await start({ runId });
    await start({ runId });

    expect(installation.dynamodb.find(key)).toMatchObject({ waiting: names });
    expect(entriesOf(installation, ownChain).filter(({ subject }) => subject === "shop-9")).toMatchObject([
      { action: "note", actor: "sweep", detail: { about: "unclaimed-change" } },
    ]);
    expect(await start()).toEqual({ started: names });
  });

  test("does not exist in a new installation", async () => {
    const installation = await Installation.withoutLatency();
    const ports = installation.ports("sweep");

    expect(await installation.does(async () => startWaiting(ports, await ports.records.lease()))).toEqual({});
  });
});
