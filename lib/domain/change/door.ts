import * as z from "zod";

/** Every door through which a commit reaches Interlock, in the words of a person who looks at a run. */
export const doors = {
  sandbox: "a git push to the sandbox",
  codecommit: "a push to CodeCommit",
  github: "a push to GitHub",
  gitlab: "a push to GitLab",
  codepipeline: "a pipeline of CodePipeline",
  jenkins: "a Jenkins job",
  submit: "interlock submit",
} as const;

/** How a commit reached Interlock. */
export type Door = keyof typeof doors;

/** The names of the doors. */
export const doorSchema = z.enum(Object.keys(doors) as [Door, ...Door[]]);
