import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { report } from "../../lib/command-line/commands/report.ts";
import { verify } from "../../lib/command-line/commands/verify.ts";
import type { Change } from "../../lib/domain/change/manifest.ts";
import type { Verdict } from "../../lib/domain/run/verdict.ts";
import { bytesOf, partsOf } from "../assurance/tamper/bundles.ts";
import { type Shape, templateOf } from "../simulator/changes.ts";
import { application, failing, install, take } from "../simulator/runs.ts";
import { terminalAt } from "../simulator/terminal.ts";
import type { World } from "../simulator/world.ts";

/** One of each kind that deceives: escape, other controls, direction of text, nothing to see, a separator. */
const canaries = "\u001B[2J\u0007\u009B\u202E\u2066\u200B\u00AD\uFEFF\u2028\u3164";
const deceptive = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u3164]/u;
const seen = "‹U+202E›";

const told = (what: string): string => `${what} ${canaries}of a stranger`;

/** CloudFormation takes ASCII; escapes are characters all the same. */
const inAscii = (json: string): string =>
  json.replace(/[^ -~]/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A change whose every free text carries the canaries. */
const shape: Shape = {
  author: { name: told("Dora"), address: "dora@example.com" },
  edit: (change: Change) => ({
    ...change,
    commit: { ...change.commit, subject: told("feat: a subject") },
  }),
  templateOf: (environment, part) => {
    const template = JSON.parse(templateOf(environment, part, {})) as {
      Description: string;
      Resources: { Bucket: { Properties: Record<string, unknown> } };
    };
    template.Description = told("a description");
    template.Resources.Bucket.Properties["BucketName"] = told("a value");
    return inAscii(JSON.stringify(template));
  },
};

const folder = mkdtempSync(join(tmpdir(), "canaries-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Everything that a person is shown of a run that is over, by where they see it. */
async function shownOf(world: World, runId: string): Promise<Readonly<Record<string, string>>> {
  const file = join(folder, `${runId}.jsonl`);
  writeFileSync(file, bytesOf(await partsOf(world, runId)));
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  verify(file, {}, { say, complain: say });
  const output = join(folder, `${runId}.html`);
  await report(file, { sandbox: "none", output });
  const type = terminalAt(world);
  const typed: string[] = [];
  for (const command of [`runs`, `status ${runId}`, `change show ${runId}`])
    typed.push(...(await type(`interlock ${command} --aws --application ${application}`)).lines);
  return {
    "a mail's subject": world.people.mails.map(({ subject }) => subject).join("\n"),
    "a mail": world.people.mails.map(({ text }) => text).join("\n"),
    "a page": world.people.pages.join("\n"),
    "the report": readFileSync(output, "utf8"),
    "the verifier": said.join("\n"),
    "a terminal": typed.join("\n"),
  };
}

/** What of a text deceives; line feeds are ours. */
const sightings = (text: string): readonly string[] =>
  text.split("\n").flatMap((line) => (deceptive.test(line) ? [JSON.stringify(line.slice(0, 200))] : []));

const plain: Shape = { ...shape, templateOf: () => undefined };

test.each<[Verdict, Shape]>([
  ["SUCCEEDED", shape],
  ["ROLLED_BACK", { ...plain, ...failing("production", "compute") }],
  ["REFUSED", { ...plain, templateOf: () => told("no template") }],
])("what a stranger wrote cannot deceive anybody when its run is %s", async (ends, given) => {
  const world = install();
  world.people.says = () => ({ decision: "approve", afterMs: 60_000, reason: told("a reason") });
  const { runId, verdict } = await take(world, given);
  expect(verdict).toBe(ends);
  const shown = await shownOf(world, runId);

  for (const [where, text] of Object.entries(shown))
    expect({ where, sightings: sightings(text) }).toEqual({ where, sightings: [] });
  // They did arrive, so the test can fail.
  const places = ends === "REFUSED" ? ["a terminal"] : ["a mail", "a page", "the report", "a terminal"];
  for (const where of places)
    expect({ where, arrived: shown[where]?.includes(seen) }).toEqual({ where, arrived: true });
});
