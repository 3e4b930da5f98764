// Asks the code that decides "held", "closed" and "gone" about each type, setting and reader of a generated matrix, and counts its lies.
//   npm run assure -- exposure
//   --share N   a random part of the matrix, from 0 to 1; all of it without
//   --seed S    the seed of that part; without it, a fresh one is drawn and printed
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { Random } from "../../simulator/random.ts";
import { allOf, atLeast, atMost, reportFigures } from "../shared/write-figures.ts";
import { questions } from "./cases.ts";
import { seededDefects } from "./defects.ts";
import { allCases, inWords, isFalse, sampleOf, type Tried, tryCase } from "./matrix.ts";
import { readers } from "./reader.ts";

const { values } = parseArgs({
  options: { share: { type: "string", default: "1" }, seed: { type: "string" } },
});
const share = Number(values.share);
const seed = Number(values.seed ?? randomInt(2 ** 31));
const mostNamed = 40;
const leastRight = 1_000;

/** How the cases of one question and reader ended. */
type Tally = { cases: number; lies: number; right: number };
const tallies = new Map<string, Tally>();
const lies: Tried[] = [];
const types = new Set<string>();
for (const one of sampleOf(allCases(), share, new Random(seed))) {
  const tried = await tryCase(one);
  const key = `${one.question} ${one.reader}`;
  const tally = tallies.get(key) ?? { cases: 0, lies: 0, right: 0 };
  tallies.set(key, tally);
  tally.cases += 1;
  types.add(one.type);
  if (isFalse(tried)) {
    tally.lies += 1;
    lies.push(tried);
  } else if (tried.isYes) tally.right += 1;
}

const of = (question: string, reader: string): Tally =>
  tallies.get(`${question} ${reader}`) ?? { cases: 0, lies: 0, right: 0 };
const width = 26;
const [firstWidth, numberWidth] = [12, 9];
console.log(
  `${"reader".padEnd(firstWidth)}${questions.map((question) => `${question}: cases, false, true`.padStart(width)).join("")}`,
);
for (const reader of readers) {
  const cells = questions.map((question) => {
    const { cases, lies: wrong, right } = of(question, reader);
    return [cases, wrong, right]
      .map((value) => String(value).padStart(numberWidth - 1))
      .join("")
      .padStart(width);
  });
  console.log(`${reader.padEnd(firstWidth)}${cells.join("")}`);
}
for (const lie of lies.slice(0, mostNamed)) console.log(`  a lie: ${inWords(lie)}`);
if (lies.length > mostNamed) console.log(`  and ${lies.length - mostNamed} more`);

let seen = 0;
for (const { name, question, defect } of seededDefects) {
  let found: Tried | undefined;
  for (const one of allCases()) {
    if (one.question !== question) continue;
    const tried = await tryCase(one, defect);
    if (!isFalse(tried)) continue;
    found = tried;
    break;
  }
  if (found === undefined) console.log(`  not seen: ${name} (${question})`);
  else seen += 1;
}

const sum = (question: string, what: keyof Tally): number =>
  readers.reduce((all, reader) => all + of(question, reader)[what], 0);
const isWhole = share >= 1;
const command = ["npm run assure -- exposure", ...(isWhole ? [] : [`--share ${share} --seed ${seed}`])].join(
  " ",
);
const reached = reportFigures("exposure", command, [
  ...questions.map((question) => atMost(`false "${question}"`, sum(question, "lies"), 0)),
  ...questions.map((question) => atLeast(`cases of "${question}"`, sum(question, "cases"), 1)),
  ...questions.map((question) =>
    atLeast(`rightly "${question}"`, sum(question, "right"), isWhole ? leastRight : 1),
  ),
  atLeast("types", types.size, isWhole ? 1_800 : 1),
  allOf("seeded defects that the matrix sees", seen, seededDefects.length),
]);
console.log(isWhole ? "the whole matrix, without chance" : `seed ${seed}, a share of ${share}`);
if (!reached) process.exitCode = 1;
