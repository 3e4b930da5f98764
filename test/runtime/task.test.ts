import { page } from "../../lib/runtime/page.ts";
import { task } from "../../lib/runtime/task.ts";

const context = {} as never;
const event = { runId: "shop-0123456789ab-1", epoch: 1, gate: "change-record", taskToken: "a-secret-token" };
const ports = {} as never;

/** Every line that is written during `work`. */
async function linesOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  let written = "";
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, "write").mockImplementation((chunk) => {
      written += String(chunk);
      return true;
    }),
  );
  await work().catch(() => undefined);
  for (const spy of spies) spy.mockRestore();
  return written.split("\n").filter(Boolean);
}

describe("a task's handler", () => {
  test("parses its input and returns the answer that the table of tasks declares", async () => {
    const handler = task("open-gate", () => async () => ({ undelivered: 0 }), ports);
    let answer: unknown;
    await linesOf(async () => {
      answer = await handler(event, context);
    });
    expect(answer).toEqual({ undelivered: 0 });
  });

  test("writes one line that names its subject and never what came in", async () => {
    const handler = task("open-gate", () => async () => ({ undelivered: 0 }), ports);
    const lines = await linesOf(() => handler(event, context));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      task: "open-gate",
      runId: "shop-0123456789ab-1",
      gate: "change-record",
    });
    expect(lines.join()).not.toContain("a-secret-token");
  });

  test("writes one line also when it fails, with the error's name and message", async () => {
    const failing = task(
      "open-gate",
      () => async () => Promise.reject(new TypeError("no such thing")),
      ports,
    );
    const lines = await linesOf(() => failing(event, context));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      errorName: "TypeError",
      errorMessage: "no such thing",
    });
  });

  test("writes no text that deceives a reader of the log, also where an error quotes a stranger", async () => {
    const failing = task(
      "open-gate",
      () => async () => Promise.reject(new TypeError("the commit \u001B[2J\u202E\u200B says")),
      ports,
    );
    const [line = ""] = await linesOf(() => failing(event, context));
    expect(line).toContain("‹U+202E›");
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test("refuses input that the table does not declare, naming the path and not the value", async () => {
    const handler = task("open-gate", () => async () => ({ undelivered: 0 }), ports);
    let refusal: unknown;
    await linesOf(async () => {
      refusal = await handler({ ...event, epoch: "a-secret-token" }, context).catch(
        (error: unknown) => error,
      );
    });
    expect(refusal).toMatchObject({ name: "InvalidInput" });
    expect(String(refusal)).toContain("open-gate got epoch:");
    expect(String(refusal)).not.toContain("a-secret-token");
  });

  test("returns no field that the table does not declare", async () => {
    const handler = task("open-gate", () => async () => ({ more: 1 }) as never, ports);
    let refusal: unknown;
    await linesOf(async () => {
      refusal = await handler(event, context).catch((error: unknown) => error);
    });
    expect(refusal).toBeInstanceOf(Error);
  });
});

describe("a page's handler", () => {
  const request = {
    headers: { Host: "h" },
    pathParameters: { invitation: "a-secret-link" },
    requestContext: { http: { method: "GET", path: "/approvals/a-secret-link" } },
    body: undefined,
    isBase64Encoded: false,
  } as never;

  test("never shows an error to the edge, and never writes the path, which is the secret", async () => {
    const handler = page("show-invitation", () => async () => Promise.reject(new Error("inside")), ports);
    let answer: { statusCode?: number; body?: string } = {};
    const lines = await linesOf(async () => {
      answer = (await handler(request, context)) as typeof answer;
    });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("inside");
    // The error may have come after the decision was recorded.
    expect(answer.body).not.toContain("Nothing was decided");
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain("a-secret-link");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ status: 500, errorMessage: "inside" });
  });

  test("counts a forged link in its log line, where the alarm looks, and not in its answer", async () => {
    const forged = { status: 404, html: "no", counts: { forgedLinks: 1 } };
    const answers = [forged, { status: 404, html: "no" }];
    const handler = page("show-invitation", () => async () => answers.shift() ?? forged, ports);
    process.env["AWS_LAMBDA_FUNCTION_NAME"] = "shop-show-invitation";
    const lines = await linesOf(async () => {
      expect(JSON.stringify(await handler(request, context))).not.toContain("forged");
      await handler(request, context);
    });
    delete process.env["AWS_LAMBDA_FUNCTION_NAME"];
    expect(lines.map((line) => JSON.parse(line).forgedLinks)).toEqual([1, undefined]);
    // `decide` counts them too, so the alarm finds them by the application.
    const { application, _aws } = JSON.parse(lines[0] ?? "");
    expect([application, _aws.CloudWatchMetrics]).toEqual([
      "shop",
      [{ Namespace: "Interlock", Dimensions: [["application"]], Metrics: [{ Name: "forgedLinks" }] }],
    ]);
  });
});
