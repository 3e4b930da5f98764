import { invalidPlan } from "../domain/errors.ts";
import { findingsAboutWindows } from "../domain/freeze/findings.ts";
import type { Plan } from "./schema.ts";

/**
 * Confirms that the freeze windows of a plan can be carried out, and leave every environment time for changes.
 * @returns what people should know of them: windows that overlap, and freezes that are longer than a run is held.
 * @throws InvalidPlan naming everything that is wrong with them.
 */
export function confirmWindows({ freezeWindows }: Pick<Plan, "freezeWindows">): readonly string[] {
  const { refusals, notes } = findingsAboutWindows(freezeWindows);
  if (refusals.length > 0) throw invalidPlan(`freezeWindows: ${refusals.join("; ")}`);
  return notes;
}
