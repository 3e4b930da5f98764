import { runIdOf } from "../domain/change/manifest.ts";
import type { Gate } from "../domain/gates.ts";
import type { Answer } from "../sandbox/answer-gate.ts";
import { inboxOf } from "../sandbox/mailbox.ts";
import { checkout, Place } from "../sandbox/place.ts";
import { ensureDeployed, type Say, startSandbox } from "../sandbox/up.ts";
import { readAssembly } from "./assembly.ts";
import { headOf } from "./commit.ts";
import { defaultApplication } from "./connect.ts";
import { follow } from "./follow.ts";
import { isKnown, leftOutForEmulator, readPlan, waitForRun } from "./run-change.ts";
import { changeFor, submit } from "./submit.ts";
import { synthesise } from "./synthesise.ts";

/** The options of `interlock up`. */
export type UpOptions = {
  readonly sandbox: string;
  readonly port?: number;
  readonly run?: boolean;
  readonly approve?: boolean;
  readonly repository?: string;
  readonly attempt: number;
};

/** The approver's yes to whatever gate. */
export const sayYes = (gate: Gate): Answer => ({ decision: "approve", reason: `looked at ${gate}` });

/**
 * Starts the sandbox, deploys the control plane into it, and with `run` takes the repository's HEAD through the plan.
 * Whatever is there already is used. Returns the exit code: 0 only if the run SUCCEEDED.
 */
export async function up(options: UpOptions, say: Say): Promise<number> {
  const place = new Place(options.sandbox);
  const head = headOf(options.repository ?? checkout);
  const started = await startSandbox(place, options.port, say);
  say(`emulator  http://127.0.0.1:${started.ports.emulator}`);
  say(`mailbox   ${inboxOf(started)}`);
  const runId = runIdOf({ ...head, attempt: options.attempt });
  if (options.run !== true) {
    await ensureDeployed(place, started, started.application ?? defaultApplication, say);
    say(`ready; "npm start" takes a commit through the plan, "npm run down" stops the sandbox`);
    return 0;
  }

  let known = started;
  if (started.application !== undefined) {
    const there = await ensureDeployed(place, started, started.application, say);
    known = there.state;
    if (await isKnown(there.installation, runId))
      return followToTheEnd(there.installation, runId, known, options, say);
  }
  say(`synthesising ${head.repository} ${head.commit.sha.slice(0, 12)} "${head.commit.subject}" ...`);
  const under = place.path("changes", head.commit.sha, "assembly");
  const assembly = readAssembly(await synthesise(head, under, { leaveOut: leftOutForEmulator }));
  const { installation, state } = await ensureDeployed(place, known, assembly.application, say);
  if (!(await isKnown(installation, runId))) {
    const change = await changeFor(installation, head, assembly, options.attempt);
    await submit(installation, change, assembly, readPlan());
    say(`submitted; left out for the emulator, by name: ${leftOutForEmulator}`);
    await waitForRun(installation, runId);
  }
  return followToTheEnd(installation, runId, state, options, say);
}

async function followToTheEnd(
  installation: Parameters<typeof follow>[0],
  runId: string,
  state: Parameters<typeof inboxOf>[0],
  { approve, sandbox }: UpOptions,
  say: Say,
): Promise<number> {
  say(`following run ${runId}${approve === true ? "" : "; decide by the links, or in the mailbox"}`);
  process.once("SIGINT", () => {
    const again = sandbox === "local" ? "npm start" : `npm start -- --sandbox ${sandbox}`;
    say(`\nthe run goes on by itself; "${again}" follows it again, "npm run down" stops the sandbox`);
    process.exit(130);
  });
  const verdict = await follow(installation, runId, {
    inbox: inboxOf(state),
    answering: approve === true ? sayYes : null,
    say,
  });
  if (verdict !== "SUCCEEDED")
    say("a commit that was mended is another commit; --attempt takes this one once more");
  say(`run ${runId} ${verdict}`);
  return verdict === "SUCCEEDED" ? 0 : 1;
}
