import type { Allowances } from "../domain/change/rules/candidate.ts";
import type { FunctionSettings } from "./settings.ts";

/** What an installation allows its changes beyond the plan. */
export const allowancesOf = ({
  accounts: { controlPlane: _, ...places },
  principals,
  administrators,
}: Pick<FunctionSettings, "accounts" | "principals" | "administrators">): Allowances => ({
  places,
  principals,
  administrators,
  exported: null,
});
