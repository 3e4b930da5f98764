import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BundleParts } from "../../../lib/domain/records/bundle.ts";
import { rulesTable } from "../../../lib/domain/verify/rules/rules.ts";
import { replaceSigningKey } from "../../simulator/replace-signing-key.ts";
import { install, rejectAt, take } from "../../simulator/runs.ts";
import { keyPairs } from "../../simulator/services/kms.ts";
import { bytesOf, partsOf } from "./bundles.ts";
import { vouchedFor, worldsHand } from "./forge.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const page = readFileSync(path("../../../docs/verify.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "documented-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inFile = (name: string, content: string | Buffer): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
const script = inFile("verify.sh", page.match(/```bash\n(.*?)```/s)?.[1] ?? "");
const key = inFile("key.pem", worldsHand.publicKeyPem);
/** Programs are started, some for each entry, on machines that are busy. */
const patienceMs = 120_000;
const can = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/**
 * A short run and its bundle: the page's script starts some programs for each entry.
 * @param replaced how often the signing key was replaced before
 */
async function shortRun(replaced = 0): Promise<BundleParts> {
  const world = install();
  for (let time = 0; time < replaced; time += 1) await replaceSigningKey(world);
  rejectAt(world, "plan-approval");
  return partsOf(world, (await take(world)).runId);
}
const short = shortRun();
const afterTwoKeys = shortRun(2);

test("the page lists every rule", () => {
  expect(page.split("## The rules\n")[1]).toBe(rulesTable());
});

// A machine without them cannot run the page's script; the one that has them decides.
const hasTools = can("openssl", "version") && can("jq", "--version") && can("sha256sum", "--version");
const describeIf = hasTools ? describe : () => undefined;

