import { registryTypes } from "../../../lib/resources/identifier.ts";
import { hasRow, reachedBy } from "../../../lib/resources/tables.ts";
import type { Random } from "../../simulator/random.ts";
import { type Case, everyCase, type Question } from "./cases.ts";
import { type Defect, isClosed, isHeld, isProvedGone } from "./deciders.ts";

/** Every type of the registry that no row covers. */
export const typesWithoutRow = (): readonly string[] => {
  const { readable, unreadable } = registryTypes();
  return [...readable, ...unreadable].filter(
    (type) => reachedBy[type] === undefined && !hasRow.includes(type),
  );
};

const deciders = { held: isHeld, closed: isClosed, gone: isProvedGone } as const satisfies Record<
  Question,
  unknown
>;

/** What became of a case. */
export type Tried = Case & { readonly isYes: boolean };

/** Decides a case with the real code, through sound ports or through defective ones. */
export const tryCase = async (one: Case, defect?: Defect): Promise<Tried> => ({
  ...one,
  isYes: await deciders[one.question](one.site, defect),
});

/** Whether a case ended in a lie. */
export const isFalse = ({ isYes, yesIsFalse }: Tried): boolean => isYes && yesIsFalse;

/** Every case of the matrix. */
export const allCases = (): Generator<Case> => everyCase(typesWithoutRow());

/** A random part of the cases; all of them if the share is one. */
export function* sampleOf(cases: Iterable<Case>, share: number, random: Random): Generator<Case> {
  for (const one of cases) if (random.chance(share)) yield one;
}

/** A case for people. */
export const inWords = ({ question, type, setting, reader, site: { plan, standing } }: Case): string =>
  `"${question}" of ${type}, ${setting}, whose reader ${reader} ${standing[0]?.error ?? ""} (plan ${plan})`;
