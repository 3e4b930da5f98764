import { isWaived } from "../waived.ts";
import { existence, type Reading } from "./probes.ts";

/** A deployment's permission to continue although one fact of one check cannot be seen, with the reason. */
export type Waiver = { readonly check: string; readonly fact: string; readonly reason: string };

/** A check of the plan, and whether it passes if nothing answers it. */
export type PlannedCheck = { readonly id: string; readonly mayBeUnasked?: true };

/** The result of all readings of an environment. */
export type Judgement = {
  readonly held: boolean;
  /** Whether AWS is still working on everything that is broken. */
  readonly settling: boolean;
  /** Whether something was seen to be broken that AWS is not working on. */
  readonly refuted: boolean;
  readonly readings: readonly Omit<Reading, "settles">[];
};

/**
 * Judges an environment: every check must have at least one answer, unless the plan lets it be unasked, and every answer
 * must hold. A fact that cannot be seen fails like a broken one, unless a waiver names it. A waiver never covers a fact that
 * was seen to be broken.
 */
export function judge(
  checks: readonly PlannedCheck[],
  readings: readonly Reading[],
  waivers: readonly Waiver[],
): Judgement {
  // What was just made and is not found yet gives no answer, and may give one later.
  const isAwaited = readings.some(({ fact, settles }) => fact === existence && settles);
  const asked = checks
    .filter(({ id }) => !readings.some((reading) => reading.check === id))
    .map(
      ({ id, mayBeUnasked }): Reading => ({
        check: id,
        fact: "asked",
        resource: "the environment",
        answer: mayBeUnasked === true ? "unasked" : "unobservable",
        saw: "no resource of it answers this check",
        settles: isAwaited,
      }),
    );
  const judged = [...readings, ...asked].map((reading) =>
    reading.answer === "unobservable" && isWaived(waivers, reading)
      ? { ...reading, answer: "waived" as const }
      : reading,
  );
  const failing = judged.filter(({ answer }) => answer === "broken" || answer === "unobservable");
  return {
    held: failing.length === 0,
    settling: failing.length > 0 && failing.every(({ settles }) => settles),
    refuted: failing.some(({ answer, settles }) => answer === "broken" && !settles),
    readings: judged.map(({ settles: _, ...reading }) => reading),
  };
}
