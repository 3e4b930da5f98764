// What fits into four minutes on two processors: the proofs, the contract on the emulator, and samples of the fault
// matrix and of the random search, each with a fixed seed, so that nothing that held is lost, and with a fresh one, so
// that more is looked at every time.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";

const fresh = String(randomInt(2 ** 31));
const parts = [
  ["prove.ts", "--walks", "1000000", "--seed", fresh],
  ["contract.ts"],
  ["faults.ts", "--as", "ci-faults-fixed", "--sample", "400", "--seed", "1"],
  ["faults.ts", "--as", "ci-faults-fresh", "--sample", "400", "--seed", fresh],
  ["sim.ts", "--as", "ci-sim-fixed", "--runs", "500", "--seed", "1"],
  ["sim.ts", "--as", "ci-sim-fresh", "--runs", "500", "--seed", fresh],
] as const;

console.log(`proofs with the fresh seed ${fresh}`);
let failed = 0;
for (const [script, ...args] of parts) {
  const beganMs = performance.now();
  console.log(`\n== ${script} ${args.join(" ")}`);
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { status } = spawnSync(process.execPath, [path, ...args], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) failed += 1;
  console.log(
    `== ${status === 0 ? "held" : "FAILED"} in ${Math.round((performance.now() - beganMs) / 1_000)} s`,
  );
}
console.log(`\n${parts.length - failed} of ${parts.length} held; the fresh seed was ${fresh}`);
if (failed > 0) process.exitCode = 1;
