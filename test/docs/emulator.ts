import { differences } from "../contract/differences.ts";
import { emulatorRows } from "../contract/emulator.ts";
import { kindnesses } from "../contract/emulator-kindness.ts";
import { corrections } from "../contract/launcher.ts";
import { behaviours } from "../simulator/behaviours.ts";
import type { GeneratedDocument } from "./generated-document.ts";
import { table } from "./table.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** Where AWS documents what a case of the contract says. */
const sourceOf = (says: string): string =>
  behaviours.find(({ shownBy }) => shownBy.includes(says))?.source ?? "–";

/** docs/emulator.md: in what the emulator differs from AWS, and which test does not trust it. */
export const emulator: GeneratedDocument = {
  path: "docs/emulator.md",
  text: () =>
    [
      "# Where the emulator is not AWS",
      "",
      "`npm run docs` makes this page from `test/contract`. A test fails for a row whose test does not exist. `npm run test:contract` asks the",
      "emulator the cases of the second table, and fails for a difference that is new, and for one that no longer exists. A test fails for",
      "a function of the emulator that the launcher replaces and the third table does not name.",
      "",
      table(
        "What the emulator has nothing to try on",
        "question",
        ["the emulator", "AWS", "source", "the test that does not trust the emulator"],
        [...emulatorRows, ...kindnesses].map(({ question, emulator: here, aws, source, test }) =>
          [question, here, aws, source, `\`${test.file}\`: ${test.title}`].map(cell),
        ),
      ),
      table(
        "What a case of the contract tries",
        "on AWS",
        ["in the emulator, and why the code is right all the same", "source"],
        differences.map(({ says, because }) => [says, because, sourceOf(says)].map(cell)),
      ),
      table(
        "What the launcher of the sandbox corrects",
        "in `lib/sandbox/launcher`",
        ["the emulator alone", "behind the launcher", "source"],
        corrections.map(({ file, name, emulator: alone, corrected, source }) =>
          [`\`${file}\`: \`${name}\``, alone, corrected, source].map(cell),
        ),
      ),
    ].join("\n"),
};
