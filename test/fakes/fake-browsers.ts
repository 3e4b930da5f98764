import { slowdownMs } from "../../lib/domain/gate/slowdown.ts";
import type { Browsers, SignIn } from "../../lib/ports/browsers/port.ts";

/** Browsers in memory. */
export class FakeBrowsers implements Browsers {
  private readonly guesses = new Map<string, { count: number; atMs: number }>();
  private readonly signIns = new Map<string, SignIn>();

  async slowedUntilMs(browser: string) {
    const { count, atMs } = this.guesses.get(browser) ?? { count: 0, atMs: 0 };
    return atMs + slowdownMs(count);
  }

  async guessedWrong(browser: string, atMs: number) {
    this.guesses.set(browser, { count: (this.guesses.get(browser)?.count ?? 0) + 1, atMs });
  }

  async keepSignIn(browser: string, signIn: SignIn) {
    this.signIns.set(browser, signIn);
  }

  async signIn(browser: string) {
    return this.signIns.get(browser) ?? null;
  }
}
