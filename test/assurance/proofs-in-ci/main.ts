// What fits into three minutes on two processors: the proofs, the contract on the emulator, and a sample of the fault matrix with a
// fresh seed that is printed. The random search runs beside it (.ci/run).
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";

const freshSeed = String(randomInt(2 ** 31));
const parts = [
  ["prove", "--walks", "500000", "--seed", freshSeed],
  ["contract"],
  ["faults", "--as", "ci-faults", "--sample", "200", "--seed", freshSeed],
] as const;
const assure = fileURLToPath(new URL("../assure.ts", import.meta.url));

console.log(`proofs with the fresh seed ${freshSeed}`);
let failed = 0;
for (const part of parts) {
  const beganMs = performance.now();
  console.log(`\n== ${part.join(" ")}`);
  const { status } = spawnSync(process.execPath, [assure, ...part], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) failed += 1;
  console.log(
    `== ${status === 0 ? "passed" : "FAILED"} in ${Math.round((performance.now() - beganMs) / 1_000)} s`,
  );
}
console.log(`\n${parts.length - failed} of ${parts.length} passed; the fresh seed was ${freshSeed}`);
if (failed > 0) process.exitCode = 1;
