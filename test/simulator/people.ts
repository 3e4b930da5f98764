import type { Invitation } from "../../lib/domain/gate/gate-item.ts";
import { invitationDigest } from "../../lib/domain/gate/invitation.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { answerGate } from "../../lib/sandbox/answer-gate.ts";
import type { Installation } from "./installation.ts";
import type { Message } from "./services/sns.ts";

/** What a person does about a mail: decide after a while, or nothing. */
export type PlannedAnswer = {
  readonly decision: "approve" | "reject";
  readonly afterMs: number;
  /** How often the form is sent, all at once. @default 1 */
  readonly times?: number;
  /** @default "I looked at it" */
  readonly reason?: string;
};

/** The real act of a person: a pressed button on the page of a link. */
export type Act = {
  readonly approver: string;
  readonly runId: string;
  readonly gate: Gate;
  readonly decision: "approve" | "reject";
  readonly atMs: number;
};

/** What people reach: their mails, and the pages behind the links in them. */
type Reachable = Pick<Installation, "time" | "sns" | "dynamodb"> & {
  fetch(url: string, init?: RequestInit): Promise<Response>;
};

const minuteMs = 60_000;
const patienceOfPeople = 5;

/** The approvers: they read their mails, open the link, look, type the challenge and decide, as people do. */
export class People {
  /** Every mail that was delivered. */
  readonly mails: Message[] = [];
  /** Every page that was shown. */
  readonly pages: string[] = [];
  /** Every decision that a person meant to take. A recorded decision without such an act is forged. */
  readonly acts: Act[] = [];
  /** How a person answers a gate. @default approves after a minute */
  says: (gate: Gate, approver: string, runId: string) => PlannedAnswer | null = () => ({
    decision: "approve",
    afterMs: minuteMs,
  });
  private readonly world: Reachable;

  constructor(world: Reachable) {
    this.world = world;
    world.sns.deliver = (message) => this.receive(message);
  }

  private receive(message: Message): void {
    this.mails.push(message);
    const link = message.text.match(/http\S+\/approvals\/\S+/)?.[0];
    const invitation = link === undefined ? undefined : this.invitationBehind(link);
    if (link === undefined || invitation === undefined) return;
    const { gate, approver, runId } = invitation;
    const planned = this.says(gate, approver, runId);
    if (planned === null) return;
    this.world.time.after(planned.afterMs, () => {
      for (let time = 1; time <= (planned.times ?? 1); time += 1)
        void this.decide(
          link,
          { approver, runId, gate, decision: planned.decision, atMs: 0 },
          planned.reason ?? "I looked at it",
        );
    });
  }

  /** Opens the link and decides. After an error in the browser, the person tries again in a minute. */
  private async decide(link: string, act: Act, reason: string): Promise<void> {
    for (let attempt = 1; attempt <= patienceOfPeople; attempt += 1) {
      const statuses: number[] = [];
      try {
        await answerGate(link, { decision: act.decision, reason }, async (url, init) => {
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
