import { parseForm } from "../../../functions/decide/form.ts";

const sent = {
  nonce: "nonce",
  digest: "a".repeat(64),
  challenge: "staging 0123",
  reason: "",
  decision: "approve",
};

describe("a form", () => {
  test("from the page is read as it was sent", () => {
    expect(parseForm(sent)).toEqual(sent);
  });

  test("without input has empty fields", () => {
    expect(parseForm({ nonce: "nonce", digest: sent.digest })).toEqual({
      ...sent,
      challenge: "",
      decision: "",
    });
  });

  test("with the longest reason that the page takes is read", () => {
    expect(parseForm({ ...sent, reason: "x".repeat(1_000) })?.reason).toHaveLength(1_000);
  });

  test("counts a line end of the reason once, as the browser's field does, however it is sent", () => {
    const lines = "line\r\n".repeat(200);
    expect(parseForm({ ...sent, reason: lines })?.reason).toBe("line\n".repeat(200));
    expect(parseForm({ ...sent, reason: `${lines}x` })).toBeNull();
    expect(parseForm({ ...sent, reason: "one\rtwo" })?.reason).toBe("one\ntwo");
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["a field twice", { decision: ["approve", "reject"] }],
    ["an extra field", { approver: "release-manager" }],
    ["no nonce", { nonce: undefined }],
    ["no digest", { digest: undefined }],
    ["a reason that is too long", { reason: "x".repeat(1_001) }],
    ["a challenge that is too long", { challenge: "x".repeat(201) }],
  ])("with %s is refused", (_, more) => {
    expect(parseForm({ ...sent, ...more })).toBeNull();
  });
});
