// Runs every contract of the account in memory on the emulator too, so that the account is compared with an
// implementation that it was not made from.
//   --sandbox NAME   the sandbox whose emulator to use (contract); it is started, and then stopped,
//                    unless it is running
import { isDeepStrictEqual, parseArgs } from "node:util";
import { ensureEmulator } from "../../../lib/sandbox/emulator.ts";
import { SandboxPlace, type StartedProcess } from "../../../lib/sandbox/place.ts";
import { freePort, stopProcess } from "../../../lib/sandbox/processes.ts";
import { leadTo } from "../../../lib/sandbox/up.ts";
import { allOf, reportFigures } from "../shared/write-figures.ts";

const { values } = parseArgs({ options: { sandbox: { type: "string", default: "contract" } } });
const sandbox = new SandboxPlace(values.sandbox);
const known = sandbox.read();
const state = known ?? {
  ports: {
    emulator: await freePort(),
    inbox: await freePort(),
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

// Loading these modules creates the AWS clients, so the endpoint has to be known first.
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
          : "FIXED  "
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
  // Stops the emulator only if it was started here.
  if (emulator !== undefined) {
    await stopProcess(emulator);
    sandbox.write({ ...state, processes: {} });
  }
}
console.log("");
const reached = reportFigures("contract", "npm run test:contract", [
  allOf("sentences that hold on the emulator, or are listed as differences", right, asked),
]);
for (const says of wrong) console.log(`not as differences.ts says: ${says}`);
if (!reached) process.exitCode = 1;
