import { fileURLToPath } from "node:url";
import { verify } from "../../../lib/command-line/commands/verify.ts";

const deceptive = fileURLToPath(new URL("../../cases/bundles/bundle.jsonl", import.meta.url));

test("a bundle's own text cannot clear the screen or hide the findings", () => {
  const lines: string[] = [];
  const code = verify(
    deceptive,
    {},
    { say: (line) => lines.push(line), complain: (line) => lines.push(line) },
  );

  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^NOT sound: .*‹U\+001B›/);
  expect(lines.join("")).not.toMatch(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/u);
});
