import { type Environment, environments, type Scope } from "../environment.ts";
import { gatesThatAllow, type NeededReceipt, receiptsThrough } from "../gates.ts";

/**
 * The receipts that must be signed before the first effect in an environment (21.03 sections 5.1, 6.1, 6.3 and 9):
 * those of the last gate that allows the effect, and the validation of the previous environment.
 */
export function prerequisitesOf(environment: Environment, scope: Scope): readonly NeededReceipt[] {
  const through = gatesThatAllow(environment, scope).slice(-1).flatMap(receiptsThrough);
  const before = environments[environments.indexOf(environment) - 1];
  const isCovered = through.some(({ about }) => about === before);
  return before === undefined || isCovered
    ? through
    : [...through, { statement: "validated", about: before }];
}
