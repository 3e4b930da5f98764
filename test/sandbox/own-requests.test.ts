import { spawnSync } from "node:child_process";
import { createServer, request } from "node:http";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { foreignIn, foreignToRelay, guard } from "../../lib/sandbox/own-requests.ts";
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

test("a guarded server refuses what is foreign, before anything of it sees the request", async () => {
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    seen.push(incoming.headers.host ?? "");
    response.end("the mails");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;
  guard(server, own);
  const ask = (host: string) =>
    new Promise<number>((resolve, reject) => {
      request({ port: own, host: "127.0.0.1", headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .on("error", reject)
        .end();
    });

  expect(await ask("rebound.evil.example")).toBe(403);
  expect(await ask(`127.0.0.1:${own}`)).toBe(200);
  expect(seen).toEqual([`127.0.0.1:${own}`]);
  await new Promise((closed) => server.close(closed));
});

test.each(["rebound.evil.example", `127.0.0.1:${port}`])(
  "a client that breaks off an upgrade for %s is logged, and does not end the process",
  (host) => {
    const logged = jest.spyOn(console, "error").mockReturnValue();
    const server = createServer().on("upgrade", () => undefined);
    guard(server, port);
    const socket = new PassThrough();
    server.emit("upgrade", { method: "GET", url: "/socket.io/", headers: { host } }, socket, Buffer.alloc(0));
    const reset = new Error("read ECONNRESET");

    expect(() => socket.emit("error", reset)).not.toThrow();
    expect(logged).toHaveBeenCalledWith(reset);
  },
);
