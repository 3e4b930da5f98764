import { readCanonicalLine } from "../../../lib/domain/verify/canonical-line.ts";

const problemOf = (line: string | Uint8Array): string => {
  const read = readCanonicalLine(Buffer.from(line));
  return "problem" in read ? read.problem : "none";
};

describe("a line", () => {
  test("of canonical JSON is read as it is", () => {
    expect(readCanonicalLine(Buffer.from('{"a":["é",1.5,null]}'))).toEqual({
      value: { a: ["é", 1.5, null] },
    });
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ["bytes that are no text", Uint8Array.of(0x22, 0xff, 0x22), /^it is not UTF-8$/],
    ["a byte order mark", "\ufeff{}", /^it is not JSON/],
    ["nothing", "", /^it is not JSON \(Unexpected end of JSON input\)$/],
    ["half an object", '{"a":', /^it is not JSON \(Unexpected end/],
    ["a lone surrogate", '"\\ud800"', /^\$ is a text with a lone surrogate/],
    ["a number that no double holds", "9007199254740993", /^\$ is an integer beyond 2\^53/],
    [
      "more depth than can be read",
      "[".repeat(30_000) + "]".repeat(30_000),
      /^it is nested too deeply to be read$/,
    ],
  ])("with %s says why it cannot be read", (_what, line, problem) => {
    expect(problemOf(line)).toMatch(problem);
  });

  test.each<[string, string, string]>([
    [
      "keys out of their order",
      '{"b":1,"a":2}',
      'at character 3 it has "{\\"b\\":1,\\"a\\":2}", and canonical JSON has "{\\"a\\":2,\\"b\\":1}"',
    ],
    [
      "a key twice",
      '{"a":1,"a":2}',
      'at character 6 it has "{\\"a\\":1,\\"a\\":2}", and canonical JSON has "{\\"a\\":2}"',
    ],
    ["more digits than are written", "1.0", 'at character 2 it has "1.0", and canonical JSON has "1"'],
    ["less than is written", "1e2", 'at character 2 it has "1e2", and canonical JSON has "100"'],
  ])("with %s is shown where it differs", (_what, line, difference) => {
    expect(problemOf(line)).toContain(`it is not canonical JSON (RFC 8785): ${difference}`);
  });

  test("that differs far in is shown twelve characters before the place, and twenty-four from it on", () => {
    const far = `["${"x".repeat(50)}", "${"y".repeat(50)}"]`;
    expect(problemOf(far)).toContain(
      `at character 55 it has "${"x".repeat(10)}\\", \\"${"y".repeat(22)}", and canonical JSON has "${"x".repeat(10)}\\",\\"${"y".repeat(23)}";`,
    );
  });
});
