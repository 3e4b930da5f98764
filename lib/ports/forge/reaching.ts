import type { Clock } from "../clock/port.ts";
import type { Send } from "./api.ts";

/** How a forge is reached: the network, the time, and where its credential is. */
export type Reaching = {
  readonly send: Send;
  readonly clock: Pick<Clock, "nowMs" | "pause">;
  /** The text of a secret. It is read when it is needed, so that a new one counts at once. */
  readonly readSecret: (name: string) => Promise<string>;
};
