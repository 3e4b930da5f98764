import { canonicalJson, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { type BundleParts, bundleLines } from "../../../lib/domain/records/bundle.ts";
import { keyFingerprint } from "../../../lib/domain/records/dsse.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { TestSigningKey } from "../../fixtures/signing-key.ts";

const { pem } = new TestSigningKey();
const envelope = (payload: string) => ({ payloadType: "text", payload, signatures: [] });
const nothing: BundleParts = {
  runId,
  entries: [],
  decisionKeyPem: null,
  introductions: [],
  publicKeyPem: pem,
  previousSeal: null,
  planApproval: null,
  plan: null,
  change: null,
  templates: [],
  dossiers: [],
  baselines: [],
  lists: [],
  checkpoint: null,
  archive: null,
  histories: [],
};
const linesOf = (parts: Partial<BundleParts>) => [...bundleLines({ ...nothing, ...parts })];
const partsIn = (lines: readonly string[]) =>
  lines.map((line) => JSON.parse(line) as { [part: string]: Json });

describe("a bundle", () => {
  test("has its parts in their order, one a line, in canonical JSON, and the entries verbatim among them", () => {
    const lines = linesOf({
      entries: ['{"action":"a", "verbatim":1}', '{"action":"b"}', '{"action":"c"}'],
      previousSeal: envelope("seal"),
      planApproval: envelope("approval"),
      plan: "plan",
      change: "change",
      templates: ["template"],
      dossiers: ["dossier"],
      baselines: ["baseline"],
      lists: ["list"],
      checkpoint: envelope("checkpoint"),
      archive: envelope("archive"),
      histories: ["history"],
    });
    expect(partsIn(lines)).toEqual([
      {
        bundle: { count: 3, format: "interlock-records/2", head: sha256('{"action":"c"}'), runId },
      },
      { publicKey: { fingerprint: keyFingerprint(pem), pem } },
      { previousSeal: envelope("seal") },
      { planApproval: envelope("approval") },
      { plan: "plan" },
      { change: "change" },
      { template: "template" },
      { dossier: "dossier" },
      { baseline: "baseline" },
      { list: "list" },
      { action: "a", verbatim: 1 },
      { action: "b" },
      { action: "c" },
      { checkpoint: envelope("checkpoint") },
      { archive: envelope("archive") },
      { history: "history" },
    ]);
    expect(lines.filter((line) => line === `${canonicalJson(JSON.parse(line) as Json)}\n`)).toHaveLength(15);
    expect(lines[10]).toBe('{"action":"a", "verbatim":1}\n');
  });

  test("leaves out the parts that the run does not have", () => {
    expect(partsIn(linesOf({}))).toEqual([
      { bundle: { count: 0, format: "interlock-records/2", head: sha256(""), runId } },
      { publicKey: { fingerprint: keyFingerprint(pem), pem } },
    ]);
  });

  test.each([
    ["templates", "template"],
    ["dossiers", "dossier"],
    ["baselines", "baseline"],
    ["lists", "list"],
  ])("has its %s once each, by ascending digest, in whatever order they were gathered", (several, one) => {
    const texts = ["one", "two", "three", "four", "five"];
    const sorted = texts.map((text) => sha256(text)).sort();
    for (const gathered of [texts, texts.toReversed(), [...texts, ...texts]]) {
      const found = partsIn(linesOf({ [several]: gathered })).flatMap((part) => part[one] ?? []);
      expect(found.map((text) => sha256(String(text)))).toEqual(sorted);
    }
  });

  test("has its histories in the order of their archive", () => {
    const histories = ["three", "one", "two", "one"];
    expect(partsIn(linesOf({ histories })).flatMap((part) => part["history"] ?? [])).toEqual(histories);
  });
});
