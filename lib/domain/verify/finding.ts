import type { RuleId } from "./rule.ts";

/** A fault in a bundle: the rule that it breaks, the entry, what is wrong and what would be right. */
export type Finding = {
  readonly rule: RuleId;
  /** The entry by its place in the chain, from 1; null if the fault is in the bundle or in another part of it. */
  readonly entry: number | null;
  readonly message: string;
};

/** Records a finding. */
export type Report = (rule: RuleId, entry: number | null, message: string) => void;

const mostKept = 1_000;
const longestMessage = 600;

/** Collects findings. A hostile bundle can add only so many; those that are dropped are still counted. */
export class Findings {
  private readonly kept: Finding[] = [];
  private left = 0;

  readonly report: Report = (rule, entry, message) => {
    if (this.kept.length >= mostKept) this.left += 1;
    else this.kept.push({ rule, entry, message: shortened(message) });
  };

  /** The number of findings. */
  get count(): number {
    return this.kept.length + this.left;
  }

  /** Every finding that was kept, and one more that counts the dropped ones. */
  all(): readonly Finding[] {
    if (this.left === 0) return this.kept;
    return [
      ...this.kept,
      {
        rule: "limits",
        entry: null,
        message: `${this.left} more findings are left out; fix the first ones first`,
      },
    ];
  }
}

/**
 * A message quotes the bundle, which may be hostile, and is printed on a terminal: no control character may remain.
 */
function shortened(message: string): string {
  const cut = message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
  return cut.replace(/[\p{Cc}\p{Cf}]/gu, "�").toWellFormed();
}

/** A value from the bundle as a message shows it: short, quoted, on one line. */
export function seen(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
