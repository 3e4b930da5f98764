// Ten questions of an operator at three in the morning, and every alarm: the real command on the account in memory, and whether its
// first screen has the answer. Then lists of ten thousand runs. Prints what was typed and what was found.
//   --screens   prints each first screen
process.env["POWERTOOLS_LOG_LEVEL"] = "INFO";
Object.defineProperty(process.stdout, "columns", { value: 120 });

const { firstCommand, problems } = await import("../../../lib/mails/alarms.ts");
const { watchedRepository } = await import("../../fixtures/repository-settings.ts");
const { install } = await import("../../simulator/runs.ts");
const { synthesisedTemplate } = await import("../../simulator/template.ts");
const { allOf, atMost, reportFigures, writeDocument } = await import("../shared/write-figures.ts");
const { alarmsIn } = await import("./alarms.ts");
const { CloudWatch } = await import("./cloudwatch.ts");
const { firstScreen, missingOn } = await import("./first-screen.ts");
const { countedByAws, ordinary, troubles } = await import("./situations.ts");
const { tasks } = await import("./tasks.ts");
const { tenThousandRuns } = await import("./ten-thousand-runs.ts");
type Problem = import("../../../lib/mails/alarms.ts").Problem;
type World = import("../../simulator/world.ts").World;
type Situation = import("./situations.ts").Situation;

const showsScreens = process.argv.includes("--screens");

/** What one question or alarm came to. */
type Row = {
  readonly about: string;
  readonly typed: string;
  readonly isRight: boolean;
  readonly found: string;
};

/** Brings a situation about, types the command, and says what its first screen lacks. */
async function asked(
  situation: (world: World) => Promise<readonly (string | RegExp)[]>,
  args: string,
): Promise<{
  readonly missing: readonly string[];
  readonly world: World;
  readonly cloudWatch: InstanceType<typeof CloudWatch>;
}> {
  const world = install();
  const cloudWatch = new CloudWatch(world);
  try {
    const wanted = await situation(world);
    world.account.faultAt = () => undefined;
    if (args.startsWith("aws ")) return { missing: [], world, cloudWatch };
    const screen = await firstScreen(world, args);
    if (showsScreens) console.log(`$ npx interlock ${args}\n${screen}\n`);
    return { missing: missingOn(screen, wanted), world, cloudWatch };
  } finally {
    cloudWatch.close();
  }
}

const said = (missing: readonly string[]): string =>
  missing.length === 0 ? "on the first screen" : `NOT on the first screen: ${missing.join(", ")}`;

const questions: Row[] = [];
for (const { question, typed, situation } of tasks) {
  const { missing } = await asked(situation, typed);
  questions.push({
    about: question,
    typed: typed === "open" ? "interlock open, and a click on the link" : `interlock ${typed}`,
    isRight: missing.length === 0,
    found: said(missing),
  });
}

const template = await synthesisedTemplate();
const alarms: Row[] = [];
for (const name of Object.keys(problems) as Problem[])
  for (const [cause, situation] of causesOf(name)) {
    const { look } = problems[name];
    const typed = look.startsWith("aws ") ? look : `interlock ${look}`;
    const { missing, world, cloudWatch } = await asked(situation, look);
    const its = alarmsIn(template, world.application).filter((alarm) => alarm.name.startsWith(name));
    const leads = its.every(({ description }) =>
      description.includes(firstCommand(name, { application: world.application })),
    );
    const isCountedByAws = (countedByAws as readonly string[]).includes(name);
    const watchesAws = its.every(({ namespaces }) => namespaces.every((one) => one.startsWith("AWS/")));
    const rang = isCountedByAws ? watchesAws : its.some(({ hasRung }) => hasRung(cloudWatch, world));
    alarms.push({
      about: cause === "" ? name : `${name}: ${cause}`,
      typed,
      isRight: its.length > 0 && leads && rang && missing.length === 0,
      found: `${isCountedByAws ? "counted by AWS alone" : rang ? "rang" : "DID NOT RING"}; ${typed.startsWith("aws") ? "the command needs AWS, so it was not tried" : isCountedByAws ? "the command needs no fault to answer" : said(missing)}${leads ? "" : "; its description LACKS the command"}`,
    });
  }

/** How a problem comes about, by its causes; one without a name if it has one cause, or if AWS alone counts it. */
function causesOf(name: Problem): readonly (readonly [cause: string, Situation])[] {
  const trouble: Situation | Readonly<Record<string, Situation>> =
    name in troubles ? troubles[name as keyof typeof troubles] : () => Promise.resolve([]);
  return typeof trouble === "function" ? [["", trouble]] : Object.entries(trouble);
}

const table = (rows: readonly Row[]): readonly string[] => [
  "| | typed | found |",
  "|---|---|---|",
  ...rows.map(({ about, typed, found }) => `| ${about} | \`${typed}\` | ${found} |`),
];
const document = [
  "# What an operator types, and what they find",
  "",
  ...table(questions),
  "",
  "# From each alarm to what is at fault",
  "",
  ...table(alarms),
  "",
].join("\n");
console.log(document);
console.log(`written to ${writeDocument("operators.md", document)}\n`);

/** Which alarms ring although nothing is wrong: a run that succeeds, and then a quarter of an hour. */
// The template watches a branch, so the settings name it too.
const quiet = install({ repository: watchedRepository("interlock-reference") });
const watched = new CloudWatch(quiet);
await ordinary(quiet);
const rungInVain = alarmsIn(template, quiet.application).filter(({ hasRung }) => hasRung(watched, quiet));
const lists = await tenThousandRuns();
watched.close();

const right = (rows: readonly Row[]) => rows.filter(({ isRight }) => isRight).length;
const reached = reportFigures("operators", "npm run assure -- operators", [
  allOf("questions answered on the first screen of the first command", right(questions), questions.length),
  allOf("alarms that ring, each with the command that shows the fault", right(alarms), alarms.length),
  atMost(
    `alarms that ring although nothing is wrong ${rungInVain.map(({ name }) => name).join(" ")}`.trim(),
    rungInVain.length,
    0,
  ),
  ...lists,
]);
if (!reached) process.exitCode = 1;
