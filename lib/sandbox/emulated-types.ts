import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./place.ts";

/** Where the installed emulator keeps its handlers of CloudFormation's types. */
const handlers = join(
  checkout,
  ".tools",
  "emulator",
  "ministack",
  "services",
  "cloudformation",
  "provisioners.py",
);

/** The resource types that the installed emulator's CloudFormation can make; null if that cannot be told. */
export function emulatedTypes(): ReadonlySet<string> | null {
  if (!existsSync(handlers)) return null;
  const found = readFileSync(handlers, "utf8").matchAll(/^ {4}"(AWS::\w+::\w+)": \{/gm);
  const types = new Set([...found].map(([, type = ""]) => type));
  return types.size === 0 ? null : types;
}
