// Writes the table of the verifier's rules into docs/verify.md, from the rules themselves.
import { readFileSync, writeFileSync } from "node:fs";
import { rulesTable } from "../../lib/domain/verify/rules/rules.ts";

const path = new URL("../../docs/verify.md", import.meta.url);
const heading = "## The rules\n";
const [before = ""] = readFileSync(path, "utf8").split(heading);
writeFileSync(path, `${before}${heading}${rulesTable()}`);
