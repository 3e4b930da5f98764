import { linksIn } from "./browser.ts";
import { begin, install, nobodyAnswers } from "./runs.ts";

const hourMs = 3_600_000;

/** An installation whose run waits at the Platform Owner's gate, a minute after the invitation came. */
export async function waitingRun() {
  const world = install();
  nobodyAnswers(world);
  const { runId } = await begin(world);
  await world.time.passUntil(() => linksIn(world).length > 0, world.time.nowMs() + hourMs);
  await world.pass(60_000);
  return { world, runId };
}
