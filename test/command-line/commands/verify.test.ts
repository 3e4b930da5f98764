import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type VerifyOptions, verify } from "../../../lib/command-line/commands/verify.ts";
import type { Verification } from "../../../lib/domain/verify/verify.ts";
import { bytesOf, partsOf } from "../../assurance/tamper/bundles.ts";
import { replaceSigningKey } from "../../simulator/replace-signing-key.ts";
import { install, rejectAt, take, takeUntil } from "../../simulator/runs.ts";

const deceptive = fileURLToPath(new URL("../../cases/bundles/bundle.jsonl", import.meta.url));

test("a bundle's own text cannot clear the screen or hide the findings", () => {
  const lines: string[] = [];
  const code = verify(
    deceptive,
    {},
    { say: (line) => lines.push(line), complain: (line) => lines.push(line) },
  );

  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^NOT sound: .*‹U\+001B›/);
  expect(lines.join("")).not.toMatch(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/u);
});

const kept = (name: string) => fileURLToPath(new URL(`../../cases/bundles/${name}.jsonl`, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "verify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inFile(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function said(path: string, options: VerifyOptions = {}) {
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const code = verify(path, options, { say, complain: say });
  return { code, text: lines.join("\n") };
}

test.each([
  ["a bundle that does not exist", "nowhere.jsonl", {}],
  ["a key that does not exist", deceptive, { publicKey: "nowhere.pem" }],
])("with --json, %s is a document too", (_, path, options) => {
  const { code, text } = said(path, { ...options, json: true });
  expect(code).toBe(2);
  expect(JSON.parse(text)).toEqual({
    error: { name: "InvalidInput", message: expect.stringContaining("nowhere") },
  });
});

describe("the exit code", () => {
  const world = install();
  rejectAt(world, "plan-approval");
  const ended = take(world).then(({ runId }) => partsOf(world, runId));
  const other = install();
  const open = takeUntil(other, "4.2 Validate development").then((runId) => partsOf(other, runId));
  const key = async () => inFile("key.pem", (await ended).publicKeyPem);
  const sealed = async () => inFile("sealed.jsonl", bytesOf(await ended));
  const running = async () => inFile("running.jsonl", bytesOf(await open));

  test("is 0 for a sound and sealed bundle under the pinned key", async () => {
    const { code, text } = said(await sealed(), { publicKey: await key() });
    expect(code).toBe(0);
    expect(text).toMatch(/^sound: .*, REJECTED\nkey [0-9a-f]{64}, pinned$/);
  });

  test("is 0 under a key that another one took the place of, and the text says so", async () => {
    const replaced = install();
    await replaceSigningKey(replaced);
    rejectAt(replaced, "plan-approval");
    const { runId } = await take(replaced);
    const bundle = inFile("replaced.jsonl", bytesOf(await partsOf(replaced, runId)));
    const { code, text } = said(bundle, { publicKey: inFile("first.pem", replaced.kms.publicKeyPem) });
    expect(code).toBe(0);
    expect(text).toMatch(
      /REJECTED\nthe bundle's key is linked by signed introductions .*\nkey [0-9a-f]{64}; you pinned [0-9a-f]{64}$/,
    );
  });

  test("is 0 for a sound and sealed bundle whose own key is trusted on purpose", async () => {
    const { code, text } = said(await sealed(), { trustOwnKey: true });
    expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining("and you trust it") });
  });

  test("is 3 for a bundle that only its own key vouches for", async () => {
    const { code, text } = said(await sealed());
    expect({ code, text }).toMatchObject({ code: 3, text: expect.stringContaining("--public-key") });
  });

  test("is 3 for a run that is not sealed, whatever key is trusted", async () => {
    const { code, text } = said(await running(), { trustOwnKey: true });
    expect({ code, text }).toMatchObject({ code: 3, text: expect.stringContaining("not sealed yet") });
  });

  test("is 1 for findings, pinned or not", async () => {
    const cut = inFile("cut.jsonl", bytesOf(await ended).subarray(0, 2_000));
    expect(said(cut, { publicKey: await key() }).code).toBe(1);
  });

  test("is 2 for what cannot be read, and for a key that is pinned and not needed", async () => {
    expect(said(join(folder, "nobody.jsonl")).code).toBe(2);
    expect(said(await sealed(), { publicKey: join(folder, "nobody.pem") }).code).toBe(2);
    expect(said(await sealed(), { publicKey: await key(), trustOwnKey: true })).toMatchObject({
      code: 2,
      text: expect.stringContaining("both given"),
    });
  });

  test("agrees with the JSON document", async () => {
    const document = (path: string, options: VerifyOptions = {}) =>
      JSON.parse(said(path, { json: true, ...options }).text);
    expect(document(await sealed(), { publicKey: await key() })).toMatchObject({
      sound: true,
      verdict: "REJECTED",
      sealed: true,
      keyPinned: true,
    });
    expect(document(await running())).toMatchObject({
      sound: true,
      verdict: "RUNNING",
      sealed: false,
      keyPinned: false,
    });
  });
});

