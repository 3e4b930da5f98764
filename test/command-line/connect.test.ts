import { installationTarget, type NamedInstallation } from "../../lib/command-line/connect.ts";

const nothing: NamedInstallation = { aws: false, sandbox: undefined, application: undefined };
const sandboxes = new Map([
  ["local", "shop"],
  ["ops-1", "payments"],
  ["ops-2", "payments"],
  ["ops-3", "shop"],
]);

test.each<[string, Partial<NamedInstallation>, ReturnType<typeof installationTarget>]>([
  ["nothing is the sandbox local", {}, { sandbox: "local", application: undefined }],
  ["a sandbox is that sandbox", { sandbox: "ops-1" }, { sandbox: "ops-1", application: undefined }],
  [
    "the application of the sandbox local is that sandbox",
    { application: "shop" },
    { sandbox: "local", application: "shop" },
  ],
  [
    "an application that no sandbox has is the one on AWS",
    { application: "ledger" },
    { sandbox: null, application: "ledger" },
  ],
  [
    "AWS is AWS, even if a sandbox has an application of that name",
    { aws: true, application: "shop" },
    { sandbox: null, application: "shop" },
  ],
])("a command that names %s", (_words, named, target) => {
  expect(installationTarget({ ...nothing, ...named }, sandboxes)).toEqual(target);
});

test.each<[string, Partial<NamedInstallation>, string]>([
  [
    "an application of several sandboxes",
    { application: "payments" },
    "the sandboxes ops-1, ops-2 all have the application payments",
  ],
  ["a sandbox and AWS", { aws: true, sandbox: "ops-1" }, "--aws and --sandbox ops-1 name two installations"],
])("a command that names %s is refused, and nothing is guessed", (_words, named, message) => {
  expect(() => installationTarget({ ...nothing, ...named }, sandboxes)).toThrow(message);
});
