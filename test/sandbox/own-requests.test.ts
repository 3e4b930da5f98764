import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { foreignIn, foreignToRelay } from "../../lib/sandbox/own-requests.ts";
import { examplesFor } from "./examples.ts";

const port = 4650;
const to = (server: string) => examplesFor(server, port);

test.each(to("inbox").map((example) => [example.says, example] as const))(
  "the inbox knows whether it answers %s",
  (_says, { method, path: url, headers, answered }) => {
    expect(foreignIn({ method, url, headers }, port) === null).toBe(answered);
  },
);

test.each(to("relay").map((example) => [example.says, example] as const))(
  "the relay knows whether it takes %s",
  (_says, { method, path: url, headers, answered }) => {
    expect(foreignToRelay({ method, url, headers }, port) === null).toBe(answered);
  },
);

test("the emulator knows whether it answers a request", () => {
  const program = `
import json, sys
sys.dont_write_bytecode = True
from own_requests import foreign
for one in json.load(sys.stdin):
    print(foreign(one["method"], one["path"], one["query"], one["headers"], ${port}) is None)
`;
  const { stdout, stderr } = spawnSync("python3", ["-c", program], {
    input: JSON.stringify(to("emulator")),
    encoding: "utf8",
    env: {
      ...process.env,
      PYTHONPATH: fileURLToPath(new URL("../../lib/sandbox/launcher", import.meta.url)),
    },
  });

  expect(stderr).toBe("");
  expect(stdout.trim().split("\n")).toEqual(
    to("emulator").map(({ answered }) => (answered ? "True" : "False")),
  );
});
