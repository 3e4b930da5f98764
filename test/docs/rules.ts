import { rulesTable } from "../../lib/domain/verify/rules/rules.ts";
import type { GeneratedDocument } from "./generated-document.ts";

const heading = "## The rules\n";

/** The table of the verifier's rules at the end of docs/verify.md. */
export const rules: GeneratedDocument = {
  path: "docs/verify.md",
  text: (current) => `${current.split(heading)[0] ?? ""}${heading}${rulesTable()}`,
};
