// Compiles the product into dist/, for the package: every file at its own place, as JavaScript that Node 20 runs. `npm pack` calls it.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

const checkout = fileURLToPath(new URL("..", import.meta.url));
const dist = join(checkout, "dist");
const folders = ["bin", "lib", "functions", "statemachines"];
/** These serve a checkout only: they install its development dependencies, or start a file that is TypeScript there. */
const left = /^(bin\/(with-dependencies|build-package|interlock)\.mjs|lib\/dependencies\/)/;

const { name, version, description, dependencies, devDependencies } = JSON.parse(
  readFileSync(join(checkout, "package.json"), "utf8"),
);
/** Names of compiled files in code: imports, entry points, files that a command starts. */
const compiledNames = (code) => code.replace(/\.ts(?=["'`])/g, ".js");
const packagesIn = (code) =>
  [...code.matchAll(/^(?:(?:import|export)\b[^"'\n]*|\} from )"([^"]+)"|import\("([^"]+)"\)/gm)]
    .map(([, statically, dynamically]) => statically ?? dynamically)
    .filter((specifier) => !specifier.startsWith("node:") && !specifier.startsWith("."))
    .map((specifier) =>
      specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/"),
    );

rmSync(dist, { recursive: true, force: true });
const needed = new Set();
for (const folder of folders)
  for (const file of readdirSync(join(checkout, folder), { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name).slice(checkout.length);
    if (!file.isFile() || left.test(path)) continue;
    const to = join(dist, path);
    mkdirSync(dirname(to), { recursive: true });
    if (!path.endsWith(".ts")) {
      cpSync(join(checkout, path), to);
      continue;
    }
    const source = readFileSync(join(checkout, path), "utf8");
    const { code } = await transform(source, { loader: "ts", format: "esm", target: "node20" });
    for (const one of packagesIn(code)) needed.add(one);
    writeFileSync(to.replace(/\.ts$/, ".js"), compiledNames(code));
  }
const missing = [...needed].filter((one) => dependencies[one] === undefined);
if (missing.length > 0) {
  const why = missing.map((one) => `${one}${devDependencies[one] === undefined ? "" : " (a devDependency)"}`);
  throw new Error(`the package needs at run time what is no dependency of it: ${why.join(", ")}`);
}
writeFileSync(join(dist, "cdk.json"), compiledNames(readFileSync(join(checkout, "cdk.json"), "utf8")));
writeFileSync(
  join(dist, "package.json"),
  JSON.stringify({ name, version, description, type: "module", private: true, dependencies }, null, 2),
);
