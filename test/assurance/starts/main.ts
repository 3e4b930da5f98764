// How long each function takes to start: a bare Node process loads its bundle, with the environment variables that it is
// deployed with. The figure is the processor's time of the fastest of some starts: other work on the machine only makes one slower.
// Between two starts of a function, every other function starts once, so that a busy moment of the machine is nobody's figure.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFunctions } from "../../../lib/control-plane/bundle.ts";
import { controlPlaneTemplate } from "../../../lib/control-plane/template.ts";
import { besideCode } from "../../../lib/settings/beside-code.ts";
import { type TaskName, tasks } from "../../../lib/tasks/tasks.ts";
import { controlPlane } from "../../control-plane/synthesised.ts";
import { atMost, reportFigures } from "../shared/write-figures.ts";

const rounds = 8;
const mostMs = 150;

/** A value of a template, with something in place of each intrinsic function, as long as it would be. */
function plain(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const { Ref, "Fn::Join": join } = value as { Ref?: string; "Fn::Join"?: [string, unknown[]] };
  if (Ref !== undefined)
    return Ref === "AWS::Partition" ? "aws" : `arn:aws:sns:eu-central-1:111111111111:${Ref}`;
  if (join !== undefined) return join[1].map(plain).join(join[0]);
  return "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-4000-8000-000000000000";
}

type Resource = {
  readonly Type: string;
  readonly Properties: {
    readonly FunctionName?: unknown;
    readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
  };
};

/** The environment variables of each task's function, by task. */
function variablesByTask(): ReadonlyMap<TaskName, Readonly<Record<string, string>>> {
  const { Resources } = controlPlaneTemplate() as { readonly Resources: Readonly<Record<string, Resource>> };
  const names = Object.keys(tasks) as TaskName[];
  return new Map(
    Object.values(Resources).flatMap(({ Type, Properties: { FunctionName, Environment } }) => {
      const task = names
        .filter((name) =>
          new RegExp(`-${name}(-(development|staging|production))?$`).test(String(FunctionName)),
        )
        .sort((one, other) => other.length - one.length)[0];
      if (Type !== "AWS::Lambda::Function" || task === undefined) return [];
      const variables = Object.entries(Environment?.Variables ?? {}).map(([name, value]) => [
        name,
        plain(value),
      ]);
      return [[task, Object.fromEntries(variables) as Record<string, string>] as const];
    }),
  );
}

const load = `
const before = process.cpuUsage();
const { handler } = await import(process.argv[1]);
if (typeof handler !== "function") throw new Error("the bundle has no handler");
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1_000);
`;

/** The processor's milliseconds that one start takes. */
function startMs(bundle: string, variables: Readonly<Record<string, string>>): number {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", load, bundle],
    { encoding: "utf8", env: { PATH: process.env["PATH"], AWS_REGION: "eu-central-1", ...variables } },
  );
  if (status !== 0) throw new Error(`${bundle} does not load: ${stderr}`);
  return Number(stdout);
}

const folder = mkdtempSync(join(tmpdir(), "starts-"));
try {
  const bundles = await bundleFunctions(folder);
  // What the synthesis writes beside the code is deployed with it.
  const { bundles: deployed } = controlPlane({});
  for (const task of Object.keys(tasks))
    for (const file of besideCode.values())
      if (existsSync(join(deployed, task, file)))
        copyFileSync(join(deployed, task, file), join(bundles, task, file));
  rmSync(deployed, { recursive: true, force: true });
  const functions = variablesByTask();
  const fastest = new Map<TaskName, number>();
  for (let round = 0; round < rounds; round += 1)
    for (const [task, variables] of functions) {
      const ms = startMs(join(bundles, task, "index.mjs"), variables);
      fastest.set(task, Math.min(fastest.get(task) ?? ms, ms));
    }
  const measured = [...fastest].map(([task, ms]) => ({ task, ms })).sort((one, other) => other.ms - one.ms);
  for (const { task, ms } of measured) console.log(`${task.padEnd(22)} ${ms.toFixed(0).padStart(5)} ms`);
  if (measured.length !== Object.keys(tasks).length)
    throw new Error("not every task has a deployed function");
  const largest = measured[0]?.ms ?? Number.NaN;
  const figure = atMost("largest start of a function, milliseconds", Math.round(largest), mostMs);
  if (!reportFigures("starts", "npm run assure -- starts", [figure])) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
