import { keyInUse, openIntroduction, readKeyring } from "../../../lib/domain/records/introduction.ts";
import { TestSigningKey } from "../../fixtures/signing-key.ts";
import { introduced } from "../verify/sample-bundle.ts";

const [first, second, third] = [new TestSigningKey(), new TestSigningKey(), new TestSigningKey()];
const ring = readKeyring([first.pem, second.pem, third.pem]);
const toSecond = introduced(first, second);
const toThird = introduced(second, third, { number: 2 });
const refused = (message: string) =>
  expect.objectContaining({ name: "ReceiptRefused", message: expect.stringContaining(message) });

describe("the key that signs now", () => {
  test.each([
    ["the oldest while none was introduced", [], first],
    ["the one that was introduced", [toSecond], second],
    ["the one that was introduced last", [toSecond, toThird], third],
  ])("is %s", (_which, introductions, key) => {
    expect(keyInUse(ring, introductions).fingerprint).toBe(key.fingerprint);
  });

  test.each([
    ["the first introduction is numbered 2", [introduced(first, second, { number: 2 })]],
    ["the second introduction is numbered 1", [toSecond, introduced(second, third)]],
    ["the first introduction is missing", [introduced(second, third)]],
    ["a key is introduced that this control plane lacks", [introduced(first, new TestSigningKey())]],
  ])("is nobody's when %s", (_what, introductions) => {
    expect(() => keyInUse(ring, introductions)).toThrow(refused("does not follow the key"));
  });
});

describe("an introduction", () => {
  test("reads back from its envelope with both of its keys", () => {
    expect(openIntroduction(toSecond)).toMatchObject({
      number: 1,
      epoch: 2,
      replacedKey: { fingerprint: first.fingerprint },
      introducedKey: { fingerprint: second.fingerprint },
    });
  });

  test("is refused when both keys signed it, written otherwise than canonically", () => {
    const written = JSON.parse(Buffer.from(toSecond.payload, "base64").toString());
    const [envelope, other] = [first, second].map((key) => key.envelope(JSON.stringify(written, null, 1)));
    const signatures = [envelope, other].flatMap((one) => one?.signatures ?? []);
    expect(() => openIntroduction({ ...toSecond, ...envelope, signatures })).toThrow(
      refused("not canonical JSON"),
    );
  });
});

test("a control plane without a signing key is told to be deployed again", () => {
  expect(() => readKeyring([])).toThrow(refused("no signing key"));
});
