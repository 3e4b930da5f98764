import { spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const places: string[] = [];
afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true, force: true });
});

/** Deleting takes a while, so that processes get in between each other. */
const slow = `import fs from "node:fs"; import { syncBuiltinESMExports } from "node:module";
const { rmSync } = fs;
fs.rmSync = (...args) => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200); rmSync(...args); };
syncBuiltinESMExports();
`;

/** A checkout that has this installer, and an npm that writes down what it is asked for, and makes the folder of the programs. */
function checkout(seconds = 0) {
  const place = mkdtempSync(join(tmpdir(), "interlock-install-"));
  places.push(place);
  const write = (name: string, text: string) => {
    mkdirSync(join(place, name, ".."), { recursive: true });
    writeFileSync(join(place, name), text);
    return join(place, name);
  };
  const installer = write("lib/dependencies/install.mjs", "");
  copyFileSync(fileURLToPath(new URL("../../lib/dependencies/install.mjs", import.meta.url)), installer);
  write("package-lock.json", "{}");
  write("package.json", JSON.stringify({ devDependencies: { node: "24.0.0", jest: "30.0.0" } }));
  const asked = write("asked", "");
  const npm = write(
    "bin/npm",
    `#!/bin/sh\necho "$1 $2" >> '${asked}'\nsleep ${seconds}\nmkdir -p '${place}/node_modules/.bin'\n`,
  );
  chmodSync(npm, 0o700);
  const install = (forTests: boolean) =>
    new Promise<number | null>((resolve) => {
      const code = `${slow}const { installDependencies } = await import(${JSON.stringify(installer)}); await installDependencies(${forTests});`;
      const env = { ...process.env, PATH: `${join(place, "bin")}${delimiter}${process.env["PATH"]}` };
      spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: "ignore", env }).on(
        "close",
        resolve,
      );
    });
  const said = () => readFileSync(asked, "utf8").split("\n").filter(Boolean).sort();
  return { place, write, install, said };
}

test("a fresh checkout gets only what a sandbox needs", async () => {
  const { install, said } = checkout();
  expect(await install(false)).toBe(0);
  expect(said()).toEqual(["ci --omit=dev", "install --no-audit"]);
});

test("a checkout whose packages somebody installed keeps those of its tests", async () => {
  const { write, install, said } = checkout();
  write("node_modules/jest/package.json", "{}");
  expect(await install(false)).toBe(0);
  expect(said()).toEqual(["ci --no-audit"]);
});

test("of many that wait for a process that has died, one installs", async () => {
  const { place, write, install, said } = checkout(0.5);
  // No process has this id: Linux gives none above 2^22 (proc(5), pid_max).
  write(".installing/pid", String(2 ** 22 + 1));
  // Another one died while it judged that.
  const judged = join(place, ".installing-judged");
  mkdirSync(judged);
  utimesSync(judged, 0, 0);
  const codes = await Promise.all(Array.from({ length: 3 }, () => install(true)));
  expect(codes).toEqual(Array.from({ length: 3 }, () => 0));
  expect(said()).toEqual(["ci --no-audit"]);
  expect(existsSync(join(place, ".installing"))).toBe(false);
});
