import { createInterface } from "node:readline/promises";
import { invalidInput } from "../domain/errors.ts";

/**
 * Has a person type a word before something that cannot be taken back.
 * @param instead the option that answers in a pipeline, where nobody can type.
 * @throws InvalidInput if the person types anything else, or if nobody can type.
 */
export async function askPerson(question: string, word: string, instead: string): Promise<void> {
  if (process.stdin.isTTY !== true)
    throw invalidInput(
      `${question} Nobody can be asked here: repeat the command with ${instead} if you mean it`,
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = await terminal.question(`${question}\nType ${word} to go on: `);
    if (typed.trim() !== word)
      throw invalidInput(`you typed "${typed.trim()}", not ${word}: nothing was done`);
  } finally {
    terminal.close();
  }
}
