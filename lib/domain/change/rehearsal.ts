import { environments } from "../environment.ts";
import type { Change } from "./manifest.ts";

/** The tag of a step that carries a fault on purpose. It is part of the change, so whoever approves sees it. */
export const rehearsalTag = "interlock:rehearsal";

/** Whether a change is made to fail, to see how it is undone. */
export const isRehearsal = (change: Pick<Change, "environments">): boolean =>
  environments.some((environment) =>
    change.environments[environment].some(({ tags }) => rehearsalTag in tags),
  );
