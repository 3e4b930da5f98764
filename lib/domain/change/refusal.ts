import * as z from "zod";

/** One reason why a change cannot be carried out, or one thing about it that only the account can answer. */
export const refusalSchema = z.strictObject({
  /** The rule that it breaks, in kebab case; docs/your-application.md lists them all. */
  rule: z.string(),
  /** Where: a construct path, a stack, a file or a commit. */
  where: z.string(),
  /** The value seen. */
  seen: z.string(),
  /** What to do about it. */
  todo: z.string(),
});

/** One reason why a change cannot be carried out. */
export type Refusal = z.infer<typeof refusalSchema>;

/** What the rules found about a change. It is sound when nothing refuses it. */
export type Findings = {
  readonly refusals: readonly Refusal[];
  /** What only the account can answer, such as whether somebody else exports a name. */
  readonly unknown: readonly Refusal[];
};

/** Findings of several rules as one. */
export const allFindings = (all: readonly Findings[]): Findings => ({
  refusals: all.flatMap(({ refusals }) => refusals),
  unknown: all.flatMap(({ unknown }) => unknown),
});

/** A refusal as one line. */
export const inWords = ({ rule, where, seen, todo }: Refusal): string =>
  `${rule}: ${where}: ${seen}; ${todo}`;
