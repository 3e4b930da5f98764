import { existsSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { alone } from "../../lib/sandbox/alone.ts";
import { SandboxPlace } from "../../lib/sandbox/place.ts";

const place = new SandboxPlace("test-of-two-commands");
beforeEach(() => rmSync(place.folder, { recursive: true, force: true }));
afterAll(() => rmSync(place.folder, { recursive: true, force: true }));

test("two commands on one sandbox work one after the other, and the second says that it waits", async () => {
  const done: string[] = [];
  const said: string[] = [];
  const work = (name: string) => async () => {
    done.push(`${name} begins`);
    await setTimeout(50);
    done.push(`${name} ends`);
  };
  await Promise.all([
    alone(place, (line) => said.push(line), work("one")),
    alone(place, (line) => said.push(line), work("two")),
  ]);

  expect(done).toEqual(["one begins", "one ends", "two begins", "two ends"]);
  expect(said).toEqual(['another command prepares the sandbox "test-of-two-commands": waiting for it ...']);
  expect(existsSync(place.path("lock"))).toBe(false);
});

test.each([
  ["was killed", JSON.stringify({ pid: process.pid, startedAt: "Thu Jan  1 00:00:00 1970" })],
  ["was killed while it wrote", '{ "pid": '],
])("a command that %s does not hold up the next one", async (_what, left) => {
  writeFileSync(place.path("lock"), left);

  expect(await alone(place, fail, async () => "worked")).toBe("worked");
});

test("a command that fails frees the sandbox", async () => {
  const failing = async () => {
    throw new Error("no space left");
  };

  await expect(alone(place, fail, failing)).rejects.toThrow("no space left");
  expect(await alone(place, fail, async () => "worked")).toBe("worked");
});

function fail(line: string): void {
  throw new Error(`it says: ${line}`);
}
