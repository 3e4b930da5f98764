import { preserveLogs } from "../../../functions/preserve-logs/preserve-logs.ts";
import type { LoggedEvent } from "../../../lib/ports/logs/port.ts";
import { intended } from "../../fakes/facts.ts";
import { RollingBack } from "../../fakes/rolling-back.ts";

const group = (logicalId: string, part = "logging") => `shop-production-${part}-${logicalId}`;
const resources = {
  Web: { Type: "AWS::Logs::LogGroup" },
  Jobs: { Type: "AWS::Logs::LogGroup" },
  Archive: { Type: "AWS::S3::Bucket" },
};

/** A run that has two log groups in the logging of production, and one elsewhere. */
async function provisioned(): Promise<RollingBack> {
  const run = await RollingBack.begin({ templateOf: () => JSON.stringify({ Resources: resources }) });
  await run.create("production", "logging", "compute");
  return run;
}

const preserve = (run: RollingBack) => preserveLogs(run.ports)(run.work);
const kept = async (run: RollingBack) => (await run.told("preserve-logs", "outcome"))[0];
const logged = (atMs: number, message: string): LoggedEvent => ({ atMs, stream: "one", message });

describe("the logs of production", () => {
  test("are no question where the run did nothing there", async () => {
    const run = await RollingBack.begin();
    await run.say(intended("staging/logging"));

    expect(await preserve(run)).toEqual({ readable: true });
    expect(run.writes).toBe(0);
  });

  test("are those of the groups of its logging, and no other resource's", async () => {
    const run = await provisioned();
    await preserve(run);

    expect(await kept(run)).toEqual({
      environment: "production",
      logGroups: [group("web"), group("jobs")],
      readable: true,
      exports: [
        { logGroup: group("web"), events: 0, complete: true, digest: null },
        { logGroup: group("jobs"), events: 0, complete: true, digest: null },
      ],
    });
  });

  test("are kept as far as they were written since the run began", async () => {
    const run = await provisioned();
    const beganAtMs = run.world.nowMs;
    run.world.nowMs += 60_000;
    await run.say(intended("production/monitoring"));
    const during = [logged(beganAtMs, "it begins"), logged(beganAtMs + 1, "it goes on")];
    run.stacks.logged.set(group("web"), [logged(beganAtMs - 1, "long ago"), ...during]);

    expect(await preserve(run)).toEqual({ readable: true });
    const [web] = (await kept(run))?.exports ?? [];
    expect(web?.events).toBe(2);
    expect(JSON.parse(run.world.objects.get(web?.digest ?? "") ?? "")).toEqual(during);
  });

  test("are told as not readable when one group is not, and the others are kept all the same", async () => {
    const run = await provisioned();
    run.stacks.silent.add(group("web"));

    expect(await preserve(run)).toEqual({ readable: false });
    expect(await kept(run)).toMatchObject({ readable: false, exports: [{ logGroup: group("jobs") }] });
  });

  test("are told as incomplete when there was too much of them", async () => {
    const run = await provisioned();
    const events = [logged(run.world.nowMs, "it begins")];
    const logs = { read: async () => ({ events, complete: false }) };

    expect(await preserveLogs({ ...run.ports, logs })(run.work)).toEqual({ readable: true });
    expect((await kept(run))?.exports).toMatchObject([{ complete: false }, { complete: false }]);
  });
});
