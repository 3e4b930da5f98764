/** Prints a figure that a test has counted, for the scripts that ask for it (`npm run test:recovery`). */
export function figure(line: string): void {
  if (process.env["FIGURES"] !== undefined) process.stdout.write(`      ${line}\n`);
}
