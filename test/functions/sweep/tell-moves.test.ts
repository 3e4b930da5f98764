import { tellMoves } from "../../../functions/sweep/tell-moves.ts";
import type { RunMoved } from "../../../lib/domain/run/progress.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { intended, opened, validated } from "../../fixtures/sample-facts.ts";
import { append, remove } from "../../simulator/table.ts";
import { runId, running } from "./running.ts";

/** A run that has the lease, and what the bus is told of it. */
async function moving(isOpened = true) {
  const { installation } = await running(isOpened ? [opened()] : []);
  const said: RunMoved[] = [];
  const { bus, ...ports } = installation.ports("sweep");
  const runMoved = async (move: RunMoved) => {
    said.push(move);
  };
  const tell = (hear = runMoved, lease: { readonly runId?: null } = {}) =>
    installation.does(async () =>
      tellMoves(
        { ...ports, bus: { ...bus, runMoved: hear } },
        { ...(await ports.records.lease()), ...lease },
      ),
    );
  return { installation, said, tell };
}

describe("the bus is told how far the run at work has come", () => {
  test("with its commit, and the state of each environment", async () => {
    const { said, tell } = await moving();
    expect(await tell()).toEqual({ moved: 1 });
    expect(said).toMatchObject([
      {
        version: 1,
        application: "shop",
        run: runId,
        repository: "example/shop",
        commit: "0123456789abcdef0123456789abcdef01234567",
        environments: { development: { state: "queued" }, production: { state: "queued" } },
      },
    ]);
  });

  test("once for each move", async () => {
    const { installation, said, tell } = await moving();
    await tell();
    expect(await tell()).toEqual({});
    append(installation, runId, [intended("development/network")]);
    expect(await tell()).toEqual({ moved: 1 });
    append(installation, runId, [validated("development")]);
    await tell();
    expect(said.map(({ environments }) => environments.development.state)).toEqual([
      "queued",
      "in-progress",
      "success",
    ]);
  });

  test("again if it did not hear", async () => {
    const { said, tell } = await moving();
    await expect(tell(() => Promise.reject(new Error("the bus is away")))).rejects.toThrow("the bus is away");
    expect(await tell()).toEqual({ moved: 1 });
    expect(said).toHaveLength(1);
  });
});

describe("the bus is told nothing", () => {
  test("of a run that has written nothing yet", async () => {
    const { said, tell } = await moving(false);
    expect(await tell()).toEqual({});
    expect(said).toEqual([]);
  });

  test("while no run has the lease", async () => {
    const { said, tell } = await moving();
    expect(await tell(undefined, { runId: null })).toEqual({});
    expect(said).toEqual([]);
  });

  test("of a run that nobody claimed", async () => {
    const { installation, said, tell } = await moving();
    remove(installation, keys.claim(runId));
    expect(await tell()).toEqual({});
    expect(said).toEqual([]);
  });
});
