import type { Gate } from "../../domain/gates.ts";

/** Seals task tokens, bound to their run and gate. Who seals cannot open. */
export interface TokenSeal {
  seal(taskToken: string, about: { readonly runId: string; readonly gate: Gate }): Promise<string>;
}
