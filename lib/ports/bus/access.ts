import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ settings, arnOf }) => [
    {
      why: "says on the bus that a commit was pushed, that a change waits, how far a run is, or that it is sealed",
      actions: ["events:PutEvents"],
      resources: [arnOf("events", `event-bus/${settings.application}`)],
    },
  ],
  variables: ({ settings }) => ({ APPLICATION: settings.application }),
} satisfies Access;
