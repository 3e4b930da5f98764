import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { check } from "../../../lib/command-line/commands/check.ts";
import type { CheckReport } from "../../../lib/command-line/submission/check-change.ts";
import { makeCase } from "./make.mjs";

const here = fileURLToPath(new URL("./", import.meta.url));

/** What is right for a case. `when` and `unless` say where the account or the settings decide. */
type Expected = {
  readonly answer: "accepted" | "refused";
  readonly rule?: string;
  readonly names?: readonly string[];
  readonly steps?: CheckReport["stacks"];
};

const { cases } = JSON.parse(readFileSync(join(here, "expected.json"), "utf8")) as {
  readonly cases: Readonly<Record<string, Expected>>;
};

/** Every case of an assembly, by name. */
export const assemblyCases: readonly string[] = Object.keys(cases);

/** Cases that `check` cannot refuse by itself: only the account, or the settings, can say that they are wrong. */
const answeredLater = ["import-of-nobody", "environment-elsewhere"];

/** Writes the assembly of a case into a folder. */
export const makeAssembly = makeCase;

/** Checks the assembly of a case, in a folder that is deleted afterwards. */
export async function checkAssembly(name: string, settings?: object): Promise<CheckReport> {
  const folder = mkdtempSync(join(tmpdir(), "assembly-case-"));
  try {
    makeAssembly(join(folder, "assembly"), name);
    const path = join(folder, "settings.json");
    if (settings !== undefined) writeFileSync(path, JSON.stringify(settings));
    return await check({
      assembly: join(folder, "assembly"),
      ...(settings === undefined ? {} : { settings: path }),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong with the answer to a case; nothing if it is as expected. */
export function problemsOfReport(name: string, report: CheckReport): readonly string[] {
  const { answer, rule = "", names = [], steps } = cases[name] as Expected;
  if (answer === "accepted")
    return [
      ...report.refusals.map(({ rule: broken, where }) => `it is refused by ${broken} at ${where}`),
      ...(JSON.stringify(report.stacks) === JSON.stringify(steps) ? [] : ["it has other stacks"]),
    ];
  const isLater = answeredLater.includes(name);
  const found = (isLater ? report.unknown : report.refusals).filter((one) => one.rule === rule);
  const text = JSON.stringify(found);
  return [
    ...(found.length > 0 ? [] : [`${rule} finds nothing`]),
    ...(report.sound === isLater ? [] : [`it is ${report.sound ? "sound" : "refused"}`]),
    ...names.filter((one) => !text.includes(one)).map((one) => `no finding names ${one}`),
  ];
}
