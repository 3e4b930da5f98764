import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { verifyFile, witnessIn } from "../../../lib/command-line/bundles/verify-file.ts";
import { verify as verifyCommand } from "../../../lib/command-line/commands/verify.ts";
import { canonicalJson, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import type { BundleParts } from "../../../lib/domain/records/bundle.ts";
import { factShapes } from "../../../lib/domain/records/facts.ts";
import { readEntry, readPlainEntry } from "../../../lib/domain/verify/entry-line.ts";
import { Lines } from "../../../lib/domain/verify/lines.ts";
import { install, rejectAt, take, takeUntil } from "../../simulator/runs.ts";
import { bytesOf, partsOf, verify } from "./bundles.ts";
import { signedBy, vouchedFor, worldsHand } from "./forge.ts";

/** An open run, whose last entry can be made anything without a seal that speaks against it. */
async function openRun(): Promise<BundleParts> {
  const world = install();
  return partsOf(world, await takeUntil(world, "5.3 Validate staging"));
}
const open = openRun();

/** The open run with its last entry's bytes changed, and vouched for so. */
async function withLast(change: (bytes: string) => string): Promise<Buffer> {
  const parts = await open;
  const entries = [...parts.entries.slice(0, -1), change(parts.entries.at(-1) ?? "")];
  return bytesOf(vouchedFor({ ...parts, entries }, worldsHand));
}
const rulesIn = (bytes: Buffer) => verify(bytes).findings.map(({ rule }) => rule);

test("the open run is sound as it is", async () => {
  expect(rulesIn(await withLast((bytes) => bytes))).toEqual([]);
});

test.each<[string, string, (bytes: string) => string]>([
  ["truncated JSON", "canonical", (bytes) => bytes.slice(0, -20)],
  ["a key that occurs twice", "canonical", (bytes) => bytes.replace('"kind":', '"kind":"intent","kind":')],
  ["a space", "canonical", (bytes) => bytes.replace('"kind":', '"kind": ')],
  [
    "keys out of their order",
    "canonical",
    (bytes) => bytes.replace(/,"runId":"([^"]+)","sequence":(\d+)/, ',"sequence":$2,"runId":"$1"'),
  ],
  [
    "an escape that is not needed",
    "canonical",
    (bytes) => bytes.replace("provision-step", "pr\\u006fvision-step"),
  ],
  [
    "a raw control character in a text",
    "canonical",
    (bytes) => bytes.replace('"subject":"', '"subject":"\t'),
  ],
  [
    "a number beyond 2^53",
    "canonical",
    (bytes) => bytes.replace(/"sequence":\d+/, '"sequence":9007199254740993'),
  ],
  [
    "a number beyond every double",
    "canonical",
    (bytes) => bytes.replace(/"sequence":\d+/, '"sequence":1e999'),
  ],
  [
    "a number written otherwise",
    "canonical",
    (bytes) => bytes.replace(/"sequence":(\d+)/, '"sequence":$1.0'),
  ],
  ["a lone surrogate", "canonical", (bytes) => bytes.replace('"subject":"', '"subject":"\\ud800')],
  [
    "nesting beyond all depth",
    "canonical",
    (bytes) => bytes.replace('"subject":"', `"subject":${"[".repeat(30_000)}${"]".repeat(30_000)},"x":"`),
  ],
  ["a sequence that is a text", "shape", (bytes) => bytes.replace(/"sequence":(\d+)/, '"sequence":"$1"')],
  ["a sequence that is no integer", "shape", (bytes) => bytes.replace(/"sequence":(\d+)/, '"sequence":$1.5')],
  [
    "a detail that is a text",
    "shape",
    (bytes) => bytes.replace(/"detail":\{.*\},"kind"/, '"detail":"","kind"'),
  ],
  ["an unknown field", "shape", (bytes) => bytes.replace(/\}$/, ',"zeal":""}')],
  ["an unknown field of its detail", "shape", (bytes) => bytes.replace('"detail":{', '"detail":{"a":1,')],
  [
    "a key that is a prototype's",
    "shape",
    (bytes) => bytes.replace('"detail":{', '"detail":{"__proto__":{},'),
  ],
  ["a missing field", "shape", (bytes) => bytes.replace(/,"subject":"[^"]*"/, "")],
  [
    "a moment that is none",
    "shape",
    (bytes) => bytes.replace(/"at":"[^"]+"/, '"at":"2026-02-30T10:00:00.000Z"'),
  ],
  ["a moment without a zone", "shape", (bytes) => bytes.replace(/"at":"([^"]+)Z"/, '"at":"$1"')],
  [
    "an action of a newer version",
    "known",
    (bytes) => bytes.replace(/"action":"[^"]+"/, '"action":"predict-weather"'),
  ],
  [
    "an action named like a method of every object",
    "known",
    (bytes) => bytes.replace(/"action":"[^"]+"/, '"action":"constructor"'),
  ],
  ["a kind of a newer version", "known", (bytes) => bytes.replace(/"kind":"[^"]+"/, '"kind":"rumour"')],
  [
    "an entry of over 128 KB",
    "limits",
    (bytes) => bytes.replace('"subject":"', `"subject":"${"x".repeat(200_000)}`),
  ],
  ["a line that is no entry among them", "parts", () => '{"entry":1}'],
  ["a line that is no object", "parts", () => "[]"],
  ["nothing", "canonical", () => ""],
])("an entry with %s is a finding of the rule %s", async (_what, rule, change) => {
  expect(rulesIn(await withLast(change))).toContain(rule);
});

test("texts that are not ASCII, and escapes that are needed, are sound", async () => {
  const world = install();
  rejectAt(world, "change-record");
  const author = { name: 'Žofie "Zoë" 漢字', address: "zofie@example.com" };
  const { runId } = await take(world, { author });
  expect(rulesIn(bytesOf(await partsOf(world, runId)))).toEqual([]);
});

type Change = (lines: string[]) => readonly string[];
test.each<[string, string, Change]>([
  ["without its first line", "parts", ([, ...lines]) => lines],
  ["without its public key", "key", (lines) => lines.filter((line) => !line.startsWith('{"publicKey"'))],
  ["without its plan", "plan", (lines) => lines.filter((line) => !line.startsWith('{"plan"'))],
  ["without its change", "change", (lines) => lines.filter((line) => !line.startsWith('{"change"'))],
  [
    "without a template",
    "templates",
    (lines) =>
      lines.toSpliced(
        lines.findIndex((line) => line.startsWith('{"template"')),
        1,
      ),
  ],
  [
    "without its checkpoint",
    "checkpoint",
    (lines) => lines.filter((line) => !line.startsWith('{"checkpoint"')),
  ],
  ["with a part twice", "parts", ([first = "", second = "", ...lines]) => [first, second, second, ...lines]],
  [
    "with its parts in another order",
    "parts",
    ([first = "", second = "", third = "", ...lines]) => [first, third, second, ...lines],
  ],
  [
    "with a template that no entry names",
    "templates",
    (lines) =>
      lines.flatMap((line) => (line.startsWith('{"change"') ? [line, '{"template":"foreign"}'] : [line])),
  ],
  ["with an unknown part", "parts", (lines) => [...lines, '{"footnote":"trust me"}']],
  ["with a part of two keys", "parts", (lines) => [...lines, '{"archive":null,"history":""}']],
  ["with an empty line", "canonical", (lines) => [...lines, ""]],
  ["with a byte order mark", "canonical", ([first = "", ...lines]) => [`\ufeff${first}`, ...lines]],
  ["with carriage returns", "canonical", (lines) => lines.map((line) => `${line}\r`)],
  [
    "of another format",
    "parts",
    (lines) => lines.map((line) => line.replace("interlock-records/3", "interlock-records/4")),
  ],
  [
    "of the format from before decisions were signed",
    "key",
    (lines) => lines.map((line) => line.replace("interlock-records/3", "interlock-records/2")),
  ],
  [
    "that announces other entries",
    "head",
    (lines) => lines.map((line) => line.replace('{"bundle":{"count":', '{"bundle":{"count":1')),
  ],
])("a bundle %s is a finding of the rule %s", async (_what, rule, change) => {
  const lines = bytesOf(await open)
    .toString("utf8")
    .split("\n")
    .slice(0, -1);
  expect(rulesIn(Buffer.from(`${change(lines).join("\n")}\n`))).toContain(rule);
});

test.each<[string, string, (parts: BundleParts) => BundleParts]>([
  [
    "no signature",
    "checkpoint",
    (parts) => ({ ...parts, checkpoint: parts.checkpoint && { ...parts.checkpoint, signatures: [] } }),
  ],
  [
    "two signatures",
    "checkpoint",
    (parts) => ({
      ...parts,
      checkpoint: parts.checkpoint && {
        ...parts.checkpoint,
        signatures: [...parts.checkpoint.signatures, ...parts.checkpoint.signatures],
      },
    }),
  ],
  [
    "a payload of another type",
    "checkpoint",
    (parts) => ({
      ...parts,
      checkpoint: parts.checkpoint && { ...parts.checkpoint, payloadType: "text/plain" },
    }),
  ],
  [
    "another key's name",
    "checkpoint",
    (parts) => ({
      ...parts,
      checkpoint: parts.checkpoint && {
        ...parts.checkpoint,
        signatures: [{ ...parts.checkpoint.signatures[0], keyid: "0".repeat(64) } as never],
      },
    }),
  ],
  [
    "base64 that could be written otherwise",
    "checkpoint",
    (parts) => ({
      ...parts,
      checkpoint: parts.checkpoint && { ...parts.checkpoint, payload: ` ${parts.checkpoint.payload}` },
    }),
  ],
  [
    "a payload that is no statement",
    "checkpoint",
    (parts) => ({ ...parts, checkpoint: signedBy(worldsHand, Buffer.from('"all is well"')) }),
  ],
])("an envelope with %s is a finding of the rule %s", async (_what, rule, change) => {
  expect(rulesIn(bytesOf(change(await open)))).toContain(rule);
});

test.each(["P-384", "secp256k1"])("a key on %s is a finding", async (namedCurve) => {
  const pem = generateKeyPairSync("ec", { namedCurve }).publicKey.export({ type: "spki", format: "pem" });
  const bytes = bytesOf(await open).toString("utf8");
  const foreign = bytes.replace(
    /\{"publicKey":.*\}\n/,
    `${canonicalJson({ publicKey: { fingerprint: "0".repeat(64), pem: pem.toString() } })}\n`,
  );
  expect(rulesIn(Buffer.from(foreign))).toContain("key");
});

describe("a file", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "bundles-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const inFile = (bytes: Buffer | string) => {
    const path = join(folder, "bundle.jsonl");
    writeFileSync(path, bytes);
    return verifyFile(path, { key: null, witnesses: [] });
  };

  test("is verified in pieces as it is at once", async () => {
    const bytes = bytesOf(await open);
    expect(inFile(bytes)).toMatchObject({ verification: verify(bytes) });
  });

  test("that is not there, or a folder, cannot be read", () => {
    expect(verifyFile(join(folder, "nobody.jsonl"), { key: null, witnesses: [] })).toHaveProperty(
      "unreadable",
    );
    expect(verifyFile(folder, { key: null, witnesses: [] })).toHaveProperty("unreadable");
  });

  test.each([
    ["nothing", ""],
    ["a document of the first format", '{\n  "format": "interlock-records/1",\n  "entries": []\n}\n'],
    ["an image", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0])],
    ["one line of 40 MB", Buffer.concat([Buffer.alloc(40 * 1024 * 1024, "x"), Buffer.from("\n")])],
    ["40 MB without a line", Buffer.alloc(40 * 1024 * 1024, "[")],
  ])("with %s is never sound, and no stack trace", (_what, bytes) => {
    expect(inFile(bytes)).toMatchObject({ verification: { sound: false } });
  });
});

