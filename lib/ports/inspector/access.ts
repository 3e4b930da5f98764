import { describeActions } from "../../resources/access.ts";
import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: () => [
    {
      why: "describes the resources of the environments for the checks and for proofs of rollback",
      actions: describeActions,
      resources: ["*"],
      pattern: "most of these actions support no resource; they only read",
    },
  ],
  variables: () => ({}),
} satisfies Access;
