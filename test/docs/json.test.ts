import type { Command } from "commander";
import { wordsOf } from "../../lib/command-line/commands/completion.ts";
import { programFor } from "../../lib/command-line/program.ts";
import { jsonRows } from "./json.ts";

const silent = { say: () => undefined, complain: () => undefined, exitWith: () => undefined };

const pathsWithJson = (command: Command, path = ""): readonly string[] =>
  command.commands.flatMap((child) => {
    const name = `${path} ${child.name()}`.trim();
    const own = child.options.some(({ long }) => long === "--json") ? [name] : [];
    return [...own, ...pathsWithJson(child, name)];
  });

test("the document of every command with --json is described, and no other", async () => {
  const interlock = await programFor(undefined, silent);
  expect(Object.keys(jsonRows).toSorted()).toEqual(pathsWithJson(interlock).toSorted());
});

test("completion offers every command, and every option behind it", async () => {
  const words = new Map(wordsOf(await programFor("completion", silent)));
  expect(words.get("")).toEqual(expect.arrayContaining(["runs", "status", "quarantine", "--version"]));
  expect(words.get("quarantine")).toEqual(expect.arrayContaining(["list", "show", "resolve"]));
  expect(words.get("quarantine resolve")).toEqual(
    expect.arrayContaining(["--reason", "--seen-gone", "--aws"]),
  );
});
