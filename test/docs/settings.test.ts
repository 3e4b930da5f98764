import { readFileSync } from "node:fs";
import { settingsSchema } from "../../lib/settings/settings.ts";

const page = readFileSync(new URL("../../docs/aws.md", import.meta.url), "utf8");

/** A sandbox sets these by itself. */
const ofSandboxes = ["mailRelay"];

test("docs/aws.md lists every setting of an installation, and no other", () => {
  const rows = [...page.matchAll(/^ *\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap(([, names = ""]) =>
    names.split(", ").map((name) => name.replaceAll("`", "")),
  );

  expect([...rows, ...ofSandboxes].sort()).toEqual(Object.keys(settingsSchema.shape).sort());
});
