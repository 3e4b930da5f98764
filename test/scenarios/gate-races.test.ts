import fc from "fast-check";
import { gateState } from "../../lib/domain/gate/gate-state.ts";
import { invitationDigest } from "../../lib/domain/gate/invitation.ts";
import type { Decision, GateItem, Invitation } from "../../lib/ports/records/port.ts";
import { FakeRecords } from "../fakes/fake-records.ts";

/** `npm run assure -- races` tries a hundred thousand; a normal run of the tests tries a few, with another seed each time. */
const interleavings = Number(process.env["INTERLEAVINGS"] ?? 2_000);
const digest = "d".repeat(64);
const expiresAtMs = Date.parse("2026-11-27T10:00:00Z");
const people = ["ada", "bob", "cleo"];

/** A gate of three approvers, each with two links, at the edge of its time. */
async function opened(quorum: number) {
  let nowMs = expiresAtMs - 2;
  const records = new FakeRecords({ nowMs: () => nowMs, pause: async () => undefined });
  await records.claim(
    {
      runId: "run",
      repository: "shop",
      commit: "c",
      attempt: 1,
      changeDigest: digest,
      planDigest: digest,
      claimedAtMs: 0,
    },
    "arn",
  );
  const work = { runId: "run", epoch: 1, actor: "open-gate" };
  const item: GateItem = {
    runId: "run",
    gate: "staging-sign-off",
    state: "open",
    epoch: 1,
    sealedToken: "sealed",
    dossierDigest: digest,
    approvers: people,
    quorum,
    identity: "mailbox",
    approvedBy: [],
    openedAtMs: 0,
    expiresAtMs,
    remindAtMs: 0,
    escalation: null,
    delivered: people,
    reminded: true,
    escalated: true,
    answered: false,
  };
  const invitations = people.flatMap((approver) =>
    [1, 2].map(
      (copy): Invitation => ({
        idDigest: invitationDigest(`${approver} ${copy}`),
        runId: "run",
        gate: item.gate,
        approver,
        dossierDigest: digest,
        state: "open",
        expiresAtMs,
      }),
    ),
  );
  await records.openGate(await records.read("run"), work, item, invitations);
  return { records, item, invitations, at: (ms: number) => (nowMs = ms) };
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
      fc.scheduler(),
      fc.array(request, { minLength: 2, maxLength: 6 }),
      fc.constantFrom(1, 2),
      fc.boolean(),
      async (scheduler, requests, quorum, withClock) => {
        total += 1;
        const { records, item, invitations, at } = await opened(quorum);
        records.meanwhile = () => scheduler.schedule(Promise.resolve());
        const decide = async ({ link, says, lateMs }: (typeof requests)[number]) => {
          const invitation = invitations[link] as Invitation;
          const decision: Decision = {
            invitation,
            decision: says,
            reason: "",
            basis: "",
            identity: null,
            atMs: expiresAtMs + lateMs,
          };
          return { decision, answer: await records.decide(decision, item) };
        };
        const expire = async () => {
          at(expiresAtMs);
          return records.expire(item, expiresAtMs);
        };
        const running = [...requests.map((one) => decide(one)), ...(withClock ? [expire()] : [])];
        await scheduler.waitFor(Promise.all(running));
        const done = (await Promise.all(requests.map((_, index) => running[index]))) as Awaited<
          ReturnType<typeof decide>
        >[];
        const counted = done.filter(({ answer }) => answer.outcome === "decided");
        const { entries } = await records.read("run");
        const said = entries.filter(({ action }) => action === "decide-gate");
        const gate = (await records.gate("run", item.gate)) as GateItem;
        const settled = (await records.unanswered()).length;

        // Whoever was told that they decided stands in the records, and nobody else.
        expect(said).toHaveLength(counted.length);
        // Nobody decides in the millisecond in which it is over, or after it.
        expect(counted.every(({ decision }) => decision.atMs < expiresAtMs)).toBe(true);
        // One person is one voice, however many links.
        const voices = counted.map(({ decision }) => decision.invitation.approver);
        expect(new Set(voices).size).toBe(voices.length);
        // One no ends it, and nothing comes behind an end.
        const noes = counted.filter(({ decision }) => decision.decision === "reject").length;
        expect(noes).toBeLessThanOrEqual(1);
        expect(counted.length - noes).toBeLessThanOrEqual(quorum);
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
