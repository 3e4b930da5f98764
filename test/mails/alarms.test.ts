import { readFileSync } from "node:fs";
import { alarmText, firstCommand, type Problem, problems } from "../../lib/mails/alarms.ts";

const names = Object.keys(problems) as Problem[];
const runbook = readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8");
const sections = new Map(
  runbook
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.split("\n")[0] ?? "", section]),
);
const reached = { application: "shop" };

test("every alarm has its section in the runbook, and every such section its alarm", () => {
  expect([...sections.keys()].toSorted()).toEqual(names.toSorted());
});

test.each(names)("the section %s of the runbook begins with the command of its alarm", (name) => {
  const { look } = problems[name];
  const [, code] = sections.get(name)?.match(/`([^`]+)`/) ?? [];
  expect(code?.replace(/^npx interlock /, "")).toBe(look);
});

test.each(names)(
  "the alarm %s says what is wrong, what to type and which section to read, in 1,024 characters",
  (name) => {
    const text = alarmText(name, "provision-step-production", reached);
    const { look } = problems[name];
    const typed = look.startsWith("aws ")
      ? look.replace("APPLICATION", "shop")
      : `npx interlock ${look} --aws --application shop`;
    expect(firstCommand(name, reached)).toBe(typed);
    expect(text).toMatch(/^[A-Z].* \(provision-step-production\)\. Begin with: /);
    expect(text).toContain(`Begin with: ${typed}. What to do: docs/runbook.md#${name}`);
    // CloudWatch API reference, PutMetricAlarm, AlarmDescription.
    expect(text.length).toBeLessThanOrEqual(1_024);
  },
);
