// Writes every generated document: npm run docs
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { documents } from "./documents.ts";

const checkout = new URL("../../", import.meta.url);
for (const { path, text } of documents) {
  const file = new URL(path, checkout);
  writeFileSync(file, text(existsSync(file) ? readFileSync(file, "utf8") : ""));
  console.log(`wrote ${path}`);
}
