import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applicationOf } from "../../../lib/command-line/door/application-of.ts";
import { keepProject } from "../../../lib/command-line/door/repository.ts";
import { SandboxPlace } from "../../../lib/sandbox/place.ts";

const place = new SandboxPlace("application-of-test");
let work: string;
beforeEach(() => {
  rmSync(place.folder, { recursive: true, force: true });
  place.keepPrivate();
  work = mkdtempSync(join(tmpdir(), "application-of-"));
});
afterEach(() => {
  rmSync(place.folder, { recursive: true, force: true });
  rmSync(work, { recursive: true, force: true });
});

function repository(name: string): string {
  const folder = join(work, name);
  mkdirSync(join(folder, "apps", "shop"), { recursive: true });
  writeFileSync(join(folder, "apps", "shop", "cdk.json"), `{"app":"${name}"}`);
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", ...args], {
      cwd: folder,
    });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", name);
  return folder;
}

/** Takes the head of a repository's folder as an application. */
function taken(application: string, from: string, folder = ""): void {
  const pushed = place.path("repositories", `${application}.git`);
  execFileSync("git", ["clone", "--quiet", "--bare", from, pushed]);
  execFileSync("git", ["branch", "--move", "main"], { cwd: pushed });
  keepProject(pushed, { origin: "", folder, plan: "" });
}

const both = ["orders", "site"];

test("each repository is the application that it was taken through as, also from another clone", () => {
  const [orders, site] = [repository("orders"), repository("site")];
  taken("orders", orders);
  taken("site", site);
  const clone = join(work, "clone");
  execFileSync("git", ["clone", "--quiet", site, clone]);

  expect([orders, site, clone].map((folder) => applicationOf(place, both, folder))).toEqual([
    "orders",
    "site",
    "site",
  ]);
});

test("another repository is none of them, and neither is another folder of the same one", () => {
  const orders = repository("orders");
  taken("orders", orders);

  expect(applicationOf(place, both, repository("other"))).toBeNull();
  expect(applicationOf(place, both, join(orders, "apps", "shop"))).toBeNull();
});

test("a folder of a repository with several apps is found again", () => {
  const orders = repository("orders");
  taken("orders", orders, "apps/shop");

  expect(applicationOf(place, both, join(orders, "apps", "shop"))).toBe("orders");
});
