import type { Reading } from "./probes.ts";

/** A deployment's leave to go on without seeing one fact of one check. */
export type Waiver = { readonly check: string; readonly fact: string; readonly reason: string };

/** What all readings of an environment say together. */
export type Judgement = {
  readonly held: boolean;
  /** Nothing is broken that AWS is not still on its way to. */
  readonly settling: boolean;
  readonly readings: readonly Omit<Reading, "settles">[];
};

/**
 * Every check must have been asked at least once and every answer must hold. What cannot be seen fails like what is
 * broken, unless a waiver names it; a waiver never covers what was seen to be broken.
 */
export function judge(
  checks: readonly string[],
  readings: readonly Reading[],
  waivers: readonly Waiver[],
): Judgement {
  const waived = ({ check, fact }: Reading) =>
    waivers.some((waiver) => waiver.check === check && waiver.fact === fact);
  const asked = checks
    .filter((check) => !readings.some((reading) => reading.check === check))
    .map(
      (check): Reading => ({
        check,
        fact: "asked",
        resource: "the environment",
        answer: "unobservable",
        saw: "no resource of it answers this check",
        settles: false,
      }),
    );
  const judged = [...readings, ...asked].map((reading) =>
    reading.answer === "unobservable" && waived(reading)
      ? { ...reading, answer: "waived" as const }
      : reading,
  );
  const failing = judged.filter(({ answer }) => answer === "broken" || answer === "unobservable");
  return {
    held: failing.length === 0,
    settling: failing.length > 0 && failing.every(({ settles }) => settles),
    readings: judged.map(({ settles: _, ...reading }) => reading),
  };
}