describe("a witness", () => {
  test("who saw a head finds the bundle that has another one there, or ends before it", async () => {
    const parts = await open;
    const count = parts.entries.length;
    const head = sha256(parts.entries.at(-1) ?? "");
    const saw = (line: string) => verify(bytesOf(parts), { witnesses: [witnessIn(line)] }).findings;
    expect(saw(`${count}:${head}`)).toEqual([]);
    expect(saw(`${count}:${head.slice(0, 8)}`)).toEqual([]);
    expect(saw(`${count}:${"0".repeat(8)}`)).toMatchObject([{ rule: "witness", entry: count }]);
    expect(saw(`${count + 1}:${head}`)).toMatchObject([{ rule: "witness" }]);
  });

  test("is refused when it is no head", () => {
    for (const line of ["", "12", "12:", "12:abc", "12:ABCDEF01", "-1:abcdef01"])
      expect(() => witnessIn(line)).toThrow(/COUNT:DIGEST/);
  });
});

test.each([
  ["a witness that is no head", { witness: ["12"] }, /the witness "12" is not a chain head/],
  ["a key that is not there", { publicKey: "nobody.pem" }, /nobody\.pem is not a public key/],
])(
  "%s is not taken for a finding: the exit code is 2, and the bundle is not read",
  (_what, options, said) => {
    const complaints: string[] = [];
    const told: string[] = [];
    const exit = verifyCommand("bundle.jsonl", options, {
      say: (line) => told.push(line),
      complain: (line) => complaints.push(line),
    });

    expect(exit).toBe(2);
    expect(told).toEqual([]);
    expect(complaints).toEqual([expect.stringMatching(said)]);
  },
);

