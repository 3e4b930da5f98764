import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "from-package-"));
const name = "interlock-provisioning";

/** The packages of the lock file that an installation without development dependencies gets. */
function productionPackages(): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(checkout, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  return Object.entries(packages).flatMap(([path, { dev }]) => {
    const [, own = ""] = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
    return own === "" || dev === true || !existsSync(join(checkout, path)) ? [] : [own];
  });
}

/** Packs the checkout, and unpacks it where npm would install it, next to its dependencies and nothing else. */
beforeAll(() => {
  const pack = ["pack", "--json", "--pack-destination", folder];
  execFileSync("npm", pack, { cwd: checkout, stdio: ["ignore", "pipe", "pipe"] });
  const modules = join(folder, "app", "node_modules");
  mkdirSync(join(modules, name), { recursive: true });
  const tarball = `${name}-${version}.tgz`;
  execFileSync("tar", ["-xzf", join(folder, tarball), "-C", join(modules, name), "--strip-components=1"]);
  for (const one of productionPackages()) {
    mkdirSync(dirname(join(modules, one)), { recursive: true });
    symlinkSync(join(checkout, "node_modules", one), join(modules, one));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
  readonly version: string;
};

/** This process's Node, and the one of the machine if it is another. */
const nodes = [
  process.execPath,
  ...(process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((path) => !path.includes("node_modules"))
    .map((path) => join(path, "node"))
    .filter((path) => existsSync(path))
    .slice(0, 1),
];

const run = (node: string, ...args: readonly string[]) =>
  spawnSync(node, [join("node_modules", name, "bin", "interlock.mjs"), ...args], {
    cwd: join(folder, "app"),
    encoding: "utf8",
    env: { PATH: dirname(node), HOME: folder },
  });

describe.each(nodes)("the package, used from another folder by %s", (node) => {
  test("prints its version and its commands", () => {
    expect(run(node, "--version")).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect(run(node, "--help").stdout).toMatch(/status .*\[run\]/);
  });

  test("reads the plan that it brings", () => {
    expect(run(node, "plan", "digest")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/),
    });
  });

  test("knows what its control plane is made from", () => {
    const module = pathToFileURL(
      join(folder, "app", "node_modules", name, "dist", "lib", "sandbox", "deploy.js"),
    );
    const code = `const { sourcesDigest } = await import("${module.href}"); console.log(sourcesDigest("node_modules/${name}/package.json"));`;
    const { stdout, stderr } = spawnSync(node, ["--input-type=module", "--eval", code], {
      cwd: join(folder, "app"),
      encoding: "utf8",
    });
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/), stderr: "" });
  });

  test("answers in the folder in which it is used, and not in the package", () => {
    const { status, stdout } = run(node, "runs", "--json");
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: "NotFound" } });
  });
});

test("the package has no test, no source and no tool of the checkout", () => {
  const files = execFileSync("tar", ["-tzf", join(folder, `${name}-${version}.tgz`)], { encoding: "utf8" });
  expect(files).not.toMatch(/package\/(test|node_modules|\.ci)\/|\.test\.|\.ts$/m);
  expect(files).toContain("package/dist/bin/control-plane.js");
});
