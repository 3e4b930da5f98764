import { systemClock } from "../../clock/system.ts";
import { json } from "../wire.ts";
import { type Environments, environmentsAt } from "./environments.ts";
import { reachSchema } from "./roles.ts";

const reach = json(reachSchema);
const made = new Map<string, Environments>();

/** The ports of one function share their sessions. */
function shared(text: string): Environments {
  const known = made.get(text) ?? environmentsAt(reach(text), systemClock);
  made.set(text, known);
  return known;
}

/** The variable of every port that acts in an environment. */
export const reaching = { ENVIRONMENTS: shared };
