import { explained } from "../../lib/command-line/explain.ts";
import { main } from "../../lib/command-line/main.ts";
import { notFound } from "../../lib/domain/errors.ts";

/** Runs a command line. Returns what it printed, and its exit code. */
async function run(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  let code = 0;
  await main(args, {
    say: (line) => out.push(line),
    complain: (line) => err.push(line),
    exitWith: (given) => {
      code = given;
    },
  });
  return { out, err, code };
}

test("an error is one line for people, on standard error", async () => {
  const { out, err, code } = await run("verify", "no-such-file");
  expect([out, code]).toEqual([[], 2]);
  expect(err.join()).toContain("no-such-file");
});

test.each([
  ["an unknown option", ["runs", "--json", "--wrong"], "InvalidInput", "unknown option '--wrong'"],
  ["an argument that does not parse", ["runs", "--json", "--limit", "0"], "InvalidInput", "whole number"],
  ["a missing argument", ["report", "--json"], "InvalidInput", "missing required argument"],
  [
    "two installations",
    ["runs", "--json", "--aws", "--sandbox", "x"],
    "InvalidInput",
    "name two installations",
  ],
  [
    "a report of neither",
    ["report", "--json", "nowhere.jsonl"],
    "NotFound",
    "neither a file nor the id of a run",
  ],
  ["an unknown sandbox", ["runs", "--json", "--sandbox", "nowhere"], "NotFound", "was never started"],
])("with --json, %s is one JSON document on standard output", async (_words, args, name, message) => {
  const { out, err, code } = await run(...args);
  expect(code).toBe(1);
  expect(err).toEqual([]);
  expect(JSON.parse(out.join("\n"))).toEqual({ error: { name, message: expect.stringContaining(message) } });
});

const thrown = (name: string, message: string) => Object.assign(new Error(message), { name });

test.each([
  ["no region", thrown("Error", "Region is missing"), "set AWS_REGION"],
  [
    "no credentials",
    thrown("CredentialsProviderError", "Could not load credentials from any providers"),
    "sign in",
  ],
  [
    "an expired session",
    thrown("ExpiredTokenException", "The security token included in the request is expired"),
    "have expired",
  ],
  [
    "unknown credentials",
    thrown("UnrecognizedClientException", "The security token included in the request is invalid."),
    "does not know",
  ],
  ["an error of ours", notFound("there is no run x"), "there is no run x"],
])("%s is explained in one sentence", (_words, error, message) => {
  expect(explained(error)?.message).toContain(message);
  expect(explained(error)?.message).not.toContain("\n");
});

test("an error that nobody foresaw is not explained: its stack says more", () => {
  expect(explained(new TypeError("x is not a function"))).toBeNull();
});
