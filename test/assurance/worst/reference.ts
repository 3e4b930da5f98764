import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { type Assembly, assemblyOf } from "../../../lib/command-line/submission/assembly.ts";
import { readAssembly } from "../../../lib/command-line/submission/read-assembly.ts";
import { ReferenceEnvironment } from "../../../lib/reference-environments/environment.ts";
import { settingsOf } from "../../../lib/reference-environments/settings.ts";

/**
 * The reference environments as they are synthesised for AWS, with nothing left out, read as the door reads them.
 * @throws Error if a rule refuses them.
 */
export function referenceAssembly(application: string): Assembly {
  const outdir = mkdtempSync(join(tmpdir(), "interlock-worst-"));
  try {
    const app = new App({ outdir });
    const image = `${application}@sha256:${"1".repeat(64)}`;
    const settings = settingsOf(application, { image, size: "full", fixedAddresses: true });
    for (const environment of [settings.development, settings.staging, settings.production])
      new ReferenceEnvironment(app, environment);
    const { candidate, refusals } = readAssembly(app.synth().directory, { application }, application);
    if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
    return assemblyOf(candidate);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
