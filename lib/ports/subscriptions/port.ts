import type { Approver } from "../settings/port.ts";

/** Tells whether a mail can reach a person of the directory. */
export interface Subscriptions {
  /** Every subscription, with its problem; `problem` is null if mails through it arrive. */
  subscriptionsOf(approver: Pick<Approver, "id" | "address">): Promise<readonly Subscription[]>;
}

/** One way to reach an approver. */
export type Subscription = { readonly through: string; readonly problem: string | null };
