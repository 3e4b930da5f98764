import { readFileSync } from "node:fs";
import { alarmText, type Problem, problems } from "../../lib/mails/alarms.ts";

const names = Object.keys(problems) as Problem[];
const headings = readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("### "))
  .map((line) => line.slice(4));

test("every alarm has its section in the runbook, and every such section its alarm", () => {
  expect(headings.toSorted()).toEqual(names.toSorted());
});

test.each(names)("the alarm %s says what is wrong and which section to read, in 1,024 characters", (name) => {
  const text = alarmText(name, "provision-step-production");
  expect(text).toMatch(
    new RegExp(`^[A-Z].* \\(provision-step-production\\)\\. What to do: docs/runbook.md#${name}$`),
  );
  // CloudWatch API reference, PutMetricAlarm, AlarmDescription.
  expect(text.length).toBeLessThanOrEqual(1_024);
});
