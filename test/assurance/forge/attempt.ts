import { isInterlockError } from "../../../lib/domain/errors.ts";
import type { Invitation } from "../../../lib/domain/gate/gate-item.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { groupedBy } from "../../../lib/domain/grouped.ts";
import { metricsIn } from "../../../lib/domain/metrics.ts";
import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { readReceipt, readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import { replaceSigningKey } from "../../simulator/replace-signing-key.ts";
import { begin, effectsFromNow, install } from "../../simulator/runs.ts";
import { entriesOf, headOf } from "../../simulator/table.ts";
import type { World } from "../../simulator/world.ts";
import { bytesOf, partsOf, verify } from "../tamper/bundles.ts";
import { type Forgery, forgeries } from "./forgeries.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Long enough for a look of the watch, and for an event at which a function fails three times. */
const watchedMs = 12 * minuteMs;

/** What became of a forgery: whether the gate passed, and how an auditor or operator learns of the attempt. */
export type Seen = { readonly passed: boolean; readonly known: string | null };

/** What a run leaves behind where auditors and operators look, except what the forger wrote: each with how often. */
type Trace = {
  readonly alarms: ReadonlyMap<string, number>;
  readonly notes: ReadonlyMap<string, number>;
  readonly findings: ReadonlyMap<string, number>;
  readonly entries: ReadonlyMap<string, number>;
};

/** How each kind of trace makes an attempt known, the surest first. */
const ways: Readonly<Record<keyof Trace, string>> = {
  notes: "recorded in the control plane's chain",
  findings: "found by the verifier",
  alarms: "an alarm",
  entries: "the run records what it led to",
};

const honest = new Map<Gate, Promise<Trace>>();

/**
 * Forges at a gate whose people do not answer, one thing after the other, and lets the run go on for ten weeks. The attempt is
 * known only by what the same run does not leave behind when nobody forges anything.
 */
export async function attempt(gate: Gate, names: readonly string[]): Promise<Seen> {
  if (!honest.has(gate))
    honest.set(
      gate,
      taken(gate, []).then(({ trace }) => trace),
    );
  const [expected, { passed, trace }] = await Promise.all([honest.get(gate), taken(gate, names)]);
  const known = (Object.keys(ways) as (keyof Trace)[]).flatMap((way) => {
    const more = [...trace[way]].find(([what, times]) => times > (expected?.[way].get(what) ?? 0));
    return more === undefined ? [] : [`${ways[way]}: ${more[0]}`];
  });
  return { passed, known: known[0] ?? null };
}

/** The run to whose gate these forgeries are made. */
async function taken(
  gate: Gate,
  names: readonly string[],
): Promise<{ readonly passed: boolean; readonly trace: Trace }> {
  const world = install();
  await replaceSigningKey(world);
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
  const before = headOf(world, runId).count;
  for (const name of names) await (forgeries[name] as Forgery)(target);
  const after = headOf(world, runId).count;
  // What the schedules do at once; then the sweep now and then, until the run ends or its gate expires.
  const metrics: Readonly<Record<string, number>>[] = [];
  world.events.isScheduled = true;
  await world.pass(watchedMs);
  world.events.isScheduled = false;
  for (let look = 0; look < 14; look += 1) {
    metrics.push(metricsIn(await world.call("sweep", {}).catch(() => null)));
    await world.pass(5 * dayMs);
  }
  const isOurs = ({ sequence }: { readonly sequence: number }) => sequence <= before || sequence > after;
  const trace = {
    alarms: counted([
      ...world.events.deadLetters.map(({ functionName }) => `events-are-not-delivered (${functionName})`),
      ...metrics.flatMap(({ stoppedMinutes = 0, givenUp = 0 }) => [
        ...(stoppedMinutes > 0 ? ["work-is-stopped"] : []),
        ...(givenUp > 0 ? ["run-was-given-up"] : []),
      ]),
    ]),
    notes: counted(
      entriesOf(world, ownChain).flatMap(({ action, detail }) =>
        action === "find-divergence"
          ? [`find-divergence, ${detail.what.replace(/[0-9a-f]{64}/g, "...")}`]
          : action === "note"
            ? [detail.about]
            : [],
      ),
    ),
    findings: counted(await findingsOf(world, runId)),
    entries: counted(
      entriesOf(world, runId)
        .filter(isOurs)
        .map(({ action, kind, subject }) => `${action} ${kind} ${subject}`),
    ),
  };
  const creates = effects.filter((effect) => /^(Create|Update|Execute)/.test(effect));
  return { passed: isPassed(world, runId, gate) || creates.length > 0, trace };
}

const counted = (of: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...groupedBy(of, (what) => what)].map(([what, all]) => [what, all.length]));

/** Whether a signing key has signed that the gate was passed. */
function isPassed(world: World, runId: string, gate: Gate): boolean {
  const signers = world.kms.signingPems.map(readVerifyingKey);
  return entriesOf(world, runId).some((entry) => {
    if (entry.action !== "sign-receipt" || entry.detail.about !== gate) return false;
    try {
      return readReceipt(entry.detail.envelope, signers).statement === "gate-passed";
    } catch (error) {
      if (isInterlockError(error)) return false;
      throw error;
    }
  });
}

/** The rules that the verifier finds broken in the run's bundle. */
async function findingsOf(world: World, runId: string): Promise<readonly string[]> {
  try {
    const { findings } = verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem });
    return findings.map(({ rule }) => `rule ${rule}`);
  } catch (error) {
    return [`the records cannot be exported: ${error instanceof Error ? error.name : "unknown"}`];
  }
}
