import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The version of this code. */
export function version(): string {
  const file = fileURLToPath(new URL("../../package.json", import.meta.url));
  const { version: found } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return found;
}
