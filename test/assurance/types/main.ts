// The sixty commonest types, end to end: made, checked, announced, changed, put back by a rollback, and proved gone by another one.
// An application that has them all goes through the door, the gates and three environments of the account in memory; with
// --sandbox, and without the types that it lacks, also through a sandbox.
//   --sandbox   in a sandbox of its own, beside the account in memory
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { notEmulated } from "../../../lib/sandbox/not-emulated.ts";
import { commonest } from "../../resources/commonest.ts";
import { allOf, type Figure, reportFigures } from "../shared/write-figures.ts";
import { inMemory, inSandbox, notProvedInSandbox, type Runs } from "./four-runs.ts";
import { traceOf } from "./traces.ts";

const { values } = parseArgs({ options: { sandbox: { type: "boolean", default: false } } });
const work = mkdtempSync(join(tmpdir(), "interlock-"));

/** Types of which no property can be changed while they stay what they are. */
const unchanging = new Set<string>([
  "AWS::EC2::VPCGatewayAttachment",
  "AWS::IAM::InstanceProfile",
  "AWS::Lambda::Permission",
  "AWS::ApiGateway::Account",
]);

/** One line about a type, and whether everything of it was seen. */
function rowOf(
  type: string,
  { made, changed, undone, removed }: Runs,
  still: ReadonlySet<string>,
): { readonly text: string; readonly whole: boolean } {
  const isOfType =
    type === "Custom::*"
      ? (other: string) => other.startsWith("Custom::")
      : (other: string) => other === type;
  const [first, second, third, fourth] = [made, changed, undone, removed].map(({ records }) =>
    traceOf(records, isOfType),
  );
  const seen = {
    made: first?.deployed === true,
    checked: first?.checked.length ? first.checked.join(", ") : "with its stack",
    announced: first?.announced.includes("add") === true,
    public: first?.exposed.join(", ") || "–",
    changed: second?.announced.join(", ") || (still.has(type) ? "nothing can change" : ""),
    restored: third?.restored === true || still.has(type),
    gone: fourth?.gone === true ? (fourth.how[0] ?? "") : fourth?.gone === null ? "with its stack" : "",
  };
  const word = (is: boolean) => (is ? "yes" : "NO");
  return {
    text: `| ${[type, word(seen.made), seen.checked, word(seen.announced), seen.public, seen.changed || "NO", word(seen.restored), seen.gone || "NO"].join(" | ")} |`,
    whole: seen.made && seen.announced && seen.changed !== "" && seen.restored && seen.gone !== "",
  };
}

/** The table of one place, and its figures. */
function report(
  where: string,
  runs: Runs,
  types: readonly string[],
  still: ReadonlySet<string> = unchanging,
): readonly Figure[] {
  console.log(`\n${where}`);
  console.log("| type | made | checked | announced | public | changed | put back | gone |");
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
  const rows = types.map((type) => rowOf(type, runs, still));
  for (const { text } of rows) console.log(text);
  const verdicts = Object.entries({
    made: "SUCCEEDED",
    changed: "SUCCEEDED",
    undone: "ROLLED_BACK",
    removed: "ROLLED_BACK",
  } as const);
  for (const [name] of verdicts) {
    const { verdict, cause, records } = runs[name as keyof Runs];
    console.log(`${name}: ${verdict}${cause === "" ? "" : `, ${cause}`}`);
    for (const { type, is, how } of records.looked)
      if (is !== "gone" && is !== "kept" && is !== "foreign") console.log(`    ${type} is ${is}: ${how}`);
  }
  return [
    allOf(`types end to end ${where}`, rows.filter(({ whole }) => whole).length, types.length),
    allOf(
      `runs of all types that ended as they should ${where}`,
      verdicts.filter(([name, wanted]) => runs[name as keyof Runs].verdict === wanted).length,
      verdicts.length,
    ),
  ];
}

const figures: Figure[] = [];
try {
  figures.push(...report("in the account in memory", await inMemory(work), commonest));
  if (values.sandbox) {
    const emulated = commonest.filter((type) => !notEmulated.types.some((one) => one === type));
    figures.push(
      ...report(
        "in a sandbox",
        await inSandbox(work),
        emulated,
        new Set([...unchanging, ...notProvedInSandbox]),
      ),
    );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (!reportFigures("types", "npm run assure -- types", figures)) process.exitCode = 1;
