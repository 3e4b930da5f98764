import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SandboxPlace } from "../../../../lib/sandbox/place.ts";
import { type Attack, type Outcome, went, without } from "../attack.ts";

const groupAndOthers = 0o077;
const secret = /\/approvals\/[A-Za-z0-9_-]{20}|PRIVATE KEY|_private_key/;

/** Every file and folder of a sandbox. */
function pathsIn(folder: string): readonly string[] {
  return [
    folder,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name)),
  ];
}

const isOpen = (path: string): boolean => (statSync(path).mode & groupAndOthers) !== 0;

/** Nothing may be open to others; and something has to be secret, or nothing was shown. */
function lookAt(place: SandboxPlace): Outcome {
  const paths = pathsIn(place.folder);
  const open = paths.filter(isOpen);
  const secrets = paths.filter(
    (path) => statSync(path).isFile() && secret.test(readFileSync(path, "latin1")),
  );
  if (open.length > 0) return went(`${open.length} of ${paths.length} are open to others, as ${open[0]}`);
  if (secrets.length === 0) return went("could not be tried: no file holds a link or a key");
  return without(
    `none of ${paths.length} files and folders is open to others; ${secrets.length} of them hold links or keys`,
  );
}

/** Another user of the machine looks into the sandbox's folder. */
export const byOtherUsers = (place: SandboxPlace, when: string): readonly Attack[] => [
  {
    finding: 18,
    where: "emulator",
    variant: `another user of the machine looks for links and keys ${when}`,
    carryOut: () => lookAt(place),
  },
];
