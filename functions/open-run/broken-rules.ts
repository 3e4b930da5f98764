import type { Digest } from "../../lib/domain/canonical.ts";
import type { Change } from "../../lib/domain/change/manifest.ts";
import { inWords, type Refusal } from "../../lib/domain/change/refusal.ts";
import { environments } from "../../lib/domain/environment.ts";
import { isLasting } from "../../lib/domain/errors.ts";
import { demandsOf } from "../../lib/plan/demands.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import { allowancesOf } from "../../lib/settings/allowances.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

type Ports = Pick<TaskPorts<"open-run">, "changes" | "settings" | "stackIndex">;

const mostCharacters = 4_000;

/**
 * Every rule that the bytes of the change break, in one text; null if they break none. The door applied the same rules, but
 * a principal that may write to the bucket and to the bus can go round it.
 */
export async function broken(
  { changes, settings, stackIndex }: Ports,
  plan: Plan,
  change: Change,
): Promise<string | null> {
  const read = await templatesOf(changes, change);
  if ("unreadable" in read) return read.unreadable;
  // The rules are loaded only here, so that a second execution of a run starts without them.
  const { findingsAboutChange } = await import("../../lib/domain/change/rules/findings-about-change.ts");
  const allowances = allowancesOf(settings);
  const demands = demandsOf(plan);
  let found = findingsAboutChange(change, read.templates, { demands, allowances });
  if (found.unknown.some(({ rule }) => rule === "import-known")) {
    const exported = new Set(await stackIndex.exports());
    found = findingsAboutChange(change, read.templates, { demands, allowances: { ...allowances, exported } });
  }
  return inOneText(found.refusals);
}

/** The templates of the change by digest, or why one of them cannot be read. */
export async function templatesOf(
  changes: Ports["changes"],
  change: Change,
): Promise<{ readonly templates: ReadonlyMap<Digest, string> } | { readonly unreadable: string }> {
  const digests = environments.flatMap((environment) =>
    change.environments[environment].map(({ templateDigest }) => templateDigest),
  );
  try {
    const read = [...new Set(digests)].map(
      async (digest): Promise<[Digest, string]> => [digest, await changes.bytes(digest)],
    );
    return { templates: new Map(await Promise.all(read)) };
  } catch (error) {
    // Any other error may pass: the state machine calls again.
    if (!isLasting(error)) throw error;
    return { unreadable: `${error.name}: ${error.message}` };
  }
}

/** All refusals in one text; null if there are none. A long one is cut at a refusal's end, and says how many it leaves out. */
export function inOneText(refusals: readonly Refusal[]): string | null {
  if (refusals.length === 0) return null;
  const lines = refusals.map(inWords);
  let [text = ""] = lines;
  let told = 1;
  for (const line of lines.slice(1)) {
    const longer = `${text}\n${line}`;
    if (longer.length > mostCharacters) break;
    text = longer;
    told += 1;
  }
  const more = lines.length - told;
  return `InvalidChange: ${text.slice(0, mostCharacters)}${more === 0 ? "" : `\nand ${more} more: "interlock check" reports all of them`}`;
}
