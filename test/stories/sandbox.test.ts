import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SandboxPlace } from "../../lib/sandbox/place.ts";
import { document, interlock } from "./interlock.ts";

const place = new SandboxPlace("story");
const sandbox = ["--sandbox", place.name];
const up = (...more: readonly string[]) => ["up", "--run", ...sandbox, ...more];
const files = mkdtempSync(join(tmpdir(), "story-"));

beforeAll(() => rmSync(place.folder, { recursive: true, force: true }));
afterAll(async () => {
  await interlock(["down", ...sandbox]);
  rmSync(place.folder, { recursive: true, force: true });
  rmSync(files, { recursive: true, force: true });
});

test("an emulator that ends while a gate is open takes the execution with it, and the sweep finishes the run", async () => {
  const output = await interlock(up("--attempt", "2"), (line) => {
    if (line.includes("gate plan-approval open"))
      process.kill(place.read()?.processes.emulator?.pid ?? 0, "SIGTERM");
    return false;
  });
  expect(output.code).not.toBe(0);
  const { lines } = await interlock(up("--attempt", "2"));
  expect(lines.at(-1)).toMatch(/^run \S+ ABORTED$/);
  expect(lines.join("\n")).toMatch(/run recovered: its execution (failed|was stopped|ended)/);
});

test("one command takes a commit through development, staging and production, also when it is killed on the way", async () => {
  const killed = await interlock(up("--approve"), (line) => line.includes("gate change-record open"));
  expect(killed.code).toBeNull();
  const { code, lines } = await interlock(up("--approve"));
  expect([code, lines.at(-1)]).toEqual([0, expect.stringMatching(/^run \S+-1 SUCCEEDED$/)]);
  expect(lines).toContain("the commit came through a git push to the sandbox");
});

test("the same commit again is the same run, and it is over", async () => {
  const before = (await document(["runs", ...sandbox])) as { runId: string }[];
  const { code, lines } = await interlock(up());
  expect([code, lines.at(-1)]).toEqual([0, `run ${before[0]?.runId} SUCCEEDED`]);
  expect(await document(["runs", ...sandbox])).toEqual(before);
});

test("status, doctor and the exported records report the state to other programs", async () => {
  const [{ runId }] = (await document(["runs", ...sandbox])) as [{ runId: string }];
  const validated = {
    state: "validated",
    steps: expect.arrayContaining([{ step: "network", state: "created" }]),
  };
  expect(await document(["status", runId, ...sandbox])).toMatchObject({
    runId,
    verdict: "SUCCEEDED",
    environments: { development: validated, staging: validated, production: validated },
    gates: ["plan-approval", "staging-sign-off", "change-record", "production-release"].map((gate) => ({
      gate,
      state: "approved",
      decisions: [expect.objectContaining({ decision: "approve" })],
    })),
    records: { count: expect.any(Number), head: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(await document(["doctor", ...sandbox])).toMatchObject({
    healthy: true,
    endpoint: expect.stringMatching(/^http:/),
    mailboxUrl: expect.stringMatching(/^http:/),
    approvalsUrl: expect.any(String),
    tableName: expect.any(String),
    bucketName: expect.any(String),
    stateMachineArn: expect.stringMatching(/^arn:/),
    versions: expect.objectContaining({ plan: "21.03" }),
  });
  const output = join(files, "records");
  expect((await interlock(["records", "export", runId, "--output", output, ...sandbox])).code).toBe(0);
  expect(readFileSync(output, "utf8")).toContain(runId);
  // Sound means that the control plane has just signed where the chain ends.
  expect(await interlock(["verify", output, "--trust-own-key"])).toMatchObject({ code: 0 });
});

test("a change without effect in production skips the gates, and says so", async () => {
  const { code, lines } = await interlock(up("--attempt", "3"));
  expect([code, lines.at(-1)]).toEqual([0, expect.stringMatching(/^run \S+-3 SUCCEEDED$/)]);
  expect(lines.filter((line) => /gate \S+ skipped/.test(line))).toHaveLength(3);
  expect(lines.filter((line) => line.includes("link for "))).toEqual([]);
});

test("down stops every started process, once", async () => {
  expect((await interlock(["down", ...sandbox])).lines).toEqual([`stopped the sandbox "${place.name}"`]);
  expect((await interlock(["down", ...sandbox])).lines).toEqual([
    `the sandbox "${place.name}" was not running`,
  ]);
});
