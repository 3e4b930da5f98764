import { delimiter, dirname } from "node:path";
import { cleanEnvironment } from "../../../lib/command-line/submission/clean-environment.ts";

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

test("code of a commit sees no variable of the user but those that are allowed", () => {
  process.env = {
    PATH: "/usr/bin",
    LANG: "C",
    HOME: "/home/user",
    AWS_ACCESS_KEY_ID: "a key",
    AWS_PROFILE: "production",
    AWS_ENDPOINT_URL: "http://127.0.0.1",
    GITHUB_TOKEN: "a token",
    NODE_OPTIONS: "--require ./spy.js",
    npm_config_registry: "https://user:password@example.com",
  };

  expect(cleanEnvironment("/empty", ["/first"], { EXTRA: "given" })).toEqual({
    LANG: "C",
    PATH: ["/first", dirname(process.execPath), "/usr/bin"].join(delimiter),
    HOME: "/empty",
    USERPROFILE: "/empty",
    TMPDIR: "/empty",
    CI: "1",
    NO_COLOR: "1",
    EXTRA: "given",
  });
});

test("without a PATH, the Node that runs Interlock is found all the same", () => {
  process.env = {};

  expect(cleanEnvironment("/empty")["PATH"]).toBe(dirname(process.execPath));
});
