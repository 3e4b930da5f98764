import type { ObservedStack } from "../../domain/step/stack.ts";
import type { StackReader, StackRequest } from "../stack-reader/port.ts";

/** The answer to a request: taken, refused in CloudFormation's own words, or blocked by another operation. */
export type Asked<T extends string> = T | "busy" | { readonly refused: string };

/**
 * CloudFormation, under the roles of the environment's bootstrap. The only thing that touches an environment. A request that is
 * repeated under its token takes effect once. Throws Throttled after a transient error.
 */
export interface Stacks extends StackReader {
  /**
   * The state of a stack, its last operations, and its change set of that name.
   * @param without of which stacks the last operations are not asked for: of one that is `changing`, because the caller only waits for
   * it, or also of a `settled` one, because the caller has begun nothing there. @default none
   */
  observe(
    stack: string,
    changeSet?: string,
    without?: readonly ("changing" | "settled")[],
  ): Promise<ObservedStack>;
  create(request: StackRequest): Promise<Asked<"creating">>;
  /** Creates a change set of that name, which shows what an update would do. The stack does not change. */
  prepare(request: StackRequest, changeSet: string): Promise<Asked<"preparing">>;
  /** Executes a change set. */
  execute(stack: string, changeSet: string, token: string): Promise<Asked<"updating">>;
  /** Deletes a change set, so that no worker can execute it any more. A missing one is not an error. */
  withdraw(stack: string, changeSet: string): Promise<void>;
  /** Updates without a change set; `nothing-to-do` when CloudFormation finds no difference that it could deploy. */
  update(request: StackRequest): Promise<Asked<"updating" | "nothing-to-do">>;
  /** The names of the stacks that import an export of the environment's account and region. */
  importersOf(exportName: string): Promise<readonly string[]>;
  remove(stack: string, token: string): Promise<Asked<"removing">>;
  /** Cancels a running update, which CloudFormation then undoes. */
  cancelUpdate(stack: string, token: string): Promise<Asked<"cancelling">>;
  /** Continues a failed rollback of an update. It never skips a resource. */
  continueRollback(stack: string, token: string): Promise<Asked<"continuing">>;
}
