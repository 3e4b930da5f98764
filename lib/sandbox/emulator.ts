import { rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { settingMissing } from "../domain/errors.ts";
import { ownAccounts, setUpCredentials } from "./accounts.ts";
import { settleState } from "./emulator-state.ts";
import { ownEnvironment } from "./own-environment.ts";
import { checkout, portTaken, type SandboxPlace, type SandboxState, type StartedProcess } from "./place.ts";
import { becomesReady, isRunning, isTaken, startDetached } from "./processes.ts";
import { pythonTools } from "./python.ts";

const readyWithinMs = 30_000;
const launcher = fileURLToPath(new URL("./launcher", import.meta.url));
const serviceSpec = fileURLToPath(import.meta.resolve("@aws-cdk/aws-service-spec/db.json.gz"));
const requirements = fileURLToPath(new URL("./requirements.txt", import.meta.url));

/** Leads to the control plane's account of a sandbox. */
export const sandboxEnvironment = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  ...setUpCredentials(ownAccounts.controlPlane.account),
  AWS_REGION: ownAccounts.controlPlane.region,
  AWS_DEFAULT_REGION: ownAccounts.controlPlane.region,
});

/** The URL of a sandbox's emulator. */
export const endpointOf = ({ ports }: SandboxState): string => `http://127.0.0.1:${ports.emulator}`;

/**
 * Reuses the sandbox's running emulator, or starts a new one with the state of the last one. The new process is recorded
 * before it is ready, so that the next command finds it even if this one is killed.
 * @throws InvalidInput if another process uses its port; SettingMissing if it does not start.
 */
export async function ensureEmulator(
  place: SandboxPlace,
  state: SandboxState,
  say: (line: string) => void,
  remember: (emulator: StartedProcess) => void,
): Promise<void> {
  const { emulator } = state.processes;
  const port = state.ports.emulator;
  const log = place.path("logs", "emulator.log");
  // An emulator that is saving its state before it ends still runs; then a new one is started.
  if (isRunning(emulator) && (await becomesReady(emulator, () => answers(port), readyWithinMs))) return;
  // A process that answers on the port now is not ours, even if it looks healthy.
  if (await isTaken(port)) throw portTaken(place, port);
  const { python, path } = pythonTools("emulator", requirements, say);
  const { services, objects, putBack } = settleState(place);
  const workers = emptyFolderOf(place);
  if (putBack)
    say(
      "the emulator was killed: it returns to the state of its last start, and has lost everything after that",
    );
  const started = startDetached(python, [join(launcher, "interlock_emulator.py")], {
    cwd: place.folder,
    log,
    env: ownEnvironment({
      PATH: `${join(checkout, "node_modules", ".bin")}${delimiter}${process.env["PATH"] ?? ""}`,
      PYTHONPATH: path,
      TMPDIR: workers,
      GATEWAY_PORT: String(port),
      BIND_HOST: "127.0.0.1",
      IOT_MTLS_ENABLED: "false",
      AUTH: "true",
      // The approval pages live in the emulator's own account.
      MINISTACK_ACCOUNT_ID: ownAccounts.controlPlane.account,
      PERSIST_STATE: "1",
      STATE_DIR: services,
      S3_PERSIST: "1",
      S3_DATA_DIR: objects,
      NODE_NO_WARNINGS: "1",
      INTERLOCK_SERVICE_SPEC: serviceSpec,
      // A profile asks for it; nothing else does.
      INTERLOCK_REQUEST_TIMES: process.env["INTERLOCK_REQUEST_TIMES"] ?? "",
    }),
  });
  remember(started);
  if (!(await becomesReady(started, () => answers(port), readyWithinMs)))
    throw settingMissing(`the emulator did not start on port ${port}: ${log} says why`);
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/_ministack/health`)).ok;
  } catch {
    return false;
  }
}

/**
 * The emulator's own temporary folder, in which its functions run. Node reads the nearest package.json above them, and one
 * that says "module" would break them, so the folder has its own.
 */
function emptyFolderOf(place: SandboxPlace): string {
  const folder = join(place.folder, "emulator", "tmp");
  rmSync(folder, { recursive: true, force: true });
  writeFileSync(place.path("emulator", "tmp", "package.json"), '{ "type": "commonjs" }');
  return folder;
}
