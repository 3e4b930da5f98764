import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Refusal } from "../../domain/change/refusal.ts";
import { identityOf } from "../../domain/gate/may-decide.ts";
import { groupedBy } from "../../domain/grouped.ts";
import type { Signers } from "../../settings/signers.ts";
import { pluralize } from "../../text/plural.ts";
import type { CommitObject } from "./commit-object.ts";
import { askGit } from "./git.ts";

const mostNamed = 5;

/** What git says of a signature (git-log, "PRETTY FORMATS", %G?), in words. All but G are refusals. */
const unlike: Readonly<Record<string, string>> = {
  N: "without a signature",
  B: "with a signature that is not of these bytes",
  U: "signed with a key that the settings do not list for that committer",
  E: "with a signature that git cannot check: the settings do not list its key, or ssh-keygen or gpg is missing here",
  X: "with a signature that has expired",
  Y: "signed with a key that has expired",
  R: "signed with a key that was revoked",
};

/** What is wrong with a signature, by git's verdict; null if nothing is. A verdict that nobody knows is none. */
const inWords = (verdict = "E"): string | null =>
  verdict === "G" ? null : (unlike[verdict] ?? `on which git's verdict is "${verdict}"`);

/**
 * Asks git whether each commit is signed with a key of its committer, and refuses those that are not. Git is given these keys and
 * no others: neither the user's settings nor the repository's count. An author may be somebody else; the committer vouches.
 */
export function unsignedAmong(
  folder: string,
  commits: readonly Pick<CommitObject, "id" | "committer">[],
  signers: Signers,
): readonly Refusal[] {
  const byCommitter = groupedBy(commits, ({ committer }) => identityOf(committer.address));
  return [...byCommitter].flatMap(([identity, own]) => {
    const keys = signers.filter(({ addresses }) => addresses.some((one) => identityOf(one) === identity));
    const address = own[0]?.committer.address ?? "";
    const ids = own.map(({ id }) => id);
    if (keys.length === 0)
      return [
        refusal(
          ids,
          `by the committer ${address}, for whom the settings list no key`,
          "add the person's public key to signers of the settings",
        ),
      ];
    const said = signaturesOf(folder, ids, keys);
    if ("failed" in said)
      return [refusal(ids, `whose signatures cannot be read (${said.failed})`, 'run "git fsck"')];
    const wrong = groupedBy(ids, (id) => inWords(said.verdicts.get(id)));
    return [...wrong].flatMap(([what, theirs]) =>
      what === null
        ? []
        : [
            refusal(
              theirs,
              `by ${address}, ${what}`,
              "sign with a key that signers of the settings list: \"git rebase --exec 'git commit --amend --no-edit -S' COMMIT\" signs everything after COMMIT",
            ),
          ],
    );
  });
}

type Said = { readonly verdicts: ReadonlyMap<string, string> } | { readonly failed: string };

/** Git's verdict on each commit, under the keys of one committer. */
function signaturesOf(folder: string, ids: readonly string[], keys: Signers): Said {
  const home = mkdtempSync(join(tmpdir(), "interlock-"));
  try {
    const allowed = join(home, "allowed_signers");
    const ssh = keys.flatMap((one) => one.ssh);
    writeFileSync(allowed, ssh.map((key) => `committer namespaces="git" ${key}\n`).join(""));
    const revoked = join(home, "revoked");
    writeFileSync(revoked, "");
    const missing = keyring(
      join(home, "gnupg"),
      keys.flatMap((one) => one.openpgp),
    );
    if (missing !== null) return { failed: missing };
    const settings = {
      "gpg.ssh.allowedSignersFile": allowed,
      "gpg.ssh.revocationFile": revoked,
      "gpg.ssh.program": "ssh-keygen",
      "gpg.program": "gpg",
      "gpg.openpgp.program": "gpg",
      // A certificate of X.509 is vouched for by the machine's authorities, which are no setting of ours.
      "gpg.x509.program": "false",
      "gpg.minTrustLevel": "undefined",
      "log.showSignature": "false",
    };
    const given = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    // git rev-list has the same format, and reads no setting about signatures.
    const listed = askGit(
      folder,
      [...given, "log", "--no-walk=unsorted", "--stdin", "--no-notes", "--no-color", "--format=%H %G?"],
      `${ids.join("\n")}\n`,
      { GNUPGHOME: join(home, "gnupg"), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
    );
    if ("failed" in listed) return listed;
    const lines = listed.said.toString("latin1").split("\n");
    return {
      verdicts: new Map(
        lines.flatMap((line): [string, string][] => {
          const [, id = "", verdict = ""] = /^([0-9a-f]{40,64}) ([A-Z])$/.exec(line) ?? [];
          return id === "" ? [] : [[id, verdict]];
        }),
      ),
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Makes a keyring of its own with these keys; why it could not be made, or null. */
function keyring(home: string, keys: readonly string[]): string | null {
  mkdirSync(home, { mode: 0o700 });
  // Whoever is in this keyring is trusted, because the settings say so.
  writeFileSync(join(home, "gpg.conf"), "trust-model always\nno-autostart\nbatch\n");
  if (keys.length === 0) return null;
  try {
    execFileSync("gpg", ["--homedir", home, "--import"], {
      input: keys.join("\n"),
      stdio: ["pipe", "ignore", "pipe"],
    });
    return null;
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    return `gpg does not take the keys of the settings: ${said || String(error)}`;
  }
}

function refusal(ids: readonly string[], what: string, todo: string): Refusal {
  const named = ids.slice(0, mostNamed).join(", ");
  const more = ids.length - mostNamed;
  return {
    rule: "signature",
    where: `${named}${more > 0 ? ` and ${more} more` : ""}`,
    seen: `${pluralize(ids.length, "commit")} ${what}`,
    todo,
  };
}
