import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const sources = execFileSync("git", ["ls-files", "-z", "lib", "functions"], {
  cwd: checkout,
  encoding: "utf8",
})
  .split("\0")
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(`${checkout}${file}`, "utf8"))
  .join("\n");

/** The messages in the first column of the runbook's table; `…` stands for what varies. */
const messages = readFileSync(`${checkout}docs/runbook.md`, "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .flatMap((line) =>
    [...(line.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, message = ""]) => message),
  );

test("the runbook has a row for many messages", () => {
  expect(messages.length).toBeGreaterThan(10);
});

test.each(messages)("the code has the message %j of the runbook", (message) => {
  for (const part of message.split("…").map((one) => one.trim()))
    expect(sources.includes(part) ? part : `not in the code: ${part}`).toBe(part);
});
