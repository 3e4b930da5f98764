import type { Allowances } from "../domain/change/rules/candidate.ts";
import type { FunctionSettings } from "./settings.ts";

/** What an installation allows its changes beyond the plan. */
export const allowancesOf = ({
  places,
  principals,
  administrators,
}: Pick<FunctionSettings, "places" | "principals" | "administrators">): Allowances => ({
  places: places ?? null,
  principals,
  administrators,
  exported: null,
});
