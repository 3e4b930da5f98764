import { functionSettingsSchema } from "../../settings/settings.ts";
import { systemClock } from "../clock/system.ts";
import { secretNamed } from "../shared/secret.ts";
import { json, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { overHttps } from "./api.ts";
import { forgeOf } from "./forge.ts";

/** The port of a function, from its environment variables. */
export const forge = wire<typeof access>()({ SETTINGS: json(functionSettingsSchema) }, ({ SETTINGS }) =>
  forgeOf(SETTINGS, {
    send: overHttps,
    clock: systemClock,
    readSecret: (name) => secretNamed(name, "the credential of docs/doors.md"),
  }),
);
