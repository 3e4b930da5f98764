import fc from "fast-check";
import type { GateItem, Invitation } from "../../lib/domain/gate/gate-item.ts";
import { gateState } from "../../lib/domain/gate/gate-state.ts";
import { invitationDigest } from "../../lib/domain/gate/invitation.ts";
import type { Claim } from "../../lib/domain/run/lease.ts";
import type { Decision } from "../../lib/ports/records/port.ts";
import { Installation } from "../simulator/installation.ts";
import { Random } from "../simulator/random.ts";

/** `npm run assure -- races` takes a hundred thousand; each run of the tests takes other ones. */
const interleavings = Number(process.env["INTERLEAVINGS"] ?? 2_000);
const digest = "d".repeat(64);
const expiresAtMs = Date.parse("2026-11-27T10:00:00Z");
const people = ["ada", "bob", "cleo"];
const runId = "shop-1";
const claim: Claim = {
  runId,
  repository: "example/shop",
  commit: "c".repeat(40),
  attempt: 1,
  changeDigest: digest,
  planDigest: digest,
  claimedAtMs: 0,
};

/** A gate of three approvers, each with two links, at the edge of its time. The seed decides how long requests take. */
async function opened(quorum: number, seed: number) {
  const installation = await Installation.withoutLatency();
  const random = new Random(seed);
  installation.account.latencyMs = () => random.between(1, 9);
  const records = installation.port("records");
  const work = { runId, epoch: 1, actor: "open-gate" };
  const item: GateItem = {
    runId,
    gate: "staging-sign-off",
    state: "open",
    epoch: 1,
    sealedToken: "sealed",
    dossierDigest: digest,
    approvers: people,
    quorum,
    approvedBy: [],
    openedAtMs: 0,
    expiresAtMs,
    remindAtMs: 0,
    escalation: null,
    delivered: people,
    reminded: true,
    escalated: true,
    answered: false,
    mac: "",
  };
  const invitations = people.flatMap((approver) =>
    [1, 2].map(
      (copy): Invitation => ({
        idDigest: invitationDigest(`${approver} ${copy}`),
        runId,
        gate: item.gate,
        approver,
        dossierDigest: digest,
        state: "open",
        expiresAtMs,
        mac: "",
      }),
    ),
  );
  await records.claim(claim, "arn");
  await records.openGate(await records.read(runId), work, item, invitations);
  return { installation, records, item, invitations };
}

const request = fc.record({
  link: fc.nat({ max: 5 }),
  says: fc.constantFrom("approve" as const, "reject" as const),
  /** Around the very millisecond in which the time is over. */
  lateMs: fc.integer({ min: -1, max: 1 }),
});

test(`in ${interleavings.toLocaleString("en")} interleavings of forms and the clock, each gate is settled once, and rightly`, async () => {
  let total = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(request, { minLength: 2, maxLength: 6 }),
      fc.constantFrom(1, 2),
      fc.boolean(),
      async (seed, requests, quorum, withClock) => {
        total += 1;
        const { installation, records, item, invitations } = await opened(quorum, seed);
        const decide = async ({ link, says, lateMs }: (typeof requests)[number]) => {
          const decision: Decision = {
            invitation: invitations[link] as Invitation,
            decision: says,
            reason: "",
            basis: "",
            identity: null,
            atMs: expiresAtMs + lateMs,
            envelope: { payloadType: "", payload: "", signatures: [] },
          };
          return { decision, outcome: (await records.decide(decision, item)).outcome };
        };
        const expire = async () => {
          if (withClock) await records.expire(item, expiresAtMs);
        };
        // Their requests come between each other, as those of different functions do.
        const [answers] = await installation.does(() =>
          Promise.all([Promise.all(requests.map(decide)), expire()]),
        );
        const counted = answers.filter(({ outcome }) => outcome === "decided");
        const { entries } = await records.read(runId);
        const gate = (await records.gate(runId, item.gate)) as GateItem;
        const settled = (await records.unanswered()).length;
        const said = entries.filter(({ action }) => action === "decide-gate");

        // Each decision that was confirmed is in the records, and no other one.
        expect(said).toHaveLength(counted.length);
        // No one decides in the millisecond in which the time is over, or after it.
        expect(counted.every(({ decision }) => decision.atMs < expiresAtMs)).toBe(true);
        // One person is one voice, however many links.
        const voices = counted.map(({ decision }) => decision.invitation.approver);
        expect(new Set(voices).size).toBe(voices.length);
        // One rejection ends the gate, and nothing follows an end.
        const rejections = counted.filter(({ decision }) => decision.decision === "reject").length;
        expect(rejections).toBeLessThanOrEqual(1);
        expect(counted.length - rejections).toBeLessThanOrEqual(quorum);
        // The records and the gate say the same, and the answer is owed once.
        expect(gateState(entries, item.gate)).toBe(gate.state);
        expect(settled).toBe(gate.state === "open" ? 0 : 1);
        if (quorum === 1) expect(counted.length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: interleavings, endOnFailure: true },
  );
  expect(total).toBe(interleavings);
}, 3_600_000);
