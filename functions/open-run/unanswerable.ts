import type { Change } from "../../lib/domain/change/manifest.ts";
import { isAuthor, unmapped, waivesIdentities } from "../../lib/domain/gate/may-decide.ts";
import { gates } from "../../lib/domain/gates.ts";
import { gateRule } from "../../lib/plan/gate-rule.ts";
import { type Plan, planDigest } from "../../lib/plan/schema.ts";
import type { Approver } from "../../lib/ports/settings/port.ts";
import { contributorsTo, uncounted } from "../../lib/shared-use-cases/contributors.ts";
import { isLocked } from "../../lib/shared-use-cases/locked-plan.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

type Ports = TaskPorts<"open-run">;

/**
 * Why the gates of this plan could not be answered for this change, told before anything happens instead of at the gate;
 * null if they can: every approver is in the directory, can be reached, can be told apart from the commits' people, and
 * enough of them had no hand in the change.
 */
export async function unanswerable(ports: Ports, plan: Plan, change: Change): Promise<string | null> {
  const { settings } = ports;
  const asked = plan.gates["plan-approval"].approvers.join(", ");
  if (asked !== settings.platformOwner)
    return `InvalidPlan: plan-approval asks ${asked}, and this installation's Platform Owner is ${settings.platformOwner}: who locks a plan is no matter of the plan`;
  const named = [
    ...new Set(
      gates.flatMap((gate) => [...plan.gates[gate].approvers, plan.gates[gate].escalation?.to ?? []].flat()),
    ),
  ];
  const directory = new Map(settings.approvers.map((approver) => [approver.id, approver]));
  const strangers = named.filter((id) => !directory.has(id));
  if (strangers.length > 0)
    return `InvalidPlan: the plan names ${strangers.join(", ")}, who is not in the approver directory: add the person to the settings`;
  const people = named.flatMap((id) => directory.get(id) ?? []);
  return (
    withoutIdentity(plan, directory, settings.oidc !== undefined) ??
    (await unreached(ports, people)) ??
    (await inTheirOwnCause(ports, plan, change, people))
  );
}

function withoutIdentity(
  plan: Plan,
  directory: ReadonlyMap<string, Approver>,
  hasProvider: boolean,
): string | null {
  for (const gate of gates) {
    const { identity, approvers } = plan.gates[gate];
    if (identity === "oidc" && !hasProvider)
      return `InvalidPlan: ${gate} asks for a sign-in, and this installation has no identity provider: add oidc to its settings`;
    const nameless = approvers.find((id) => directory.get(id)?.oidc === undefined);
    if (identity === "oidc" && nameless !== undefined)
      return `InvalidPlan: ${gate} asks for a sign-in, and the directory does not say how ${nameless} signs in: add the person's issuer and subject`;
  }
  return null;
}

/**
 * Why a mail to an approver would reach nobody, so that the gate could not be answered, or somebody else as well, who could then
 * answer it; null if each mail reaches its approver only.
 */
async function unreached({ subscriptions }: Ports, people: readonly Approver[]): Promise<string | null> {
  const all = await Promise.all(
    people.map(async (person) => ({ person, ways: await subscriptions.subscriptionsOf(person) })),
  );
  const overheard = all.flatMap(({ person, ways }) =>
    ways.filter(({ isForeign }) => isForeign).map(({ through }) => `${person.id} (${through})`),
  );
  if (overheard.length > 0)
    return `PrerequisiteMissing: mails to approvers also reach others: ${overheard.join(", ")}; remove every subscription of their topics that the directory does not name, and find out who made it`;
  const missing = all
    .filter(({ ways }) => ways.every(({ problem }) => problem !== null))
    .map(
      ({ person, ways }) =>
        `${person.id} (${ways.map(({ through, problem }) => `${through}: ${problem}`).join("; ") || "no subscription"})`,
    );
  return missing.length === 0
    ? null
    : `InvalidPlan: the plan names approvers whom no mail reaches: ${missing.join(", ")}; confirm them with "interlock approvers confirm"`;
}

/** Nobody decides on their own commit, and nobody who cannot be told apart from those who made it. */
async function inTheirOwnCause(
  ports: Ports,
  plan: Plan,
  change: Change,
  approvers: readonly Approver[],
): Promise<string | null> {
  const { settings } = ports;
  const contributors = await contributorsTo(ports, change);
  if (contributors === null) return `InvalidChange: ${uncounted(change)}`;
  const { people } = contributors;
  if (!waivesIdentities(settings.waivers)) {
    const strangers = unmapped(people, settings).map(({ address }) => address);
    if (strangers.length > 0)
      return `InvalidChange: the directory does not know whose commits those of ${strangers.slice(0, 5).join(", ")}${strangers.length > 5 ? ` and ${strangers.length - 5} more` : ""} are, so nobody could decide: add them to committers, or to an approver's identities`;
    const bare = approvers.find(({ identities }) => identities.length === 0);
    if (bare !== undefined)
      return `InvalidPlan: the directory does not say under which addresses ${bare.id} commits, so the person could not decide: add identities`;
  }
  const locked = await isLocked(ports, await ports.signer.keyring(), plan.documentId, planDigest(plan));
  for (const gate of gates) {
    // A locked plan is not asked about again, so its owner may commit.
    if (gate === "plan-approval" && locked) continue;
    const { approvers: ids, quorum } = gateRule(plan, gate, settings.platformOwner);
    const free = approvers.filter((one) => ids.includes(one.id) && !isAuthor(one, people));
    if (free.length < quorum)
      return `InvalidChange: ${gate} takes ${quorum} of ${ids.join(", ")}, and only ${free.length} of them had no hand in the change: nobody decides on a commit of their own`;
  }
  return null;
}
