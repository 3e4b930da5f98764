// Every check but the tests that `npm test` already runs, in the order from cheap to dear; the first failure ends it.
import { spawnSync } from "node:child_process";

const checks = [
  ["biome", "ci", "--colors=off", "."],
  ["tsc", "--noEmit"],
] as const;

for (const [command, ...args] of checks) {
  console.log(`check: ${[command, ...args].join(" ")}`);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
