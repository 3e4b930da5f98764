import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type * as z from "zod";
import { gates } from "../../lib/domain/gates.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A source file of the product. */
export type Source = { readonly path: string; readonly text: string };

/** The product's sources, without comments and without the statements that declare the schemas. */
export const productSources = (): readonly Source[] =>
  ["bin", "functions", "lib"].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
      .map((name) => `${folder}/${name}`)
      .filter((path) => path.endsWith(".ts"))
      .map((path) => {
        const text = withoutComments(readFileSync(`${root}${path}`, "utf8"));
        return { path, text: text.replace(/^(export )?const \w+ = (\([^)]*\) =>\s*)?z\b[\s\S]*?;$/gm, "") };
      }),
  );

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");

/** The parts of a schema's definition that lead to its fields. */
type Definition = {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly items?: readonly z.core.$ZodType[];
  readonly innerType?: z.core.$ZodType;
};

/** The paths of all fields of a schema, `approvers.oidc.issuer`. Gates are elements: code reaches them by their names. */
export function fieldsOf(schema: z.core.$ZodType, path: readonly string[] = []): readonly string[] {
  const { shape = {}, element, items = [], innerType } = schema._zod.def as Definition;
  const inner = [element, innerType, ...items].filter((found) => found !== undefined);
  const fields = Object.entries(shape).flatMap(([key, value]) => {
    if ((gates as readonly string[]).includes(key)) return fieldsOf(value, path);
    const at = [...path, key];
    return [at.join("."), ...fieldsOf(value, at)];
  });
  return [...new Set([...fields, ...inner.flatMap((found) => fieldsOf(found, path))])];
}

/**
 * The files that read a field: they read a property of its name, and know the field that it belongs to. A name that is
 * common (`id`, `reason`) therefore counts only beside its parent's.
 * @param parent what the code calls the field that it belongs to.
 */
export function readersOf(
  field: string,
  sources: readonly Source[],
  parent: string | undefined = field.split(".").at(-2),
): readonly string[] {
  const name = field.split(".").at(-1) ?? "";
  return sources
    .filter(
      ({ text }) =>
        parent === undefined || new RegExp(`\\b${parent}|\\b${singular(parent)}\\b`, "i").test(text),
    )
    .filter(({ text }) => reads(text, name))
    .map(({ path: at }) => at);
}

const singular = (name: string): string => name.replace(/s$/, "");

/** Whether a text reads a property of that name: `.name`, or `{ name }` where something is taken apart. */
export function reads(text: string, name: string): boolean {
  if (new RegExp(`\\.${name}\\b(?!\\s*=[^=>])`).test(text)) return true;
  return [...text.matchAll(new RegExp(`[{,]\\s*${name}\\b(?=\\s*[,:}=])`, "g"))].some(({ index }) =>
    takesApart(text, index),
  );
}

/** Whether the braces around `at` take something apart: they stand before `=` or `of`, or are a parameter. */
function takesApart(text: string, at: number): boolean {
  let depth = text[at] === "{" ? 0 : 1;
  for (let index = at; index < text.length; index += 1) {
    if (text[index] === "{") depth += 1;
    if (text[index] !== "}") continue;
    depth -= 1;
    if (depth > 0) continue;
    const behind = text.slice(index + 1);
    // A pattern in a pattern: what counts is behind the outer one.
    if (/^\s*,?\s*[}]/.test(behind)) return takesApart(text, index + 1);
    return /^\s*(=(?![=>])|of\b|:\s*[A-Z{(]|\)\s*(=>|:)|,[^;{]*\)\s*(=>|:))/.test(behind);
  }
  return false;
}
