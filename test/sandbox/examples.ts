import { readFileSync } from "node:fs";
import * as z from "zod";

/** A request to a server of the sandbox, and whether the server answers it. */
export type Example = z.infer<typeof schema>;

const schema = z.strictObject({
  to: z.enum(["emulator", "inbox", "relay"]),
  says: z.string(),
  method: z.string(),
  path: z.string(),
  query: z.string().default(""),
  headers: z.record(z.string(), z.string()),
  answered: z.boolean(),
});

/** The requests of requests.json to one server, which listens on that port. */
export const examplesFor = (server: string, port: number): readonly Example[] =>
  z
    .array(schema)
    .parse(
      JSON.parse(
        readFileSync(new URL("./requests.json", import.meta.url), "utf8").replaceAll("PORT", String(port)),
      ),
    )
    .filter(({ to }) => to === server);
