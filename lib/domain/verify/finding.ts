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

/** More than a person reads. One fault rarely causes more, and a hostile bundle may not buy time with its faults. */
export const mostFindings = 100;
const longestMessage = 600;

/** Collects findings, until there are enough to stop. */
export class Findings {
  private readonly kept: Finding[] = [];
  private stopped = false;

  readonly report: Report = (rule, entry, message) => {
    if (this.stopped) return;
    if (this.kept.length < mostFindings) this.kept.push({ rule, entry, message: shortened(message) });
    else this.stop(`there are more than ${mostFindings} findings`);
  };

  /** Ends the verification early: nothing more is reported, and the last finding says why. */
  stop(why: string): void {
    if (this.stopped) return;
    this.stopped = true;
    this.kept.push({
      rule: "limits",
      entry: null,
      message: `the rest of the bundle was not judged, because ${why}`,
    });
  }

  /** Whether reading on could report nothing more. */
  get enough(): boolean {
    return this.stopped;
  }

  /** The number of findings. */
  get count(): number {
    return this.kept.length;
  }

  /** Every finding, in the order in which they were reported. */
  all(): readonly Finding[] {
    return this.kept;
  }
}

/**
 * A message quotes the bundle, which may be hostile, and is printed on a terminal: no character remains that acts on it,
 * turns the direction of text, or has no form. Source: Unicode Standard, chapter 4.5 (Cc, Cf, Cs, Co, Cn, Zl, Zp).
 */
function shortened(message: string): string {
  const cut = message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, "�").toWellFormed();
}

/** A value from the bundle as a message shows it: short, quoted, on one line. */
export function seen(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
