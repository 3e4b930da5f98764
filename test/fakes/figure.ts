/** Prints a figure that a test has counted, if the suite wants figures (`npm run assure -- recovery`). */
export function figure(line: string): void {
  if (process.env["FIGURES"] !== undefined) process.stdout.write(`      ${line}\n`);
}
