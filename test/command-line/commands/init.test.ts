import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { init, settingsFor } from "../../../lib/command-line/commands/init.ts";
import { settingsSchema } from "../../../lib/settings/settings.ts";

const people = {
  application: "shop",
  owner: "ann@example.com",
  accounts: "111111111111,222222222222,333333333333,444444444444",
  region: "eu-central-1",
  approver: [
    "staging-approver=bob@example.com",
    "change-manager=cho@example.com",
    "release-manager=dee@example.com",
  ],
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "init-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a repository gets settings that parse, and a workflow that submits its commits", () => {
  expect(init("github", { ...people, repository: folder })).toEqual({
    wrote: ["interlock/settings.json", ".github/workflows/interlock.yml"],
    kept: [],
  });
  const settings: unknown = JSON.parse(readFileSync(join(folder, "interlock/settings.json"), "utf8"));
  expect(settingsSchema.parse(settings)).toMatchObject({
    application: "shop",
    platformOwner: "platform-owner",
  });
  const workflow = readFileSync(join(folder, ".github/workflows/interlock.yml"), "utf8");
  expect(workflow).toContain(
    "submit --aws --application shop --repository . --settings interlock/settings.json",
  );
});

test("the records of a trial can be deleted again, until a person chooses otherwise", () => {
  expect(settingsFor(people)).toMatchObject({ retentionMode: "GOVERNANCE", retentionDays: 30 });
});

test("a file that exists is kept as it is", () => {
  init("none", { ...people, repository: folder });
  writeFileSync(join(folder, "interlock/settings.json"), "mine");
  expect(init("none", { ...people, repository: folder })).toEqual({
    wrote: [],
    kept: ["interlock/settings.json"],
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
  expect(written("111111111111")).toThrow("accounts.development");
  expect(written("1,1,1,1".replaceAll("1", "111111111111"))).toThrow("is the control plane's account");
});
