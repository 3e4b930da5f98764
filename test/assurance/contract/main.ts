// Asks every contract of the account in memory also of the emulator, so that the world of the proofs is held to
// something that it was not made from.
//   --sandbox NAME   whose emulator (contract); started if it is not running, and then stopped
import { isDeepStrictEqual, parseArgs } from "node:util";
import { ensureEmulator } from "../../../lib/sandbox/emulator.ts";
import { Place as SandboxPlace, type StartedProcess } from "../../../lib/sandbox/place.ts";
import { freePort, stopProcess } from "../../../lib/sandbox/processes.ts";
import { leadTo } from "../../../lib/sandbox/up.ts";
import { allOf, leaveFigures } from "../shared/figures.ts";

const { values } = parseArgs({ options: { sandbox: { type: "string", default: "contract" } } });
const sandbox = new SandboxPlace(values.sandbox);
const known = sandbox.read();
const state = known ?? {
  ports: {
    emulator: await freePort(),
    inbox: await freePort(),
    smtp: await freePort(),
    relay: await freePort(),
  },
  processes: {},
};
let emulator: StartedProcess | undefined;
await ensureEmulator(sandbox, state, console.error, (started) => {
  emulator = started;
  sandbox.write({ ...state, processes: { ...state.processes, emulator } });
});
leadTo(state);

// The clients are made when their modules are loaded: only now is it known where they lead.
const { contracts } = await import("../../contract/contracts.ts");
const { differences } = await import("../../contract/differences.ts");
const { placeOnEmulator } = await import("../../contract/on-emulator.ts");

let asked = 0;
let right = 0;
const wrong: string[] = [];
try {
  const place = await placeOnEmulator();
  for (const [service, sentences] of Object.entries(contracts)) {
    console.log(`\n${service}`);
    for (const { says, act, sees } of sentences) {
      asked += 1;
      const difference = differences.find((one) => one.says === says);
      const seen = await act(place).catch((error: unknown) => `threw ${String(error)}`);
      const same = isDeepStrictEqual(seen, sees);
      if (same !== (difference === undefined)) wrong.push(says);
      else right += 1;
      const verdict = same
        ? difference === undefined
          ? "same   "
          : "MENDED "
        : difference === undefined
          ? "DIFFERS"
          : "known  ";
      console.log(`  ${verdict} ${says}`);
      if (!same)
        console.log(
          `            ${difference?.because ?? `AWS: ${JSON.stringify(sees)}`}\n            here: ${JSON.stringify(seen)}`,
        );
    }
  }
} finally {
  // Only what was started here is stopped here.
  if (emulator !== undefined) {
    await stopProcess(emulator);
    sandbox.write({ ...state, processes: {} });
  }
}
console.log("");
const reached = leaveFigures("contract", "npm run test:contract", [
  allOf("sentences that the emulator bears out, or is known not to", right, asked),
]);
for (const says of wrong) console.log(`not as it is written down: ${says}`);
if (!reached) process.exitCode = 1;
