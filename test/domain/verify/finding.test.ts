import { Findings, seen } from "../../../lib/domain/verify/finding.ts";

/** What is kept of one message. */
function kept(message: string): string | undefined {
  const findings = new Findings();
  findings.report("step", 7, message);
  return findings.all()[0]?.message;
}

describe("findings", () => {
  test("are kept as they come, with rule and entry", () => {
    const findings = new Findings();
    findings.report("step", 7, "it is another one");
    findings.report("parts", null, "it is cut off");
    expect(findings.count).toBe(2);
    expect(findings.all()).toEqual([
      { rule: "step", entry: 7, message: "it is another one" },
      { rule: "parts", entry: null, message: "it is cut off" },
    ]);
  });

  test("are kept up to a hundred; then the verification stops, and says so", () => {
    const findings = new Findings();
    for (let entry = 1; entry <= 100; entry += 1) findings.report("step", entry, "no");
    expect(findings.all()).toHaveLength(100);
    expect(findings.enough).toBe(false);
    findings.report("step", 101, "no");
    findings.report("step", 102, "no");
    expect(findings.enough).toBe(true);
    expect(findings.count).toBe(101);
    expect(findings.all().at(-1)).toEqual({
      rule: "limits",
      entry: null,
      message: "the rest of the bundle was not judged, because there are more than 100 findings",
    });
  });

  test("end when the verification is stopped, whatever stops it again", () => {
    const findings = new Findings();
    findings.stop("its parts are too long");
    findings.stop("there is another reason");
    findings.report("step", 1, "no");
    expect(findings.all().map(({ message }) => message)).toEqual([
      "the rest of the bundle was not judged, because its parts are too long",
    ]);
  });

  test("say at most six hundred characters", () => {
    expect(kept("x".repeat(600))).toBe("x".repeat(600));
    expect(kept("x".repeat(601))).toBe(`${"x".repeat(600)}…`);
  });

  test("contain nothing that acts on a terminal", () => {
    expect(kept("a\u001b[31mb\nc\u202ed")).toBe("a\ufffd[31mb\ufffdc\ufffdd");
    expect(kept("a\ud800b")).toBe("a\ufffdb");
  });
});

describe("a value of the bundle in a message", () => {
  test.each<[unknown, string]>([
    ["a\nb", '"a\\nb"'],
    [null, "null"],
    [undefined, "nothing"],
    ["x".repeat(118), `"${"x".repeat(118)}"`],
    ["x".repeat(119), `"${"x".repeat(118)}…`],
  ])("%j is %s", (value, said) => {
    expect(seen(value)).toBe(said);
  });
});
