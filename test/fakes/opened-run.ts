import { canonicalJson } from "../../lib/domain/canonical.ts";
import { runIdOf } from "../../lib/domain/change/manifest.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import type { Dossier } from "../../lib/domain/gate/dossier.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import type { Fact, FactOf } from "../../lib/domain/records/facts.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import type { GateItem } from "../../lib/ports/records/port.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import { mintInvitations } from "../../lib/shared-use-cases/send-invitations.ts";
import * as facts from "./facts.ts";
import { sampleDossier } from "./sample-dossier.ts";
import { testPlan, World } from "./world.ts";

const hourMs = 3_600_000;

/** How a test wants its installation, its change and its plan; each is an ordinary one unless it says otherwise. */
export type Wanted = {
  readonly settings?: Partial<Settings>;
  readonly change?: Parameters<World["change"]>[0];
  readonly plan?: (plan: Plan) => void;
  readonly waivers?: FactOf<"open-run">["detail"]["waivers"];
};

/** A run that was opened and did nothing yet, in an installation of its own: whatever else its records say, a test writes. */
export async function openedRun({ settings = {}, change: of = {}, plan: edit, waivers = [] }: Wanted = {}) {
  const world = new World(settings);
  const { records, changes } = world;
  const change = await world.change(of);
  const plan = testPlan(edit);
  const changeDigest = await changes.keep(canonicalJson(change));
  const planDigest = await changes.keep(canonicalJson(plan));
  const runId = runIdOf(change);
  const { repository, attempt, commit } = change;
  const execution = `arn:execution:${runId}`;
  await records.claim(
    { runId, repository, attempt, commit: commit.sha, changeDigest, planDigest, claimedAtMs: world.nowMs },
    execution,
  );
  const { epoch } = await records.lease();
  const write = async (facts: readonly Fact[], actor = "test") =>
    records.write(await records.read(runId), actor, facts);
  await write([
    facts.opened({
      documentId: plan.documentId,
      planDigest,
      changeDigest,
      repository,
      commit: commit.sha,
      attempt,
      execution,
      epoch,
      waivers,
    }),
  ]);
  const written = () => records.read(runId);
  /** The entries of one action, as far as they go. */
  const told = async (action: Fact["action"]) =>
    (await written()).entries.filter((entry) => entry.action === action).map(({ detail }) => detail);
  return { world, change, changeDigest, plan, planDigest, runId, epoch, write, written, told };
}

/** A run of that kind. */
export type OpenedRun = Awaited<ReturnType<typeof openedRun>>;

/** The environment's stacks stand just as the change wants them. */
export async function standsAsWanted({ world, change }: OpenedRun, environment: Environment): Promise<void> {
  for (const { stackName, templateDigest } of change.environments[environment])
    world.stacks.plant(stackName, await world.changes.bytes(templateDigest));
}

/** Opens a gate over a dossier, and gives each approver a link of their own. */
export async function opened(
  { world, runId, epoch, planDigest, changeDigest }: OpenedRun,
  more: Partial<Dossier> & { readonly gate: Gate },
  edit: Partial<GateItem> = {},
) {
  const { records, changes, ports, nowMs } = world;
  const dossier = sampleDossier({
    runId,
    planDigest,
    changeDigest,
    expiresAtMs: nowMs + 72 * hourMs,
    ...more,
  });
  const { gate, approvers, quorum, identity, expiresAtMs } = dossier;
  const item: GateItem = {
    runId,
    gate,
    state: "open",
    epoch,
    sealedToken: await world.tokenSeal.seal("the task token", { runId, gate }),
    dossierDigest: await changes.keep(canonicalJson(dossier)),
    approvers,
    quorum,
    identity,
    approvedBy: [],
    openedAtMs: nowMs,
    expiresAtMs,
    remindAtMs: nowMs + 36 * hourMs,
    escalation: null,
    delivered: approvers,
    reminded: false,
    escalated: false,
    answered: false,
    ...edit,
  };
  const { secrets, invitations } = mintInvitations(ports, item, approvers);
  await records.openGate(await records.read(runId), { runId, epoch, actor: "open-gate" }, item, invitations);
  const linkOf = (approver: string) => secrets.get(approver) ?? "";
  const invitationOf = (approver: string) => {
    const found = invitations.find((one) => one.approver === approver);
    if (found === undefined) throw new Error(`nobody invited ${approver}`);
    return found;
  };
  return { dossier, item, linkOf, invitationOf };
}
