import { readFileSync } from "node:fs";
import { documents } from "./documents.ts";

test.each(documents.map(({ path, text }) => [path, text] as const))(
  "%s is as the code generates it (npm run docs writes it)",
  (path, text) => {
    const current = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
    expect(current).toBe(text(current));
  },
);
