import { join } from "node:path";
import { ownEnvironment } from "../../sandbox/own-environment.ts";
import { checkout, type SandboxPlace, type SandboxState, workplace } from "../../sandbox/place.ts";
import { isRunning, startDetached } from "../../sandbox/processes.ts";
import { installing } from "./build-commit.ts";

/** Reuses the sandbox's running builder, or starts a new one. Returns what the sandbox records from now on. */
export function ensureBuilder(place: SandboxPlace, state: SandboxState): SandboxState {
  if (isRunning(state.processes.builder)) return state;
  const builder = startDetached(
    process.execPath,
    [join(checkout, "lib/command-line/door/builder.ts"), place.name],
    {
      cwd: workplace,
      log: place.path("logs", "builder.log"),
      env: { ...ownEnvironment({ NODE_NO_WARNINGS: "1" }), ...installing() },
    },
  );
  const next = { ...state, processes: { ...state.processes, builder } };
  place.write(next);
  return next;
}
