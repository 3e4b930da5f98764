import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../domain/canonical.ts";
import { settingMissing } from "../domain/errors.ts";
import { checkout } from "./place.ts";

const requirements = fileURLToPath(new URL("./requirements.txt", import.meta.url));
const folder = join(checkout, ".tools", "python");
const installed = join(folder, "installed");

/** How the emulator is started: a program and the environment that it needs. */
export type PythonTools = { readonly python: string; readonly path: string };

/**
 * Installs the sandbox's Python packages into the checkout, once, pinned. Without the venv module they go beside each
 * other into a folder, which works as well.
 * @throws SettingMissing when there is no Python 3, or its packages cannot be installed.
 */
export function pythonTools(say: (line: string) => void): PythonTools {
  const python = "python3";
  const { status, stdout } = spawnSync(python, ["--version"], { encoding: "utf8" });
  if (status !== 0 || !stdout.startsWith("Python 3"))
    throw settingMissing(
      `python3 is ${status === 0 ? stdout.trim() : "not there"}: the sandbox's emulator needs Python 3.11 or newer; install it, or set AWS_ENDPOINT_URL to an emulator of your own`,
    );
  const wanted = sha256(readFileSync(requirements));
  const tools = { python, path: folder };
  if (existsSync(installed) && readFileSync(installed, "utf8") === wanted) return tools;
  say("installing the emulator (pinned, into this checkout) ...");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pip = spawnSync(
    python,
    [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--no-deps",
      "--target",
      folder,
      "-r",
      requirements,
    ],
    { encoding: "utf8" },
  );
  if (pip.status !== 0)
    throw settingMissing(
      `pip could not install the emulator (${(pip.stderr || pip.stdout).trim().split("\n").at(-1) ?? ""}): mend that, then run the command again`,
    );
  writeFileSync(installed, wanted);
  return tools;
}
