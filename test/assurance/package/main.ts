// The packed tarball, installed into an empty folder outside the checkout, used by Node 20, 22 and 24; then an application of one's own,
// from that folder to a finished run. It asks the npm registry for the package's dependencies and for the three Nodes.
//   --no-sandbox   takes no commit through a sandbox
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkout } from "../../../lib/sandbox/place.ts";
import { allOf, atMost, type Figure, reportFigures } from "../shared/write-figures.ts";

const { values } = parseArgs({ options: { "no-sandbox": { type: "boolean", default: false } } });
/** The Node versions on which the package has to work, by their npm packages. */
const majors = [20, 22, 24];
const mostCommands = 5;
const work = mkdtempSync(join(tmpdir(), "from-package-"));
const empty = join(work, "empty");
const repository = join(work, "orders");

/** The PATH without what the checkout's npm put on it: the package has to bring everything. */
const path = (process.env["PATH"] ?? "").split(delimiter).filter((one) => !one.includes("node_modules"));

/** Runs a command in the empty folder, with a Node in front of the machine's own. Returns its exit code and what it printed. */
function type(command: string, nodeFolder?: string): { readonly code: number; readonly text: string } {
  const [program = "", ...args] = command.split(" ");
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: empty,
    encoding: "utf8",
    env: {
      PATH: [...(nodeFolder === undefined ? [] : [nodeFolder]), ...path].join(delimiter),
      HOME: process.env["HOME"],
    },
  });
  if (status !== 0) console.log(`$ ${command}\n${stdout}${stderr}`);
  return { code: status ?? 1, text: stdout };
}

/** A Node of a major version, from the npm package of this machine's platform, which has no script to run. */
function nodeOf(major: number): string {
  const prefix = join(work, `node-${major}`);
  const name = `node-${process.platform}-${process.arch}`;
  const install = ["install", "--no-audit", "--no-fund", "--prefix", prefix, `${name}@${major}`];
  execFileSync("npm", install, { cwd: work, stdio: "ignore" });
  return join(prefix, "node_modules", name, "bin");
}

function ownRepository(): void {
  cpSync(fileURLToPath(new URL("../../cases/apps/orders", import.meta.url)), repository, { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", ...args], {
      cwd: repository,
    });
  // What the package lacks of the app's packages has to be locked: without a lock file nothing is installed.
  execFileSync("npm", ["install", "--package-lock-only", "--no-audit", "--no-fund"], {
    cwd: repository,
    stdio: "ignore",
  });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "An application of one's own");
}

const figures: Figure[] = [];
try {
  execFileSync("npm", ["pack", "--pack-destination", work], { cwd: checkout, stdio: "ignore" });
  const tarball = readdirSync(work).find((file) => file.endsWith(".tgz")) ?? "";
  mkdirSync(empty);
  ownRepository();
  const check = `npx interlock check --repository ${repository} --plan application`;
  const commands = [
    `npm install --no-audit --no-fund ${join(work, tarball)}`,
    check,
    `npx interlock up --run --approve --repository ${repository} --plan application`,
  ];
  const [install = "", , up = ""] = commands;
  figures.push(allOf("installations into an empty folder", type(install).code === 0 ? 1 : 0, 1));

  let right = 0;
  for (const major of majors) {
    const node = nodeOf(major);
    const answers = ["npx interlock --version", "npx interlock plan digest", check].map((one) =>
      type(one, node),
    );
    const used = type("node --version", node).text.trim();
    const isRight = answers.every(({ code }) => code === 0) && used.startsWith(`v${major}.`);
    console.log(
      `${used}: ${answers.map(({ code, text }) => `${code} ${text.trim().split("\n").at(-1)}`).join(" | ")}`,
    );
    if (isRight) right += 1;
  }
  figures.push(
    allOf("versions of Node on which the package answers and checks an app", right, majors.length),
  );

  if (!values["no-sandbox"]) {
    const last = type(up).text.trim().split("\n").at(-1) ?? "";
    console.log(`${commands.map((one) => `$ ${one}`).join("\n")}\n${last}`);
    type("npx interlock down");
    figures.push(
      allOf("runs of one's own app that finished", /^run \S+ SUCCEEDED$/.test(last) ? 1 : 0, 1),
      atMost("commands from an empty folder to that finished run", commands.length, mostCommands),
    );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (!reportFigures("package", "npm run assure -- package", figures)) process.exitCode = 1;
