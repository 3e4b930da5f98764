import type { ObservedStack } from "../../domain/step/stack.ts";
import type { StackReader, StackRequest } from "../stack-reader/port.ts";

/** The answer to a request: it was taken, refused in CloudFormation's own words, or another operation is in its way. */
export type Asked<T extends string> = T | "busy" | { readonly refused: string };

/**
 * CloudFormation, under the environment's service role. The only thing that touches an environment. Requests that are
 * sent again under their token are carried out once. Throws Throttled when CloudFormation wants to be asked later.
 */
export interface Stacks extends StackReader {
  /** How a stack stands, what was done to it last, and its change set of that name. */
  observe(stack: string, changeSet?: string): Promise<ObservedStack>;
  create(request: StackRequest): Promise<Asked<"creating">>;
  /** Asks for a change set of that name: what an update would do to the stack. It changes nothing yet. */
  prepare(request: StackRequest, changeSet: string): Promise<Asked<"preparing">>;
  /** Executes a change set as it was described. */
  execute(stack: string, changeSet: string, token: string): Promise<Asked<"updating">>;
  /** Takes a change set away, so that nobody can execute it any more. One that is not there is fine. */
  withdraw(stack: string, changeSet: string): Promise<void>;
  /** Updates without a change set; `nothing-to-do` when CloudFormation finds no difference that it could deploy. */
  update(request: StackRequest): Promise<Asked<"updating" | "nothing-to-do">>;
  remove(stack: string, token: string): Promise<Asked<"removing">>;
  /** Makes CloudFormation undo an update that is under way. */
  cancelUpdate(stack: string, token: string): Promise<Asked<"cancelling">>;
  /** Makes CloudFormation go on undoing an update that it could not undo; no resource is ever skipped. */
  continueRollback(stack: string, token: string): Promise<Asked<"continuing">>;
}
