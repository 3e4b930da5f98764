import { type Output, printResult, progressOutput } from "../../lib/command-line/command.ts";

/** Runs `work` with an output that keeps its lines. */
function linesOf(work: (output: Output) => void): { readonly out: string[]; readonly err: string[] } {
  const [out, err]: [string[], string[]] = [[], []];
  work({
    say: (line) => out.push(line),
    complain: (line) => err.push(line),
    exitWith: () => undefined,
  });
  return { out, err };
}

test("for people, progress and result are lines on standard output", () => {
  const { out, err } = linesOf((output) => {
    progressOutput(output, {})("working");
    printResult(output, {}, { done: true }, "done");
  });
  expect([out, err]).toEqual([["working", "done"], []]);
});

test("with --json, standard output has one document, and progress goes to standard error", () => {
  const { out, err } = linesOf((output) => {
    progressOutput(output, { json: true })("working");
    printResult(output, { json: true }, { done: true }, "done");
  });
  expect(JSON.parse(out.join("\n"))).toEqual({ done: true });
  expect(err).toEqual(["working"]);
});
