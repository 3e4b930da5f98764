import { asAnnounced } from "../../resources/checks.ts";
import { probesOf } from "../../resources/tables.ts";
import { approvedCode } from "./approved-code.ts";
import { ofStacks } from "./probes.ts";

/** Every check that stacks and resources answer by themselves. Any other has to ask something of its own. */
export const answeredChecks: ReadonlySet<string> = new Set([
  ...Object.values(probesOf).flatMap((probes) => (probes ?? []).flatMap(({ checks }) => checks)),
  ...ofStacks,
  approvedCode,
  asAnnounced,
]);
