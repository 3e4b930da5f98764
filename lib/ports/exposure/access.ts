import { exposeActions } from "../../resources/access.ts";
import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: () => [
    {
      why: "reads back that a network is not reachable from the internet",
      actions: exposeActions,
      resources: ["*"],
      pattern: "describing supports no resource; it only reads",
    },
  ],
  variables: () => ({}),
} satisfies Access;
