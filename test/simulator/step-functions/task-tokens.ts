import { InvalidToken, TaskDoesNotExist, TaskTimedOut } from "@aws-sdk/client-sfn";
import type { Random } from "../random.ts";
import type { StateError } from "./data.ts";

/** What a task token is answered with. */
export type Answer = { readonly output: unknown } | { readonly error: StateError };

const gone = { $metadata: {} };

/** How every token begins. */
export const tokenPrefix = "token-";

/** The task tokens of an account: each attempt of a task has its own, and it is good until that attempt is over. */
export class TaskTokens {
  /** Every token ever issued. */
  readonly all = new Set<string>();
  private readonly waiting = new Map<string, (answer: Answer) => void>();
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /** An unguessable token that no other attempt has. */
  issue(): string {
    const token = `${tokenPrefix}${this.all.size + 1}-${Math.floor(this.random.fraction() * 1e15).toString(36)}`;
    this.all.add(token);
    return token;
  }

  /** Resolves with the answer to the token. */
  answerTo(token: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting.set(token, (answer) =>
        "error" in answer ? reject(answer.error) : resolve(answer.output),
      );
    });
  }

  /** Closes the token's task: a later answer is too late. */
  close(token: string): void {
    this.waiting.delete(token);
  }

  /** Answers a token, or refuses to as SendTaskSuccess does (Step Functions API reference). */
  settle(token: string, answer: Answer): void {
    const waiter = this.waiting.get(token);
    if (waiter === undefined) throw this.refusal(token);
    this.waiting.delete(token);
    waiter(answer);
  }

  /** Answers a waiting token, as an attacker with SendTaskSuccess or SendTaskFailure could. @returns whether one was waiting. */
  forge(pick: number, answer: Answer = { output: { decision: "approved" } }): boolean {
    const tokens = [...this.waiting.keys()];
    const token = tokens[pick % Math.max(1, tokens.length)];
    if (token !== undefined) this.settle(token, answer);
    return token !== undefined;
  }

  private refusal(token: string): Error {
    if (this.all.has(token)) return new TaskTimedOut({ message: "the task is closed", ...gone });
    return token.startsWith(tokenPrefix)
      ? new TaskDoesNotExist({ message: "the task does not exist", ...gone })
      : new InvalidToken({ message: "the token is invalid", ...gone });
  }
}
