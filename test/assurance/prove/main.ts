// Proves order, gates and rollback on the definitions as they are synthesised, and writes the certificate:
// results/certificate.json.
//   --template FILE   a template that was synthesised before
//   --walks N         how many random walks test what was proved (1,000,000)
//   --seed S          the seed of the walks; without it, a fresh one is drawn and printed
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { controlPlaneTemplate } from "../../../lib/control-plane/template.ts";
import { Random } from "../../simulator/random.ts";
import { allOf, atLeast, atMost, reportFigures, writeDocument } from "../shared/write-figures.ts";
import { textOf } from "./finding.ts";
import { installedFrom } from "./machines.ts";
import { type Certificate, certify, findingsAbout } from "./prove.ts";
import { mostBytes, mostEvents } from "./rules/sizes.ts";
import { readTemplate } from "./synthesised.ts";
import { type Walked, walkAtRandom } from "./walks.ts";

const { values } = parseArgs({
  options: {
    template: { type: "string" },
    walks: { type: "string", default: "1000000" },
    seed: { type: "string" },
  },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const template: unknown =
  values.template === undefined ? controlPlaneTemplate() : JSON.parse(readFileSync(values.template, "utf8"));
const { synthesised, findings: wiring } = readTemplate(template);
const findings = [...wiring, ...findingsAbout(synthesised)];
const certificate = certify(synthesised);

for (const finding of findings) console.log(textOf(finding));
if (certificate === null) process.exitCode = 1;
else if (!report(certificate) || findings.length > 0) process.exitCode = 1;

function walks(): Walked {
  const read = installedFrom(synthesised);
  if ("findings" in read) throw new Error("what could not be read cannot be walked");
  const random = new Random(seed);
  return walkAtRandom(read.installed, Number(values.walks), () => random.fraction());
}

function report(proved: Certificate): boolean {
  for (const { says, effects } of proved.orders) {
    console.log(`
${says}.`);
    for (const { state, way } of effects) console.log(`  «${state}» is reached in ${way.length} states`);
    const cuts = new Map(
      effects.flatMap(({ cut }) => cut.map(({ needed, edges }) => [needed, edges] as const)),
    );
    for (const [needed, edges] of cuts)
      console.log(`  never without "${needed}", which only ${edges.join(" and ")} can give`);
  }
  console.log("");
  for (const { family, id, says, findings: found } of proved.rules)
    console.log(`${found === 0 ? "  ok  " : "WRONG "} ${family.padEnd(11)}${id.padEnd(36)}${says}`);
  console.log("");
  const events = proved.machines.map(({ bounds }) => bounds.historyEvents ?? Number.POSITIVE_INFINITY);
  const bytes = proved.machines.map(({ bounds }) => bounds.dataBytes ?? Number.POSITIVE_INFINITY);
  const held = proved.orders.filter(({ rule, effects }) =>
    effects.length > 0 && effects.every(({ reachableWithoutCut }) => !reachableWithoutCut)
      ? !findings.some((finding) => finding.rule === rule)
      : false,
  );
  const walked = walks();
  for (const way of walked.skips) console.log(`SKIPS  ${way.map((name) => `«${name}»`).join(" -> ")}`);
  const reached = reportFigures("prove", `npm run assure -- prove --seed ${seed}`, [
    allOf("orders that no way leads round", held.length, proved.orders.length),
    allOf(
      "rules without a finding",
      proved.rules.filter((rule) => rule.findings === 0).length,
      proved.rules.length,
    ),
    atMost("findings", findings.length, 0),
    atLeast(
      "random walks, any task answering anything",
      walked.walks,
      Math.min(Number(values.walks), 1_000_000),
    ),
    atMost("walks on which something was skipped", walked.skips.length, 0),
    atLeast("effects on them", walked.effects, 1),
    atMost("history events of an execution, at worst", Math.max(...events), mostEvents - 1),
    atMost("bytes of an execution's data, at worst", Math.max(...bytes), mostBytes - 1),
  ]);
  const path = writeDocument("certificate.json", `${JSON.stringify(proved, null, 2)}\n`);
  console.log(`\ncertificate of ${proved.machines.length} machines: ${path}`);
  return reached;
}
