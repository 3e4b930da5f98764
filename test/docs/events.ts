import * as z from "zod";
import {
  changeQueuedSchema,
  changeSubmittedSchema,
  commitPushedSchema,
} from "../../lib/domain/change/events.ts";
import { pushEventSchema } from "../../lib/domain/change/push.ts";
import { runMovedSchema } from "../../lib/domain/run/progress.ts";
import { runClosedSchema } from "../../lib/domain/run/run-closed.ts";
import type { GeneratedDocument } from "./generated-document.ts";

/** An event of the application's bus: who says it, who hears it, and the schema of its detail. */
type Row = {
  readonly name: string;
  readonly said: string;
  readonly heard: string;
  readonly schema: z.ZodType;
};

const rows: readonly Row[] = [
  {
    name: "Commit Pushed",
    said: "`receive-push`, when a door has seen a new head of the watched branch; `seek-push`, when it finds a head that no event brought. The same commit may be said more than once",
    heard: "the build of the door: a project of CodeBuild, or a sandbox's builder",
    schema: commitPushedSchema,
  },
  {
    name: "Change Submitted",
    said: "`interlock submit`, after everything that the change needs is kept by its digest",
    heard: "`start-run`, which makes one run of it, however often it is said",
    schema: changeSubmittedSchema,
  },
  {
    name: "Change Queued",
    said: "`start-run`, when a change waits for another run or something newer has superseded it; `sweep`, for a waiting change that a newer one superseded",
    heard: "`sweep`, which tells its people, and `show-outcome`",
    schema: changeQueuedSchema,
  },
  {
    name: "Run Moved",
    said: "`sweep`, within a minute after the entries of the run at work say that it has come further in an environment, or waits there",
    heard: "`show-outcome`, and whatever you hook to it",
    schema: runMovedSchema,
  },
  {
    name: "Run Closed",
    said: "`close-run`, or `sweep` if the bus did not take it then",
    heard: "`sweep`, `show-outcome`, and whatever you hook to it",
    schema: runClosedSchema,
  },
];

const fenced = (value: unknown): string => ["```json", JSON.stringify(value, null, 2), "```"].join("\n");

/** docs/events.md: the events of the bus, with the JSON Schema of each detail. */
export const events: GeneratedDocument = {
  path: "docs/events.md",
  text: () =>
    [
      "# Events",
      "",
      "`npm run docs` makes this page from the schemas of the code, and a test fails when it is stale. Each application has a bus of",
      "its own, which bears its name; the source of each event is `interlock`. A detail whose schema has a `version` keeps its",
      "shape under that version. A function that gets anything else refuses it, and the event ends in the dead-letter queue.",
      "",
      ...rows.flatMap(({ name, said, heard, schema }) => [
        `## ${name}`,
        "",
        `- Said by: ${said}.`,
        `- Heard by: ${heard}.`,
        "",
        fenced(z.toJSONSchema(schema)),
        "",
      ]),
      "## What a door reads of CodeCommit",
      "",
      "`receive-push` hears `CodeCommit Repository State Change` (source `aws.codecommit`) on the default bus. It builds a new head of the",
      "watched branch: a push, a merge, a force push. It leaves tags, other branches, deletions and merge commits that no branch has.",
      "An event of another account, region or repository ends in the dead-letter queue. `test/fixtures/push-events.ts` has an example",
      "of each.",
      "",
      fenced(z.toJSONSchema(pushEventSchema)),
      "",
    ].join("\n"),
};