describeIf("the page's own verifier, with nothing but openssl, jq and sha256sum", () => {
  const run = (bundle: Buffer | string, ...trusted: string[]) => {
    const { status, stdout, stderr } = spawnSync("bash", [script, inFile("run.jsonl", bundle), ...trusted], {
      encoding: "utf8",
    });
    return { status, said: `${stdout}${stderr}` };
  };

  test(
    "holds a sound bundle for sound, under the trusted key",
    async () => {
      expect(run(bytesOf(await short), key)).toMatchObject({
        status: 0,
        said: expect.stringContaining("REJECTED"),
      });
    },
    patienceMs,
  );

  test(
    "holds a bundle under a third key for sound, for whoever trusts any of the three",
    async () => {
      const bundle = bytesOf(await afterTwoKeys);
      for (const name of ["signing", "signing-2", "signing-3"] as const) {
        const pem = keyPairs[name].publicKey.export({ type: "spki", format: "pem" });
        expect(run(bundle, inFile(`${name}.pem`, pem))).toMatchObject({ status: 0 });
      }
    },
    patienceMs,
  );

  test.each<[string, string, (parts: BundleParts) => BundleParts]>([
    ["without its introductions", "not the trusted one", (parts) => ({ ...parts, introductions: [] })],
    [
      "without the first introduction",
      "introduction 1 is missing",
      (parts) => ({ ...parts, introductions: parts.introductions.slice(1) }),
    ],
    [
      "without the last introduction",
      "no introduction names the key",
      (parts) => ({ ...parts, introductions: parts.introductions.slice(0, 1) }),
    ],
    [
      "whose introduction only the old key signed",
      "introduction is not signed by",
      (parts) => ({
        ...parts,
        introductions: parts.introductions.map((one) => ({
          ...one,
          signatures: one.signatures.slice(0, 1),
        })),
      }),
    ],
    [
      "whose checkpoint is by a key from before it",
      "the checkpoint is not signed by the key",
      (parts) => vouchedFor(parts, worldsHand),
    ],
  ])(
    "finds a bundle %s",
    async (_what, said, tamper) => {
      const tampered = bytesOf(tamper(await afterTwoKeys));
      expect(run(tampered, key)).toMatchObject({ status: 1, said: expect.stringContaining(said) });
    },
    patienceMs,
  );

  test.each<[string, string, (bundle: string) => string]>([
    [
      "an edited entry",
      "does not follow the line before it",
      (bundle) => bundle.replace('"actor":"open-gate"', '"actor":"open-hate"'),
    ],
    [
      "a deleted entry",
      "does not follow the line before it",
      (bundle) => bundle.replace(/^\{"action":"open-gate".*\n/m, ""),
    ],
    [
      "a cut end",
      "says something else",
      (bundle) => bundle.replace(/^\{"action":"sign-receipt".*run-closed.*\n/m, ""),
    ],
    [
      "an edited seal",
      "does not verify",
      (bundle) =>
        bundle.replace(
          /^(\{"action":"sign-receipt".*"sig":")(.{20}).(.*"statement":"run-closed".*)$/m,
          (_line, before, kept, after) => `${before}${kept}A${after}`,
        ),
    ],
    ["another first line", "says something else", (bundle) => bundle.replace('"count":', '"count":1')],
    ["no checkpoint", "not one checkpoint", (bundle) => bundle.replace(/^\{"checkpoint".*\n/m, "")],
    ["a last line that is cut off", "is cut off", (bundle) => bundle.slice(0, -1)],
    ["zeros after the last line", "is cut off", (bundle) => `${bundle}\0`],
    ["an empty line", "neither an entry nor a part", (bundle) => `${bundle}\n`],
    ["a blank at the end of a line", "neither an entry nor a part", (bundle) => bundle.replace("\n", " \n")],
    [
      "an entry more behind a blank",
      "neither an entry nor a part",
      (bundle) => bundle.replace(/^(\{"action":.*\n)(?=\{"checkpoint")/m, "$1 $1"),
    ],
    ["lines that end with CR LF", "neither an entry nor a part", (bundle) => bundle.replaceAll("\n", "\r\n")],
  ])(
    "finds %s",
    async (_what, said, tamper) => {
      const bundle = bytesOf(await short).toString("utf8");
      const tampered = tamper(bundle);
      expect(tampered).not.toBe(bundle);
      expect(run(tampered)).toMatchObject({ status: 1, said: expect.stringContaining(said) });
    },
    patienceMs,
  );
});

describe("verifying", () => {
  test(
    "loads nothing that could reach a network",
    async () => {
      const { metafile } = await build({
        entryPoints: [
          path("../../../lib/command-line/commands/verify.ts"),
          path("../../../lib/command-line/main.ts"),
        ],
        bundle: true,
        splitting: true,
        format: "esm",
        platform: "node",
        outdir: folder,
        write: false,
        metafile: true,
        external: ["esbuild"],
      });
      const graph = new Map(Object.entries(metafile.inputs));
      const reached = new Set<string>();
      const follow = (input: string): void => {
        if (reached.has(input)) return;
        reached.add(input);
        for (const { path: next, kind } of graph.get(input)?.imports ?? [])
          if (kind !== "dynamic-import") follow(next);
      };
      for (const start of graph.keys())
        if (/command-line\/(commands\/(verify|report|commands)|main)\.ts$/.test(start)) follow(start);
      expect(
        [...reached].filter((input) =>
          /@aws-sdk|@smithy|lib\/ports\/[^/]+\/(aws|system)\.ts|\/sandbox\//.test(input),
        ),
      ).toEqual([]);
      expect([...reached].some((input) => input.endsWith("lib/domain/verify/verify.ts"))).toBe(true);
    },
    patienceMs,
  );

  test(
    "works in a network namespace without a network",
    async () => {
      const interlock = [
        process.execPath,
        path("../../../bin/interlock.ts"),
        "verify",
        inFile("run.jsonl", bytesOf(await short)),
        "--public-key",
        key,
        "--json",
      ];
      // Where no namespace can be made, at least the command itself is tried.
      const [command = "", ...args] = can("unshare", "-rn", "true")
        ? ["unshare", "-rn", ...interlock]
        : interlock;
      const { status, stdout } = spawnSync(command, args, {
        encoding: "utf8",
        env: { PATH: process.env["PATH"] },
      });
      expect(JSON.parse(stdout)).toMatchObject({ sound: true, keyPinned: true, findings: [] });
      expect(status).toBe(0);
    },
    patienceMs,
  );

  test.each([
    ["3 for a sound bundle that only its own key vouches for", "sound.jsonl", 3],
    ["1 for findings", "cut.jsonl", 1],
    ["2 for a file that cannot be read", "nobody.jsonl", 2],
  ])(
    "ends with %s",
    async (_what, name, code) => {
      const bundle = bytesOf(await short);
      inFile("sound.jsonl", bundle);
      inFile("cut.jsonl", bundle.subarray(0, 2_000));
      const { status } = spawnSync(process.execPath, [
        path("../../../bin/interlock.ts"),
        "verify",
        join(folder, name),
      ]);
      expect(status).toBe(code);
    },
    patienceMs,
  );
});
