// Runs the cases of each message, one after the other.
import { parentPort, workerData } from "node:worker_threads";
import type { Case } from "../../simulator/matrix.ts";
import { runCase } from "../../simulator/run-case.ts";
import { readBlueprint } from "../../simulator/world.ts";

const blueprint = await readBlueprint(workerData);
parentPort?.on("message", async (cases: readonly Case[]) => {
  const results = [];
  for (const one of cases) results.push(await runCase(blueprint, one));
  parentPort?.postMessage(results);
});