describe("the grammar of plain entries", () => {
  const odd = fc.string({
    unit: fc.constantFrom("a", "Z", " ", "~", '"', "\\", "é", "\u007f", "\n", "/", "{"),
    maxLength: 6,
  });
  const text = fc.oneof(fc.constantFrom("a/b", "a {b}", "~"), odd);
  const digest = fc.constant("0123456789abcdef".repeat(4));
  const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
    fc.record(model, { noNullPrototype: true });
  const entry = record({
    action: fc.constant("begin-rollback"),
    actor: text,
    at: fc.constantFrom("2026-11-24T10:00:00.000Z", "2026-02-29T10:00:00.000Z", "2028-02-29T23:59:59.999Z"),
    detail: record({ environment: fc.constantFrom("staging", "moon"), cause: text }),
    kind: fc.constantFrom("observation", "intent"),
    previousDigest: fc.option(digest),
    runId: text,
    sequence: fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
    ),
    subject: text,
  });
  const plainly = (bytes: Buffer) =>
    readPlainEntry(new Lines(Buffer.concat([bytes, Buffer.from("\n")])), null);
  const agree = (bytes: Buffer) => {
    const plain = plainly(bytes);
    const parsed = readEntry(bytes, sha256(bytes));
    return plain === null || canonicalJson(asJson(plain)) === canonicalJson(asJson(parsed));
  };

  test("accepts only what parsing accepts, and reads the same from it", () => {
    fc.assert(
      fc.property(entry, (value) => {
        fc.pre(Number.isSafeInteger(value.sequence) || !Number.isInteger(value.sequence));
        return agree(Buffer.from(canonicalJson(value as Json)));
      }),
      { numRuns: 2_000 },
    );
  });

  test("accepts only what parsing accepts when a byte of a line is flipped", async () => {
    const { entries } = await open;
    fc.assert(
      fc.property(
        fc.constantFrom(...entries),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (line, place, flip) => {
          const bytes = Buffer.from(line);
          bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ flip;
          return agree(bytes);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test("takes the entries of a step", async () => {
    const { entries } = await open;
    const steps = entries.filter((line) => line.startsWith('{"action":"provision-step"'));
    expect(steps.length).toBeGreaterThan(10);
    for (const line of steps) expect(plainly(Buffer.from(line))).not.toBeNull();
    expect(Object.keys(factShapes)).toContain("provision-step");
  });
});

/** What a value is as JSON: an entry that was read plainly tells its detail only when asked. */
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json;
