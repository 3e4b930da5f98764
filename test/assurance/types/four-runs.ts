import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inWords } from "../../../lib/domain/change/refusal.ts";
import { bundleLines } from "../../../lib/domain/records/bundle.ts";
import { notEmulated } from "../../../lib/sandbox/not-emulated.ts";
import { SandboxPlace } from "../../../lib/sandbox/place.ts";
import type { Version } from "../../cases/apps/types/lib/types-stage.ts";
import { interlock } from "../applications/in-sandbox.ts";
import { checkedApplication } from "../public-apps/checked-application.ts";
import { installationFor, simulatedRun } from "../public-apps/simulated-run.ts";
import { discardSandbox } from "../shared/temporary-sandbox.ts";
import { type RunRecords, recordsOf } from "./traces.ts";

/** How a run of all types ended, and what its records say. */
export type TypesRun = { readonly verdict: string; readonly cause: string; readonly records: RunRecords };

/** Four runs: all types are made, then changed; a third version fails and is undone; where nothing stood, all are removed again. */
export type Runs = {
  readonly made: TypesRun;
  readonly changed: TypesRun;
  readonly undone: TypesRun;
  readonly removed: TypesRun;
};

/**
 * Types whose change replaces the resource while its owner stands. A rollback then proves by Cloud Control that the new one is gone, and
 * the emulator's Cloud Control knows nothing that CloudFormation made. In a sandbox they stay as version 1 has them.
 */
export const notProvedInSandbox: readonly string[] = [
  "AWS::ApiGateway::Resource",
  "AWS::EC2::Route",
  "AWS::EC2::SubnetRouteTableAssociation",
];

const everything = { without: [], asFirst: [] };
const inSandboxOnly = { without: notEmulated.types, asFirst: notProvedInSandbox };

const source = fileURLToPath(new URL("../../cases/apps/types", import.meta.url));

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", ...args], { cwd: folder });

function repositoryOf(work: string, name: string): string {
  const folder = join(work, name);
  cpSync(source, folder, { recursive: true });
  git(folder, "init", "--quiet");
  return folder;
}

function commit(folder: string, made: Version): void {
  const { version, fails } = made;
  writeFileSync(join(folder, "version.json"), JSON.stringify(made));
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", `Version ${version}${fails ? ", which fails" : ""}`);
}

/** The four runs in the account in memory. */
export async function inMemory(work: string): Promise<Runs> {
  const folder = repositoryOf(work, "types");
  const first = await installationFor("types");
  const run = async (world: typeof first, version: number, fails: boolean): Promise<TypesRun> => {
    commit(folder, { version, fails, ...everything });
    const checked = await checkedApplication(folder);
    if (!checked.report.sound) throw new Error(checked.report.refusals.map(inWords).join("\n"));
    const { verdict, cause, bundle } = await simulatedRun(world, checked);
    return { verdict, cause, records: recordsOf([...bundleLines(bundle)]) };
  };
  return {
    made: await run(first, 1, false),
    changed: await run(first, 2, false),
    undone: await run(first, 3, true),
    removed: await run(await installationFor("types"), 1, true),
  };
}

/**
 * The four runs in a sandbox of its own, the last one as an application beside the other. One of that name that a killed suite left is
 * deleted first: where something stands already, nothing is made.
 */
export async function inSandbox(work: string): Promise<Runs> {
  const place = new SandboxPlace("assure-types");
  await discardSandbox(place);
  const sandbox = ["--sandbox", place.name];
  const run = (folder: string, application: string, version: number, fails: boolean): TypesRun => {
    commit(folder, { version, fails, ...inSandboxOnly });
    const { last } = interlock(
      "up",
      "--run",
      "--approve",
      ...sandbox,
      "--repository",
      folder,
      "--plan",
      "application",
    );
    const [, runId = "", verdict = ""] = last.split(" ");
    const bundle = join(work, `${runId}.jsonl`);
    interlock("records", "export", runId, "--output", bundle, ...sandbox, "--application", application);
    return { verdict, cause: "", records: recordsOf(readFileSync(bundle, "utf8").trimEnd().split("\n")) };
  };
  const folder = repositoryOf(work, "alltypes");
  const other = repositoryOf(work, "othertypes");
  try {
    return {
      made: run(folder, "alltypes", 1, false),
      changed: run(folder, "alltypes", 2, false),
      undone: run(folder, "alltypes", 3, true),
      removed: run(other, "othertypes", 1, true),
    };
  } finally {
    await discardSandbox(place);
  }
}
