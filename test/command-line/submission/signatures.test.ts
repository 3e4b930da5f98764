import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCommit } from "../../../lib/command-line/submission/read-commit.ts";
import { type Signers, signersSchema } from "../../../lib/settings/signers.ts";

let work: string;
let repository: string;

const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execFileSync(command, [...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });

/** A new SSH key: the file of its private half, and its public half as one line. */
function sshKey(name: string) {
  const file = join(work, name);
  run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file]);
  return { file, line: readFileSync(`${file}.pub`, "utf8").trim() };
}

const git = (...words: readonly string[]) => run("git", ["-C", repository, ...words]).trim();
const as = (address: string) => ["-c", "user.name=Somebody", "-c", `user.email=${address}`];
const dora = "dora@example.com";

/** Commits, signed with an SSH key if one is given; the commit's id. */
function commit({ by = dora, key }: { readonly by?: string; readonly key?: { readonly file: string } } = {}) {
  const signing = key === undefined ? ["--no-gpg-sign"] : ["-S"];
  const using = key === undefined ? [] : ["-c", "gpg.format=ssh", "-c", `user.signingKey=${key.file}.pub`];
  git(...as(by), ...using, "commit", "-q", "--allow-empty", "-m", "feat: a commit", ...signing);
  return git("rev-parse", "HEAD");
}

const signers = (...lines: readonly string[]): Signers =>
  signersSchema.parse([{ addresses: [dora], ssh: lines }]);

/** What refuses the commits after `since` for their signatures. */
function refusals(whose: Signers, since: string | null = null) {
  const read = readCommit(repository, since, "HEAD", whose);
  return "refusals" in read ? read.refusals : [];
}

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "signatures-"));
  repository = join(work, "shop");
  mkdirSync(repository);
  git("init", "-q", "-b", "main");
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

describe("commits that have to be signed", () => {
  test("are taken if each is signed with a key of its committer, in any spelling of the address", () => {
    const key = sshKey("dora");
    commit({ key });
    commit({ key, by: "Dora+laptop@Example.com" });

    expect(refusals(signers(key.line))).toEqual([]);
  });

  test("are taken without a signature if none is demanded", () => {
    commit();

    expect("commit" in readCommit(repository, null)).toBe(true);
  });

  test("are refused without a signature, with the command that signs them, and only those that count", () => {
    const key = sshKey("dora");
    const old = commit();
    const [second, third] = [commit(), commit()];
    commit({ key });

    expect(refusals(signers(key.line), old)).toEqual([
      {
        rule: "signature",
        where: `${third}, ${second}`,
        seen: "2 commits by dora@example.com, without a signature",
        todo: expect.stringContaining("git rebase --exec 'git commit --amend --no-edit -S'"),
      },
    ]);
    expect(refusals(signers(key.line), third)).toEqual([]);
  });

  test("are refused if a key signed that the settings do not list", () => {
    commit({ key: sshKey("other") });

    expect(refusals(signers(sshKey("dora").line))).toMatchObject([
      { rule: "signature", seen: expect.stringContaining("a key that the settings do not list") },
    ]);
  });

  test("are refused if another person's key signed in the committer's name", () => {
    const [hers, his] = [sshKey("dora"), sshKey("mallory")];
    commit({ key: his });
    const whose = signersSchema.parse([
      { addresses: [dora], ssh: [hers.line] },
      { addresses: ["mallory@example.com"], ssh: [his.line] },
    ]);

    expect(refusals(whose)).toMatchObject([{ rule: "signature", seen: expect.stringContaining(dora) }]);
  });

  test("are refused if the settings list no key of the committer", () => {
    const key = sshKey("dora");
    commit({ key, by: "stranger@example.org" });

    expect(refusals(signers(key.line))).toMatchObject([
      {
        seen: "1 commit by the committer stranger@example.org, for whom the settings list no key",
        todo: expect.stringContaining("signers of the settings"),
      },
    ]);
  });

  test("are refused if the signature is of other bytes", () => {
    const key = sshKey("dora");
    const signed = commit({ key });
    const forged = execFileSync("git", ["-C", repository, "hash-object", "-t", "commit", "-w", "--stdin"], {
      input: git("cat-file", "commit", signed).replace("feat: a commit", "feat: another"),
      encoding: "utf8",
    }).trim();
    git("reset", "-q", "--hard", forged);

    expect(refusals(signers(key.line))).toMatchObject([
      { where: forged, seen: expect.stringContaining("is not of these bytes") },
    ]);
  });

  test("are not helped by what the repository's own settings trust or run", () => {
    const mallory = sshKey("mallory");
    commit({ key: mallory });
    const yes = join(work, "yes");
    writeFileSync(
      yes,
      '#!/bin/sh\necho "Good \\"git\\" signature for committer with ED25519 key SHA256:x"\n',
    );
    chmodSync(yes, 0o755);
    writeFileSync(join(work, "trusted"), `${dora} ${mallory.line}\n`);
    for (const [name, value] of [
      ["gpg.ssh.allowedSignersFile", join(work, "trusted")],
      ["gpg.ssh.program", yes],
      ["gpg.program", yes],
      ["gpg.openpgp.program", yes],
      ["gpg.x509.program", yes],
      ["log.showSignature", "true"],
    ] as const)
      git("config", name, value);

    expect(refusals(signers(sshKey("dora").line))).toMatchObject([{ rule: "signature" }]);
  });

  test("are not hindered by what the repository's own settings do not trust", () => {
    const key = sshKey("dora");
    commit({ key });
    git("config", "gpg.ssh.program", "false");
    git("config", "gpg.ssh.revocationFile", join(work, "dora.pub"));
    git("config", "gpg.minTrustLevel", "ultimate");
    git("config", "log.showSignature", "true");

    expect(refusals(signers(key.line))).toEqual([]);
  });

  test("are named up to five at a time", () => {
    const key = sshKey("dora");
    for (let count = 0; count < 7; count += 1) commit();

    expect(refusals(signers(key.line))).toMatchObject([
      {
        where: expect.stringMatching(/^([0-9a-f]{40}, ){4}[0-9a-f]{40} and 2 more$/),
        seen: expect.stringContaining("7 commits"),
      },
    ]);
  });
});

