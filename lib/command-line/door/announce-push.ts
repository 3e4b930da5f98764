// The post-receive hook of a sandbox's repository: it says the push on the emulator's bus. The push is kept whatever happens
// here, and the builder finds a head that nobody announced.
import { readFileSync } from "node:fs";
import { SandboxPlace } from "../../sandbox/place.ts";
import { isRunning } from "../../sandbox/processes.ts";
import { leadTo } from "../../sandbox/up.ts";
import { announce, movedIn } from "./announce.ts";
import { watchedBranch } from "./repository.ts";

const [, , sandbox = "local", application = ""] = process.argv;
const place = new SandboxPlace(sandbox);
const state = place.read();
if (state === null || !isRunning(state.processes.emulator))
  console.log(
    `Interlock: the sandbox "${sandbox}" does not run; the push is kept, and taken when the sandbox starts`,
  );
else {
  leadTo(state);
  try {
    const moved = movedIn(readFileSync(0, "utf8"));
    await announce(application, moved);
    console.log(
      moved.some(({ name }) => name === `refs/heads/${watchedBranch}`)
        ? `Interlock: the push is announced; "npx interlock runs --sandbox ${sandbox}" shows its run, and ${place.path("builds", application)} the output of its build`
        : `Interlock: only a push to ${watchedBranch} becomes a run`,
    );
  } catch (error) {
    console.log(
      `Interlock: ${error instanceof Error ? error.message : String(error)}; the builder finds the push within a minute`,
    );
  }
}
