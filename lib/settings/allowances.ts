import type { Allowances } from "../domain/change/rules/candidate.ts";
import type { FunctionSettings } from "./settings.ts";

/** What an installation allows its changes beyond the plan. */
export const allowancesOf = ({
  accounts: { controlPlane: _, ...places },
  principals,
  administrators,
  waivers,
}: Pick<FunctionSettings, "accounts" | "principals" | "administrators"> &
  Pick<Allowances, "waivers">): Allowances => ({
  places,
  principals,
  administrators,
  waivers,
  exported: null,
});
