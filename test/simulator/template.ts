import { hash } from "node:crypto";
import { existsSync, globSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Everything that the control plane's template is made from; of the functions only their names. */
const sources = ["lib/**/*.{ts,json}", "statemachines/*.json", "package-lock.json"];

/**
 * The control plane's template. Loading the CDK takes seconds, so the template is kept in the temporary folder under a
 * digest of its sources: the processes of a test run synthesise it once.
 */
export async function synthesisedTemplate(): Promise<unknown> {
  const kept = join(tmpdir(), `interlock-template-${sourcesDigest()}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, "utf8"));
  const { controlPlaneTemplate } = await import("../../lib/control-plane/template.ts");
  const template = controlPlaneTemplate();
  // Another process never reads half a file: a rename is atomic.
  const written = `${kept}.${process.pid}`;
  writeFileSync(written, JSON.stringify(template));
  renameSync(written, kept);
  return template;
}

function sourcesDigest(): string {
  const files = globSync(sources, { cwd: root }).sort();
  const digests = files.map((file) => `${file} ${hash("sha256", readFileSync(join(root, file)))}`);
  return hash("sha256", [...digests, ...readdirSync(join(root, "functions"))].join("\n"));
}
