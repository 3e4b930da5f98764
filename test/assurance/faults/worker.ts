// Runs the cases of each message, one after the other.
import { parentPort, workerData } from "node:worker_threads";
import { readBlueprint } from "../../simulator/world.ts";
import type { Case } from "./cases.ts";
import { runCase } from "./run-case.ts";

const blueprint = await readBlueprint(workerData);
parentPort?.on("message", async (cases: readonly Case[]) => {
  const results = [];
  for (const one of cases) results.push(await runCase(blueprint, one));
  parentPort?.postMessage(results);
});
