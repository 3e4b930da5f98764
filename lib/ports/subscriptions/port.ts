import type { Approver } from "../settings/port.ts";

/** Whether a person of the directory has a way to be reached that they confirmed. */
export interface Subscriptions {
  /** Every way, with what is wrong with it; `problem` is null for one that may be relied on. */
  of(approver: Pick<Approver, "id" | "address">): Promise<readonly Subscription[]>;
}

/** One way in which an approver is told. */
export type Subscription = { readonly through: string; readonly problem: string | null };
