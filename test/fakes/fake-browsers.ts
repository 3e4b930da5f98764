import { slowdownMs } from "../../lib/domain/gate/slowdown.ts";
import type { Browsers, SignIn } from "../../lib/ports.ts";

/** Browsers in memory. */
export class FakeBrowsers implements Browsers {
  private readonly guesses = new Map<string, { count: number; untilMs: number }>();
  private readonly signIns = new Map<string, SignIn>();

  async slowedUntilMs(browser: string) {
    return this.guesses.get(browser)?.untilMs ?? 0;
  }

  async guessedWrong(browser: string, nowMs: number) {
    const count = (this.guesses.get(browser)?.count ?? 0) + 1;
    const untilMs = nowMs + slowdownMs(count);
    this.guesses.set(browser, { count, untilMs });
    return untilMs;
  }

  async keepSignIn(browser: string, signIn: SignIn) {
    this.signIns.set(browser, signIn);
  }

  async signIn(browser: string) {
    return this.signIns.get(browser) ?? null;
  }
}
