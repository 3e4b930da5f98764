import { isInterlockError } from "../../../lib/domain/errors.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { readReceipt, readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Invitation } from "../../../lib/ports/records/port.ts";
import { begin, effectsFromNow, install } from "../../simulator/runs.ts";
import { entriesOf } from "../../simulator/table.ts";
import type { World } from "../../simulator/world.ts";
import { bytesOf, partsOf, verify } from "../tamper/bundles.ts";
import { type Forgery, forgeries } from "./forgeries.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** What became of a forgery: whether the gate passed, and how an auditor learns of the attempt. */
export type Seen = { readonly passed: boolean; readonly known: string | null };

/** Forges at a gate whose people do not answer, one thing after the other, and lets the run go on for ten weeks. */
export async function attempt(gate: Gate, names: readonly string[]): Promise<Seen> {
  const world = install();
  world.people.says = (asked) => (asked === gate ? null : { decision: "approve", afterMs: minuteMs });
  const { runId } = await begin(world);
  const isOpen = () => world.dynamodb.find({ pk: `RUN#${runId}`, sk: `GATE#${gate}` }) !== undefined;
  if (!(await world.time.passUntil(isOpen, world.time.nowMs() + dayMs)))
    throw new Error(`${gate} never opens`);
  await world.pass(minuteMs);
  const item = await world.ask(({ records }) => records.gate(runId, gate));
  if (item === null) throw new Error(`${gate} is not there`);
  const invitations = [...world.dynamodb.items].flatMap(([pk, rows]) =>
    pk.startsWith("INVITATION#") ? [...rows.values()].map((row) => row["invitation"] as Invitation) : [],
  );
  const target = {
    world,
    runId,
    gate,
    item,
    invitations: invitations.filter((one) => one.gate === gate && one.runId === runId),
  };
  const effects = effectsFromNow(world);
  for (const name of names) await (forgeries[name] as Forgery)(target);
  // The sweep delivers what the outbox says; the run goes on until it ends, or its gate expires.
  for (let look = 0; look < 7; look += 1) {
    await world.call("sweep", {}).catch(() => undefined);
    await world.pass(10 * dayMs);
  }
  const creates = effects.filter((effect) => /^(Create|Update|Execute)/.test(effect));
  return { passed: isPassed(world, runId, gate) || creates.length > 0, known: await knownBy(world, runId) };
}

/** Whether the signing key has signed that the gate was passed. */
function isPassed(world: World, runId: string, gate: Gate): boolean {
  const key = readVerifyingKey(world.kms.publicKeyPem);
  return rawEntries(world, runId).some((entry) => {
    if (entry.action !== "sign-receipt" || entry.detail.about !== gate) return false;
    try {
      return readReceipt(entry.detail.envelope, key).statement === "gate-passed";
    } catch (error) {
      if (isInterlockError(error)) return false;
      throw error;
    }
  });
}

const rawEntries = (world: World, runId: string) => entriesOf(world, runId);

/** How the attempt is recorded or found; null if it left no trace, because nothing took notice of it. */
async function knownBy(world: World, runId: string): Promise<string | null> {
  const entries = rawEntries(world, runId);
  if (entries.some(({ action }) => action === "recover-run" || action === "begin-rollback"))
    return "the run was stopped";
  if (entries.some((entry) => entry.action === "await-gate" && entry.detail.time > 1))
    return "a wake is recorded";
  try {
    const { findings } = verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem });
    if (findings.length > 0) return "the verifier finds it";
  } catch {
    return "the records cannot be exported";
  }
  if (entries.some(({ action }) => action === "expire-gate"))
    return "the gate expired, and counted as rejected";
  return null;
}
