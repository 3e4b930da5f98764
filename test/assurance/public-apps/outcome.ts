import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inWords } from "../../../lib/domain/change/refusal.ts";
import { environments } from "../../../lib/domain/environment.ts";
import { emulatedTypes } from "../../../lib/sandbox/emulated-types.ts";
import { checkedApplication } from "./checked-application.ts";
import type { PublicApp } from "./public-apps.ts";
import { installationFor, type SimulatedRun, simulatedRun } from "./simulated-run.ts";
import { withAnyScope, wrapInStages } from "./wrap-in-stages.ts";

/** What became of one public app. */
export type PublicOutcome = {
  readonly app: PublicApp;
  readonly stacks: number;
  readonly resources: number;
  readonly types: readonly string[];
  readonly files: number;
  /** Every reason of `check`, in words; none if it takes the app. */
  readonly refusals: readonly string[];
  readonly rules: readonly string[];
  /** The types that the sandbox's emulator cannot make; null if no emulator is installed here. */
  readonly lacking: readonly string[] | null;
  /** How its run ended in the account in memory; null if `check` refuses it. */
  readonly run: SimulatedRun | null;
};

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", ...args], {
    cwd: folder,
    maxBuffer: 1 << 28,
  });

/** Wraps an app of a clone in Stages, checks it, and takes it through the plan if nothing refuses it. */
export async function outcomeOfApp(app: PublicApp, clone: string, folder: string): Promise<PublicOutcome> {
  copyApp(app, clone, folder);
  wrap(app, folder);
  lock(folder);
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", `${app.name} in three Stages`);
  const checked = await checkedApplication(folder);
  const { report, candidate } = checked;
  const resources = candidate.environments.production.flatMap(({ template }) => typesIn(template));
  const types = [...new Set(resources)].sort();
  const emulated = emulatedTypes();
  const digests = environments.flatMap((environment) =>
    checked.built.assets[environment].map(({ digest }) => digest),
  );
  return {
    app,
    stacks: report.stacks.production,
    resources: resources.length,
    types,
    files: new Set(digests).size,
    refusals: report.refusals.map(inWords),
    rules: [...new Set(report.refusals.map(({ rule }) => rule))],
    lacking:
      emulated === null ? null : types.filter((type) => !type.startsWith("Custom::") && !emulated.has(type)),
    run: report.sound ? await simulatedRun(await installationFor(report.application), checked) : null,
  };
}

const typesIn = (template: string): readonly string[] => {
  const { Resources = {} } = JSON.parse(template) as { Resources?: Record<string, { Type?: unknown }> };
  return Object.values(Resources).map(({ Type }) => String(Type));
};

function copyApp({ commit, folder: inside }: PublicApp, clone: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const archive = git(clone, "archive", `${commit}:${inside}`);
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
}

/** Without a lock file nothing is installed: the team commits one, as `check` tells it to. */
function lock(folder: string): void {
  if (existsSync(join(folder, "package-lock.json"))) return;
  const install = ["install", "--package-lock-only", "--no-audit", "--no-fund"];
  execFileSync("npm", install, { cwd: folder, stdio: "ignore" });
}

function wrap({ entry, edits = [] }: PublicApp, folder: string): void {
  const edit = (file: string, change: (text: string) => string | null) => {
    const before = readFileSync(join(folder, file), "utf8");
    const after = change(before);
    if (after === null) throw new Error(`${join(folder, file)} is not as it was`);
    writeFileSync(join(folder, file), after);
  };
  edit(entry, wrapInStages);
  for (const { file, from, to } of edits)
    edit(file, (before) => (before.includes(from) ? before.replace(from, to) : null));
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (file.endsWith(".ts") && !file.includes("node_modules")) edit(file, withAnyScope);
}
