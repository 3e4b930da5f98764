import { interlock } from "../../stories/interlock.ts";

test.each<[string, string, string[]]>([
  ["--reject staging-sign-off", "REJECTED", ["staging     nothing", "production  nothing"]],
  [
    "--fail production/compute",
    "ROLLED_BACK",
    ["production/compute restored", "production/ingress is open again"],
  ],
  [
    "--fail development/database",
    "ROLLED_BACK",
    ["development nothing", "staging     nothing", "production  nothing"],
  ],
])("rehearse %s ends %s, and what is left is what has to be", async (what, verdict, told) => {
  const { code, lines } = await interlock(["rehearse", ...what.split(" ")]);
  expect([code, lines.at(-1)]).toEqual([0, expect.stringMatching(new RegExp(`^run \\S+ ${verdict}$`))]);
  for (const line of told) expect(lines).toContainEqual(expect.stringContaining(line));
});
