import { lookAtEnvironment } from "../../../lib/shared-use-cases/look-at-environment.ts";
import { validated } from "../../fakes/facts.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";
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
  const seen = (run: OpenedRun) => run.told("confirm-preserved", "observation");
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

  test("is given again when it is asked for again", async () => {
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
});
