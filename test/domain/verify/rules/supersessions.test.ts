import { ownChain } from "../../../../lib/domain/records/checkpoint.ts";
import { type Supersession, supersessionPayload } from "../../../../lib/domain/records/supersession.ts";
import { TestSigningKey } from "../../../fixtures/signing-key.ts";
import { foundBy, saying } from "../findings.ts";
import { but, digest, hand, runId, type SampleEntry } from "../sample-run.ts";

const own = { runId: ownChain };
const said: Supersession = {
  superseded: { runId, changeDigest: digest("c") },
  successor: { runId: "shop-newer-1", changeDigest: digest("c") },
  at: "2026-11-24T10:00:00.000Z",
};
const entered = (more: Partial<Supersession> = {}, by = hand): SampleEntry =>
  but(
    {
      action: "supersede-change",
      kind: "outcome",
      subject: runId,
      detail: {
        successor: "shop-newer-1",
        envelope: by.envelope(supersessionPayload({ ...said, ...more })),
      },
    },
    own,
  );

describe("a superseded change in the control plane's chain", () => {
  test("has a receipt of the control plane that says what its entry says", () => {
    expect(foundBy("superseded", [entered()], own)).toEqual([]);
  });

  test("is not judged in a bundle without the key that signed it", () => {
    const lines = (all: readonly string[]) => all.filter((line) => !line.startsWith('{"publicKey"'));
    expect(foundBy("superseded", [entered()], { ...own, lines })).toEqual([]);
  });

  test.each<[string, SampleEntry, string]>([
    [
      "names another successor",
      entered({ successor: { runId: "shop-other-1", changeDigest: digest("c") } }),
      `the receipt says that "shop-other-1" took the place of "${runId}"; the entry says shop-newer-1 and ${runId}`,
    ],
    [
      "is about another change",
      entered({ superseded: { runId: "shop-other-1", changeDigest: digest("c") } }),
      `the receipt says that "shop-newer-1" took the place of "shop-other-1"; the entry says shop-newer-1 and ${runId}`,
    ],
    [
      "is signed by somebody else",
      entered({}, new TestSigningKey()),
      `the receipt of ${runId}: the receipt names the key`,
    ],
  ])("is found if its receipt %s", (_what, entry, message) => {
    expect(foundBy("superseded", [entry], own)).toEqual([saying("superseded", 1, message)]);
  });
});
