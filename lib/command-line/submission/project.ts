import * as z from "zod";
import type { Refusal } from "../../domain/change/refusal.ts";
import { environments, parts } from "../../domain/environment.ts";
import { issuesInWords } from "../../domain/issues.ts";
import { readJson } from "../../domain/read-json.ts";

/** The file in which a repository says how Interlock reads it. Every field is optional. */
export const projectFile = "interlock.json";

/** The fields of interlock.json. */
export const projectSchema = z.strictObject({
  /** The application's name, where stack names do not tell it. */
  application: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .exactOptional(),
  /** The folder of the CDK app, relative to this file. */
  folder: z.string().exactOptional(),
  /** Context that the app is synthesised with. */
  context: z.record(z.string(), z.string()).exactOptional(),
  /** The Stage of each environment, where it has another name. */
  stages: z.partialRecord(z.enum(environments), z.string()).exactOptional(),
  /** The part of each stack, by construct id. */
  parts: z.record(z.string(), z.enum(parts)).exactOptional(),
  /** The plan that `interlock check` applies: a built-in one or a file. */
  plan: z.string().exactOptional(),
});

/** How a repository wants to be read. */
export type Project = z.infer<typeof projectSchema>;

/**
 * The project that the text of interlock.json describes, or why it cannot be read.
 * @param text null if the commit has no such file: then every field is left out.
 */
export function parseProject(
  text: string | null,
): { readonly project: Project } | { readonly refusals: readonly Refusal[] } {
  if (text === null) return { project: {} };
  const refused = (seen: string) => ({
    refusals: [
      {
        rule: "project-file",
        where: projectFile,
        seen,
        todo: "correct the file; docs/your-application.md has its fields",
      },
    ],
  });
  let document: unknown;
  try {
    document = readJson(text);
  } catch (error) {
    return refused(`it is not JSON (${String(error).split("\n")[0]})`);
  }
  const parsed = projectSchema.safeParse(document);
  return parsed.success
    ? { project: parsed.data }
    : refused(issuesInWords(parsed.error, document, "the file"));
}
