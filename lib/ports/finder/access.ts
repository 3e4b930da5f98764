import { findActions } from "../../resources/access.ts";
import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: () => [
    {
      why: "looks for resources that a rollback left behind",
      actions: findActions,
      resources: ["*"],
      pattern: "listing supports no resource; it only reads",
    },
  ],
  variables: () => ({}),
} satisfies Access;
