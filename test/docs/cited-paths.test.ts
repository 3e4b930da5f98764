import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: checkout, encoding: "utf8" })
  .split("\0")
  .filter((file) => /\.(md|ts|mjs)$/.test(file) && existsSync(join(checkout, file)));

/** A path from the checkout in a text; one with a placeholder, a wildcard or an ellipsis names no single file. */
const path = /(?<![\w./-])(?:lib|functions|test|docs|statemachines|bin)\/[\w./-]*[\w/](?![\w*<{…$/-])/g;
/** A name in capitals stands for any name. */
const placeholder = /\/(?!README)[A-Z]{3,}/;
const link = /\]\((?!https?:|#)([^)#]+)/g;
const comment = /\/\*\*?[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/** The paths that a document, or the comments of a source file, cite. */
function citedIn(file: string, text: string): readonly string[] {
  const prose = file.endsWith(".md") ? text : [...text.matchAll(comment)].map(([found]) => found).join("\n");
  const links = file.endsWith(".md")
    ? [...text.matchAll(link)].map(([, target = ""]) => normalize(join(dirname(file), target)))
    : [];
  const cited = [...prose.matchAll(path)].map(([found]) => found).filter((found) => !placeholder.test(found));
  return [...cited, ...links];
}

test("every file that a document or a comment cites exists", () => {
  const missing = tracked.flatMap((file) =>
    citedIn(file, readFileSync(join(checkout, file), "utf8"))
      .filter((cited) => !existsSync(join(checkout, cited)))
      .map((cited) => `${file}: ${cited}`),
  );
  expect(missing).toEqual([]);
});

test("paths are found in prose, in links and in comments, and not in code", () => {
  expect(
    citedIn(
      "docs/a.md",
      "See `lib/plan/none.ts`, [b](decisions/b.md) and lib/ports/<port>/port.ts, lib/a/SERVICE.ts.",
    ),
  ).toEqual(["lib/plan/none.ts", "docs/decisions/b.md"]);
  expect(citedIn("lib/a.ts", 'import "lib/b.ts";\n// docs/c.md says why.\n/** In lib/d/*.ts. */')).toEqual([
    "docs/c.md",
  ]);
});
