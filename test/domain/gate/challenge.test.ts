import { answersChallenge, challengeOf } from "../../../lib/domain/gate/challenge.ts";

const digest = "0123abcd".padEnd(64, "f");

test("an approver types the environment and the first line of the page's digest", () => {
  expect(challengeOf("production", digest)).toBe("production 0123abcd");
});

describe("a challenge is answered", () => {
  test.each([
    ["as it is", "production 0123abcd"],
    ["in any letter case", "Production 0123ABCD"],
    ["with spaces around it", "  production 0123abcd\n"],
    ["with many spaces between", "production \t 0123abcd"],
  ])("%s", (_, typed) => {
    expect(answersChallenge(typed, "production", digest)).toBe(true);
  });
});

describe("a challenge is not answered", () => {
  test.each([
    ["by nothing", ""],
    ["by another environment", "staging 0123abcd"],
    ["by another digest", "production 0123abce"],
    ["by the digest alone", "0123abcd"],
    ["by the environment alone", "production"],
    ["without a space", "production0123abcd"],
    ["by more of the digest than is asked", "production 0123abcdf"],
    ["by the whole digest, which could be copied without looking", `production ${digest}`],
  ])("%s", (_, typed) => {
    expect(answersChallenge(typed, "production", digest)).toBe(false);
  });
});
