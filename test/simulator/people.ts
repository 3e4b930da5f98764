import { invitationDigest } from "../../lib/domain/gate/invitation.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import type { Invitation } from "../../lib/ports/records/port.ts";
import { answerGate } from "../../lib/sandbox/answer-gate.ts";
import type { Message } from "./services/sns.ts";
import type { World } from "./world.ts";

/** What a person does about a mail: decide after a while, or nothing. */
export type Answering = {
  readonly decision: "approve" | "reject";
  readonly afterMs: number;
  /** How often the form is sent, all at once. @default 1 */
  readonly times?: number;
};

/** What somebody really did: pressed a button on the page of a link. */
export type Act = {
  readonly approver: string;
  readonly runId: string;
  readonly gate: Gate;
  readonly decision: "approve" | "reject";
  readonly atMs: number;
};

const minuteMs = 60_000;
const patienceOfPeople = 5;

/** The approvers: they read their mails, open the link, look, type the challenge and decide, as people do. */
export class People {
  /** Every mail that was delivered. */
  readonly mails: Message[] = [];
  /** Every page that somebody saw. */
  readonly pages: string[] = [];
  /** Every decision that somebody meant: what no act of a person stands behind was decided by nobody. */
  readonly acts: Act[] = [];
  /** What a person does about a gate. @default everybody says yes after a minute */
  says: (gate: Gate, approver: string, runId: string) => Answering | null = () => ({
    decision: "approve",
    afterMs: minuteMs,
  });
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
    world.sns.deliver = (message) => this.receive(message);
  }

  private receive(message: Message): void {
    this.mails.push(message);
    const link = message.text.match(/http\S+\/approvals\/\S+/)?.[0];
    const invitation = link === undefined ? undefined : this.invitationBehind(link);
    if (link === undefined || invitation === undefined) return;
    const { gate, approver, runId } = invitation;
    const answering = this.says(gate, approver, runId);
    if (answering === null) return;
    this.world.time.after(answering.afterMs, () => {
      for (let time = 1; time <= (answering.times ?? 1); time += 1)
        void this.decide(link, { approver, runId, gate, decision: answering.decision, atMs: 0 });
    });
  }

  /** Opens the link and decides. Somebody whose browser shows an error tries again in a minute. */
  private async decide(link: string, act: Act): Promise<void> {
    for (let attempt = 1; attempt <= patienceOfPeople; attempt += 1) {
      const statuses: number[] = [];
      try {
        await answerGate(link, { decision: act.decision, reason: "I looked at it" }, async (url, init) => {
          if (init?.method === "POST") this.acts.push({ ...act, atMs: this.world.time.nowMs() });
          const response = await this.world.fetch(String(url), init);
          statuses.push(response.status);
          return response;
        });
        return;
      } catch {
        if ((statuses.at(-1) ?? 500) < 500) return;
        await this.world.time.pause(minuteMs);
      }
    }
  }

  private invitationBehind(link: string): Invitation | undefined {
    const digest = invitationDigest(link.split("/").at(-1) ?? "");
    const item = this.world.dynamodb.find({ pk: `INVITATION#${digest}`, sk: "INVITATION" });
    return item?.["invitation"] as Invitation | undefined;
  }
}