describe("a file that is no bundle, or was changed on its way,", () => {
  const text = readFileSync(kept("before-signed-decisions"), "utf8");
  const lines = text.split("\n").slice(0, -1);
  const documents = lines.map((line) => JSON.parse(line) as object);
  test.each<readonly [string, string | Buffer, string]>([
    ["begins with a byte order mark", `\ufeff${text}`, "byte order mark"],
    ["has lines that end with CR LF", text.replaceAll("\n", "\r\n"), "CR LF"],
    ["is UTF-16", Buffer.from(text, "utf16le"), "UTF-16"],
    ["is UTF-16 with a byte order mark", Buffer.from(`\ufeff${text}`, "utf16le"), "UTF-16"],
    ["is compressed", gzipSync(text), "gzip"],
    ["is an array on one line", JSON.stringify(documents), "JSON array"],
    ["is an indented document", JSON.stringify(documents[0], null, 2), "indented"],
    ["is a page about an error", "<html><body>404</body></html>\n", "page"],
    ["is empty", "", "empty"],
  ])("gets one hint if it %s", (_what, content, hint) => {
    const { code, text } = said(inFile("changed.jsonl", content), { json: true });
    const { findings, decisions } = JSON.parse(text) as Verification;
    expect({ code, decisions }).toEqual({ code: 1, decisions: null });
    expect(findings).toHaveLength(2);
    expect(findings[0]?.message).toContain(hint);
  });
});

describe("a bundle that was kept from before decisions were signed", () => {
  test.each([
    // Written by commit 1a36f0e of 25 November 2026, the last one of the first stage.
    ["before-signed-decisions-first", "SUCCEEDED"],
    ["before-signed-decisions", "SUCCEEDED"],
    ["before-signed-decisions-rejected", "REJECTED"],
  ])("%s is read by its own rules, and its decisions are called unsigned", (name, verdict) => {
    const { code, text } = said(kept(name), { trustOwnKey: true });
    expect(code).toBe(0);
    expect(text).toMatch(new RegExp(`^sound: .*, ${verdict}\\ndecisions unsigned: `));
    expect(JSON.parse(said(kept(name), { json: true }).text)).toMatchObject({
      sound: true,
      decisions: "unsigned",
    });
  });

  test.each([
    ["who decided", /"approver":"release-manager"/, '"approver":"platform-owner"'],
    ["what was decided", /"decision":"approve"/, '"decision":"reject"'],
    ["its format", "interlock-records/2", "interlock-records/3"],
    ["its format, to one that no verifier reads", "interlock-records/2", "interlock-records/1"],
  ])("is not sound once it says otherwise %s", (_what, from, to) => {
    const text = readFileSync(kept("before-signed-decisions-first"), "utf8");
    const edited = text.replace(from, to);
    expect(edited).not.toBe(text);
    expect(said(inFile("edited.jsonl", edited), { trustOwnKey: true }).code).toBe(1);
  });
});

test("a bundle of a run whose decisions are signed says nothing about unsigned ones", async () => {
  const world = install();
  const { runId } = await take(world);
  const path = inFile("signed.jsonl", bytesOf(await partsOf(world, runId)));
  expect(said(path, { trustOwnKey: true })).toMatchObject({
    code: 0,
    text: expect.not.stringContaining("unsigned"),
  });
  expect(JSON.parse(said(path, { json: true }).text)).toMatchObject({ decisions: "signed" });
});
