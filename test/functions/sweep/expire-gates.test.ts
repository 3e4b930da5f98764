import { expireGates } from "../../../functions/sweep/expire-gates.ts";
import type { Lease } from "../../../lib/domain/run/lease.ts";
import { justBefore, requestsFor } from "../../simulator/requests.ts";
import { submitted } from "../../simulator/submitted.ts";
import { editGate } from "../../simulator/table.ts";
import { openGateOf } from "./open-gates.ts";
import { runId } from "./running.ts";

/** A run with the lease; `expire` sees the lease otherwise where a test says so. */
async function expiring() {
  const run = await submitted();
  const { installation } = run;
  const ports = installation.ports("sweep");
  const expire = (lease: Partial<Lease> = {}) =>
    installation.does(async () => expireGates(ports, { ...(await ports.records.lease()), ...lease }));
  return { ...run, expire };
}

describe("an open gate", () => {
  test.each([
    ["expires when its time is over", 3_600_000, 1, "expired"],
    ["does not expire before", 3_599_999, 0, "open"],
  ])("%s", async (_what, laterMs, expired, state) => {
    const { installation, records, expire } = await expiring();
    await openGateOf(installation, "change-record");
    await installation.pass(laterMs);

    expect(await expire()).toEqual({ expired });
    expect((await records.gate(runId, "change-record"))?.state).toBe(state);
  });

  test("expires once, whatever becomes of the others", async () => {
    const { installation, records, entries, expire } = await expiring();
    await openGateOf(installation, "change-record");
    await openGateOf(installation, "staging-sign-off", { state: "approved" });
    await openGateOf(installation, "plan-approval");
    await installation.pass(3_600_000);

    expect(await expire()).toEqual({ expired: 2 });
    expect(await expire()).toEqual({ expired: 0 });
    expect((await records.gate(runId, "staging-sign-off"))?.state).toBe("approved");
    expect((await entries()).at(-1)?.detail).toMatchObject({ expiredAtMs: installation.time.nowMs() });
  });

  test("that was decided in between is not counted", async () => {
    const { installation, records, expire } = await expiring();
    await openGateOf(installation, "change-record");
    await installation.pass(3_600_000);
    justBefore(installation.account, requestsFor("dynamodb", "TransactWrite"), () =>
      editGate(installation, runId, "change-record", { state: "approved" }),
    );

    expect(await expire()).toEqual({ expired: 0 });
    expect((await records.gate(runId, "change-record"))?.state).toBe("approved");
  });

  test("is searched only while a run holds the lease", async () => {
    const { expire } = await expiring();

    expect(await expire({ runId: null })).toEqual({});
  });
});
