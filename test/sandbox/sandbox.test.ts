import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { answerGate } from "../../lib/sandbox/answer-gate.ts";
import { ensureEmulator } from "../../lib/sandbox/emulator.ts";
import { settleState } from "../../lib/sandbox/emulator-state.ts";
import { ensureMailbox } from "../../lib/sandbox/mailbox.ts";
import { SandboxPlace, type SandboxState } from "../../lib/sandbox/place.ts";
import { freePort, isRunning, startedProcess } from "../../lib/sandbox/processes.ts";
import { pythonTools } from "../../lib/sandbox/python.ts";

const place = new SandboxPlace("test-of-sandboxes");
const quiet = () => undefined;
const ports = { emulator: 1, inbox: 1, relay: 1 };

beforeEach(() => rmSync(place.folder, { recursive: true, force: true }));
afterAll(() => rmSync(place.folder, { recursive: true, force: true }));

describe("a port that something else has", () => {
  let other: Server;
  let taken: number;
  beforeAll(async () => {
    taken = await freePort();
    other = createServer();
    await new Promise<void>((listening) => other.listen(taken, "127.0.0.1", listening));
  });
  afterAll(() => other.close());

  test("stops the emulator's start with the port's name, before anything starts", async () => {
    const remember = jest.fn();
    const state: SandboxState = { ports: { ...ports, emulator: taken }, processes: {} };
    await expect(ensureEmulator(place, state, quiet, remember)).rejects.toThrow(
      `another process uses the port ${taken} of the sandbox "test-of-sandboxes": stop it, or choose another port with --port`,
    );
    expect(remember).not.toHaveBeenCalled();
  });

  test("stops the mailbox's start as well", async () => {
    const state: SandboxState = { ports: { ...ports, inbox: taken }, processes: {} };
    await expect(ensureMailbox(place, state, quiet)).rejects.toThrow(`the port ${taken} of the sandbox`);
  });
});

describe("Python that is missing", () => {
  const path = process.env["PATH"];
  afterEach(() => {
    process.env["PATH"] = path;
  });

  test("is named before anything is installed, with advice", () => {
    process.env["PATH"] = "/nowhere";
    expect(() => pythonTools("emulator", "no-requirements", quiet)).toThrow(
      "python3 is missing: the emulator needs Python 3.11 or newer, so install that",
    );
  });
});

describe("the emulator's state", () => {
  const write = (services: string, text: string) => {
    mkdirSync(services, { recursive: true });
    writeFileSync(join(services, "dynamodb.json"), text);
  };

  test("is kept when the emulator ended in order", () => {
    const { services } = settleState(place);
    write(services, "first life");
    utimesSync(join(services, "dynamodb.json"), new Date(), new Date(Date.now() + 1_000));
    expect(settleState(place).putBack).toBe(false);
    expect(readFileSync(join(services, "dynamodb.json"), "utf8")).toBe("first life");
  });

  test("is reset to its initial content when the emulator was killed", () => {
    const { services, objects } = settleState(place);
    write(services, "first life");
    utimesSync(join(services, "dynamodb.json"), new Date(), new Date(Date.now() + 1_000));
    settleState(place);
    utimesSync(join(services, "dynamodb.json"), new Date(0), new Date(0));
    mkdirSync(join(objects, "a-bucket-of-the-second-life"), { recursive: true });
    expect(settleState(place).putBack).toBe(true);
    expect(readFileSync(join(services, "dynamodb.json"), "utf8")).toBe("first life");
    expect(() => readFileSync(join(objects, "a-bucket-of-the-second-life"))).toThrow("ENOENT");
  });
});

describe("a sandbox's memory", () => {
  test("returns the last value written, or nothing if none was written", () => {
    expect(place.read()).toBeNull();
    const state: SandboxState = { ports, processes: {}, application: "shop" };
    place.write(state);
    expect(place.read()).toEqual(state);
  });

  test("that does not parse counts as none", () => {
    place.write({ ports, processes: {} });
    writeFileSync(join(place.folder, "sandbox.json"), "{ half a file");
    expect(place.read()).toBeNull();
  });

  test("belongs to the user alone", () => {
    const umask = process.umask();
    mkdirSync(place.folder, { recursive: true, mode: 0o755 });
    place.keepPrivate();
    writeFileSync(place.path("mails", "one.eml"), "a link");
    process.umask(umask);

    expect(statSync(place.folder).mode & 0o777).toBe(0o700);
    expect(statSync(place.path("mails", "one.eml")).mode & 0o777).toBe(0o600);
    expect(statSync(place.path("mails")).mode & 0o777).toBe(0o700);
  });

  test.each(["", "Local", "../other", "a b"])("has no place under the name %j", (name) => {
    expect(() => new SandboxPlace(name)).toThrow(`the sandbox name "${name}" is not allowed`);
  });
});

test("a process differs from a later one with the same number", () => {
  const own = startedProcess(process.pid);
  expect(isRunning(own)).toBe(true);
  expect(isRunning({ ...own, startedAt: "Thu Jan  1 00:00:00 1970" })).toBe(false);
});

test("gates are answered on this machine only", async () => {
  await expect(
    answerGate("https://approvals.example.com/approvals/x", { decision: "approve", reason: "" }),
  ).rejects.toThrow("the link leads to approvals.example.com: gates are answered only on this machine");
});
