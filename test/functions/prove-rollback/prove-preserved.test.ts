import { lookAtEnvironment } from "../../../lib/shared-use-cases/look-at-environment.ts";
import { validated } from "../../fixtures/sample-facts.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";
import { refuse, requestsFor } from "../../simulator/requests.ts";
import { done, failed, prove } from "./proving.ts";

describe("the proof that a neighbour was preserved", () => {
  const now = async (run: OpenedRun) =>
    (
      await lookAtEnvironment(
        run.installation.ports("prove-rollback", "development"),
        run.change,
        "development",
      )
    ).description;
  const seen = (run: OpenedRun) => run.recorded("confirm-preserved", "observation");
  const earlier = "e".repeat(64);

  test("is given when it is as it was described last", async () => {
    const run = await OpenedRun.begin();
    const description = await now(run);
    await run.say(
      validated("development", { description: earlier }),
      validated("development", { description }),
    );
    await run.say(validated("staging", { description: earlier }));

    expect(await prove(run, "preserved")).toEqual(done);
    expect(await seen(run)).toEqual([
      { environment: "development", same: true, before: description, after: description },
    ]);
  });

  test("is given again on request", async () => {
    const run = await OpenedRun.begin();
    await run.say(validated("development", { description: await now(run) }));
    await prove(run, "preserved");

    expect(await prove(run, "preserved")).toEqual(done);
  });

  test("fails when it was changed since", async () => {
    const run = await OpenedRun.begin();
    await run.say(
      validated("development", { description: await now(run) }),
      validated("development", { description: earlier }),
    );

    expect(await prove(run, "preserved")).toEqual(failed);
    expect(await seen(run)).toMatchObject([{ same: false, before: earlier }]);
  });

  test("fails when it was never described", async () => {
    const run = await OpenedRun.begin();
    await run.say(validated("staging", { description: await now(run) }));

    expect(await prove(run, "preserved")).toEqual(failed);
    expect(await seen(run)).toMatchObject([{ same: false, before: "0".repeat(64) }]);
  });

  test("is tried again by its state when AWS throttles the look: no child waits for it", async () => {
    const run = await OpenedRun.begin();
    await run.say(validated("development", { description: await now(run) }));
    refuse(run.installation.account, requestsFor("cloudformation", "DescribeStacks"), {
      error: () => Object.assign(new Error("Rate exceeded"), { name: "Throttling" }),
    });

    await expect(prove(run, "preserved")).rejects.toMatchObject({ name: "Throttled" });
    expect(await seen(run)).toEqual([]);
  });
});
