import { readFileSync } from "node:fs";
import { settingMissing } from "../domain/errors.ts";
import type { ReadVariable, Wires } from "../ports/shared/wire.ts";
import { besideCode } from "../settings/beside-code.ts";

/**
 * The ports of this function, made from its environment variables and what was deployed beside its code.
 * @throws SettingMissing when a variable is absent or empty, or does not parse.
 */
export const wired = <P extends object>(wires: Wires<P>): P =>
  Object.fromEntries(
    Object.entries<Wires<P>[keyof P]>(wires).map(([port, wire]) => [port, wire(readVariable)]),
  ) as P;

const readVariable: ReadVariable = (name, parse) => {
  const text = process.env[name] ?? textBesideCode(name);
  if (text === undefined || text === "")
    throw settingMissing(
      `the setting ${name} is ${text === undefined ? "absent" : "empty"}: deploy the control plane again`,
    );
  try {
    return parse(text);
  } catch (error) {
    throw settingMissing(
      `the setting ${name} does not parse (${String(error)}): deploy the control plane again`,
      error,
    );
  }
};

/** A variable that is in a file, because it may be longer than Lambda's variables; undefined if there is no such file. */
function textBesideCode(name: string): string | undefined {
  const file = besideCode.get(name);
  if (file === undefined) return undefined;
  try {
    return readFileSync(new URL(file, import.meta.url), "utf8");
  } catch {
    return undefined;
  }
}
