import { parseProject } from "../../../lib/command-line/submission/project.ts";

test("a repository without interlock.json leaves every field out", () => {
  expect(parseProject(null)).toEqual({ project: {} });
});

test("every field of interlock.json is read", () => {
  const project = {
    application: "shop",
    folder: "apps/shop",
    context: { domain: "example.com" },
    stages: { production: "Live" },
    parts: { Vpc: "network" },
    plan: "21.03",
  };

  expect(parseProject(JSON.stringify(project))).toEqual({ project });
});

test.each([
  ["is no JSON", "{", "it is not JSON"],
  ["has another field", '{"plans":"21.03"}', "plans"],
  ["names no part of a plan", '{"parts":{"Vpc":"vpc"}}', "parts.Vpc: "],
  ["names no environment", '{"stages":{"test":"Test"}}', "stages"],
  ["names no application", '{"application":"Shop"}', "application: "],
  ["is no object", "[]", "the file: "],
])("an interlock.json that %s is refused with what was seen", (_what, text, seen) => {
  expect(parseProject(text)).toEqual({
    refusals: [
      {
        rule: "project-file",
        where: "interlock.json",
        seen: expect.stringContaining(seen),
        todo: "correct the file; docs/your-application.md has its fields",
      },
    ],
  });
});
