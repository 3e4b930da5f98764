const tokens = /\s*(<>|<=|>=|[=<>(),.+-]|[:#]?[A-Za-z0-9_]+)/y;

/** The tokens of an expression, one after the other. What is not expected is refused with its place. */
export class Tokens {
  private readonly text: string;
  protected readonly tokens: string[] = [];
  protected at = 0;

  constructor(text: string) {
    this.text = text;
    tokens.lastIndex = 0;
    while (tokens.lastIndex < text.trimEnd().length) {
      const from = tokens.lastIndex;
      const found = tokens.exec(text);
      if (found === null) throw new Error(`"${text}" has something unknown at ${from}`);
      this.tokens.push(found[1] ?? "");
    }
  }

  /** Nothing may be left. */
  end(): void {
    if (this.at < this.tokens.length) throw this.unknown();
  }

  protected peek(): string {
    return this.tokens[this.at] ?? "";
  }

  protected next(): string {
    const token = this.tokens[this.at];
    if (token === undefined) throw this.unknown();
    this.at += 1;
    return token;
  }

  protected takes(word: string): boolean {
    if (this.peek().toUpperCase() !== word) return false;
    this.at += 1;
    return true;
  }

  protected expect(word: string): void {
    if (!this.takes(word)) throw this.unknown();
  }

  protected unknown(): Error {
    return new Error(
      `"${this.text}" is not understood at "${this.peek()}": teach test/simulator/services/dynamodb-expressions`,
    );
  }
}
