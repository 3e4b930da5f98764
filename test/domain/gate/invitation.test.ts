import { invitationDigest, isNonce, nonceOf } from "../../../lib/domain/gate/invitation.ts";

const cookie = "the browser's cookie";
const secret = "the secret of the link";
const nonce = nonceOf(cookie, secret);

test("only a digest of a link is stored, which identifies the link and does not contain the secret", () => {
  expect(invitationDigest(secret)).toMatch(/^[0-9a-f]{64}$/);
  expect(invitationDigest(secret)).not.toBe(invitationDigest("the secret of another link"));
});

describe("a form's nonce", () => {
  test("is taken from the browser that was shown the page, for the link it was shown by", () => {
    expect(isNonce(nonce, cookie, secret)).toBe(true);
  });

  test.each([
    ["from another browser", nonce, "another cookie", secret],
    ["for another link", nonce, cookie, "the secret of another link"],
    ["from a browser without a cookie", nonceOf("", secret), "", secret],
    ["with nothing in it", "", cookie, secret],
    ["that is cut short", nonce.slice(0, -1), cookie, secret],
    ["with something after it", `${nonce}A`, cookie, secret],
    ["made up at the right length", "A".repeat(nonce.length), cookie, secret],
  ])("is not taken %s", (_, given, sent, of) => {
    expect(isNonce(given, sent, of)).toBe(false);
  });
});
