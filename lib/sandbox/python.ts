import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../domain/canonical.ts";
import { settingMissing } from "../domain/errors.ts";
import { workplace } from "./place.ts";

/** A Python tool: the program to run, and the folder of its packages for PYTHONPATH. */
export type PythonTools = { readonly python: string; readonly path: string };

/**
 * Installs pinned Python packages into a folder of the checkout, once. This needs no venv module.
 * @param name the name of the folder and of the tool.
 * @param requirements the path of the complete, pinned list: nothing else is installed.
 * @throws SettingMissing if Python 3 is missing or too old, or if the packages cannot be installed.
 */
export function pythonTools(name: string, requirements: string, say: (line: string) => void): PythonTools {
  const python = "python3";
  const { status, stdout } = spawnSync(python, ["--version"], { encoding: "utf8", env: process.env });
  if (status !== 0 || !stdout.startsWith("Python 3"))
    throw settingMissing(
      `python3 is ${status === 0 ? stdout.trim() : "missing"}: the ${name} needs Python 3.11 or newer, so install that`,
    );
  const folder = join(workplace, ".tools", name);
  const installed = join(folder, "installed");
  const wanted = sha256(readFileSync(requirements));
  const tools = { python, path: folder };
  const isInstalled = () => existsSync(installed) && readFileSync(installed, "utf8") === wanted;
  if (isInstalled()) return tools;
  say(`installing the ${name} (pinned, into ${workplace}) ...`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, ".."), { recursive: true });
  // Another process may install the same at the same time. Each fills a folder of its own, and the first to be done moves it.
  const own = mkdtempSync(`${folder}-`);
  const pip = spawnSync(
    python,
    [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--no-deps",
      // Python compiles what it imports. The rest of botocore is never imported.
      "--no-compile",
      "--target",
      own,
      "-r",
      requirements,
    ],
    { encoding: "utf8" },
  );
  if (pip.status !== 0) {
    rmSync(own, { recursive: true, force: true });
    throw settingMissing(
      `pip could not install the ${name} (${(pip.stderr || pip.stdout).trim().split("\n").at(-1) ?? ""}): fix that, then run the command again`,
    );
  }
  writeFileSync(join(own, "installed"), wanted);
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (!isInstalled()) throw error;
  }
  return tools;
}
