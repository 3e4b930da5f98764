import { readFileSync } from "node:fs";
import { checkout } from "../sandbox/place.ts";

/** The version of this code. */
export function version(): string {
  const { version: found } = JSON.parse(readFileSync(`${checkout}/package.json`, "utf8")) as {
    version: string;
  };
  return found;
}
