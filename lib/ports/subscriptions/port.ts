import type { Approver } from "../settings/port.ts";

/** Finds out whether mail can reach a person of the directory. */
export interface Subscriptions {
  /** Every subscription, with its problem; `problem` is null if mails through it arrive. */
  subscriptionsOf(approver: Pick<Approver, "id" | "address">): Promise<readonly Subscription[]>;
}

/** One way to reach an approver. */
export type Subscription = {
  readonly through: string;
  readonly problem: string | null;
  /** Whether mails for the approver also reach someone whom the directory does not name. */
  readonly isForeign: boolean;
};
