import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initPlan } from "../../lib/command-line/commands/plan.ts";
import { parsePlan } from "../../lib/plan/schema.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plan-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** How a plan of one's own says that people prove who they are, gate by gate. */
function identities(options: { readonly from: string; readonly signIn?: boolean }): readonly string[] {
  const file = join(folder, "plan.json");
  initPlan(file, { id: "shop", ...options });
  return Object.values(parsePlan(readFileSync(file, "utf8")).gates).map(({ identity }) => identity);
}

test.each(["21.03", "application"])(
  "plan %s of one's own asks for a sign-in at production's gates",
  (from) => {
    expect(identities({ from, signIn: true })).toEqual(["mailbox", "mailbox", "oidc", "oidc"]);
  },
);

test("it rests on mailboxes unless one asks for a sign-in", () => {
  expect(new Set(identities({ from: "21.03" }))).toEqual(new Set(["mailbox"]));
});
