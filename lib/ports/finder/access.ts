import { findActions } from "../../resources/access.ts";
import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: () => [
    {
      why: "looks for resources that a rollback left",
      actions: findActions,
      resources: ["*"],
      pattern: "listing supports no resource; it only reads",
    },
  ],
  variables: () => ({}),
} satisfies Access;