const hasGpg = spawnSync("gpg", ["--version"]).status === 0;

// Some machines have no gpg. Git itself needs it only for such signatures.
(hasGpg ? describe : describe.skip)("a commit that is signed with OpenPGP", () => {
  /** Commits, signed with a new OpenPGP key; its public half. */
  function signedWithOpenPgp(): string {
    const home = join(work, "gpg");
    mkdirSync(home, { mode: 0o700 });
    const env = { GNUPGHOME: home };
    const batch = [
      "--batch",
      "--passphrase",
      "",
      "--quick-generate-key",
      `Dora <${dora}>`,
      "ed25519",
      "sign",
    ];
    run("gpg", batch, env);
    run(
      "git",
      [
        "-C",
        repository,
        ...as(dora),
        "-c",
        `user.signingKey=${dora}`,
        "commit",
        "-q",
        "--allow-empty",
        "-S",
        "-m",
        "feat: x",
      ],
      env,
    );
    const armored = run("gpg", ["--batch", "--armor", "--export", dora], env);
    run("gpgconf", ["--kill", "all"], env);
    return armored;
  }

  test("is taken under its committer's key, and refused under another", () => {
    const key = signedWithOpenPgp();

    expect(refusals(signersSchema.parse([{ addresses: [dora], openpgp: [key] }]))).toEqual([]);
    expect(refusals(signers(sshKey("dora").line))).toMatchObject([
      { rule: "signature", seen: expect.stringContaining("the settings do not list its key") },
    ]);
  });

  test("is refused with gpg's own words if the settings hold no key", () => {
    commit();
    const block = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nnonsense\n-----END PGP PUBLIC KEY BLOCK-----";

    expect(refusals(signersSchema.parse([{ addresses: [dora], openpgp: [block] }]))).toMatchObject([
      { seen: expect.stringContaining("gpg does not take the keys of the settings") },
    ]);
  });
});

describe("signers of the settings", () => {
  test.each<[string, unknown, string]>([
    ["nobody", [], "Too small"],
    ["somebody without a key", [{ addresses: [dora] }], "has no key"],
    [
      "a private key",
      [{ addresses: [dora], ssh: ["-----BEGIN OPENSSH PRIVATE KEY-----"] }],
      "is no public key of SSH",
    ],
    [
      "a line of allowed_signers",
      [{ addresses: [dora], ssh: [`${dora} ssh-ed25519 AAAA`] }],
      "is no public key of SSH",
    ],
    [
      "two lines",
      [{ addresses: [dora], ssh: ["ssh-ed25519 AAAA\nmallory ssh-ed25519 BBBB"] }],
      "is no public key of SSH",
    ],
    ["a certificate", [{ addresses: [dora], ssh: ["ssh-ed25519-cert-v01@openssh.com AAAA"] }], "is "],
    ["a fingerprint", [{ addresses: [dora], openpgp: ["0123456789ABCDEF"] }], "is no public key of OpenPGP"],
    ["no address", [{ addresses: ["dora"], ssh: ["ssh-ed25519 AAAA"] }], "Invalid email"],
    [
      "very many keys",
      [{ addresses: [dora], ssh: Array.from({ length: 2_000 }, () => `ssh-ed25519 ${"A".repeat(60)}`) }],
      "longer than 100000 bytes",
    ],
  ])("are refused if they name %s", (_what, given, says) => {
    expect(
      signersSchema
        .safeParse(given)
        .error?.issues.map(({ message }) => message)
        .join(),
    ).toContain(says);
  });
});
