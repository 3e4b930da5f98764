import type { RuleId } from "./rule.ts";

/** Something that is not as it should be: which rule says so, about which entry, what is wrong and what it should be. */
export type Finding = {
  readonly rule: RuleId;
  /** The entry by its place in the chain, from 1; null when it is about the bundle or one of its other parts. */
  readonly entry: number | null;
  readonly message: string;
};

/** Takes a finding down. */
export type Report = (rule: RuleId, entry: number | null, message: string) => void;

const mostKept = 1_000;
const longestMessage = 600;

/** Findings as they come. What a hostile bundle can make of them is bounded; that there were more is not lost. */
export class Findings {
  private readonly kept: Finding[] = [];
  private left = 0;

  readonly report: Report = (rule, entry, message) => {
    if (this.kept.length >= mostKept) this.left += 1;
    else this.kept.push({ rule, entry, message: shortened(message) });
  };

  /** How many there are. */
  get count(): number {
    return this.kept.length + this.left;
  }

  /** Every finding that was kept, and one more that counts the rest. */
  all(): readonly Finding[] {
    if (this.left === 0) return this.kept;
    return [
      ...this.kept,
      {
        rule: "limits",
        entry: null,
        message: `${this.left} more findings are left out; mend the first ones first`,
      },
    ];
  }
}

/** A message holds what a hostile bundle says, and is printed on somebody's terminal: nothing in it may act there. */
function shortened(message: string): string {
  const cut = message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
  return cut.replace(/[\p{Cc}\p{Cf}]/gu, "�").toWellFormed();
}

/** A value from the bundle as it goes into a message: short, quoted, on one line. */
export function seen(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
