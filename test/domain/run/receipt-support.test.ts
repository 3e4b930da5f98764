import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { supportFor } from "../../../lib/domain/run/receipt-support.ts";
import { entriesOf, runId } from "../../fixtures/sample-entries.ts";
import {
  asked,
  closed,
  decided,
  expired,
  fact,
  intended,
  logsPreserved,
  opened,
  otherDigest,
  passed,
  preserved,
  proved,
  provisioned,
  someDigest,
  undoing,
  validated,
  voided,
} from "../../fixtures/sample-facts.ts";
import { keyPairs } from "../../simulator/services/kms.ts";

type About = Parameters<typeof supportFor>[2];
const supported = (
  statement: About["statement"],
  about: string,
  facts: readonly Fact[],
  planIsLocked = false,
) => supportFor(runId, entriesOf(...facts), { statement, about }, planIsLocked, null);
const refusedBecause = (statement: string, about: string, missing: string) =>
  expect.objectContaining({
    name: "ReceiptRefused",
    message: `the entries of ${runId} do not support "${statement}" about ${about}: ${missing}`,
  });

describe("that an environment is validated", () => {
  test("is supported with the description, when its checks held after every effect", () => {
    const facts = [
      intended("staging/compute"),
      validated("staging", { held: false }),
      validated("staging", { scope: "ingress" }),
    ];
    expect(supported("validated", "staging", facts)).toEqual({ scope: "ingress", description: someDigest });
  });

  test.each<[string, Fact]>([
    ["something was done to another environment", intended("production/compute")],
    ["something was seen of it", preserved("staging")],
    ["an outcome was written down", provisioned("staging/compute")],
    ["another environment was not valid", validated("production", { held: false })],
  ])("is supported although %s since", (_what, since) => {
    const facts = [intended("staging/compute"), validated("staging"), since];
    expect(supported("validated", "staging", facts)).toMatchObject({ scope: "everything" });
  });

  test.each<[string, string, readonly Fact[], string]>([
    ["its checks were never asked", "staging", [validated("development")], "its checks did not all hold"],
    [
      "they held no more when they were asked last",
      "staging",
      [validated("staging"), validated("staging", { held: false })],
      "its checks did not all hold",
    ],
    ["it is no environment", "run", [validated("staging")], "its checks did not all hold"],
    [
      "a step was provisioned since",
      "staging",
      [validated("staging"), intended("staging/compute")],
      "it was changed since its checks were asked",
    ],
    [
      "a step was rolled back since",
      "staging",
      [validated("staging"), validated("production"), undoing("staging/compute")],
      "it was changed since its checks were asked",
    ],
  ])("is not supported when %s", (_what, about, facts, missing) => {
    expect(() => supported("validated", about, facts)).toThrow(refusedBecause("validated", about, missing));
  });
});

describe("that a gate is passed", () => {
  const gate = "change-record";

  test("is supported, and names its approvers", () => {
    const facts = [
      asked(gate, { quorum: 2 }),
      decided(gate, { approver: "bob" }),
      decided("staging-sign-off", { approver: "eve" }),
      decided(gate, { approver: "ann" }),
      asked("production-release"),
    ];
    expect(supported("gate-passed", gate, facts)).toEqual({ by: ["bob", "ann"] });
  });

  test("is supported without approvers when there was nothing to change", () => {
    expect(supported("gate-passed", gate, [passed(gate)])).toEqual({ by: [], nothingToChange: true });
  });

  test("is supported for a plan that an earlier run's approval locked", () => {
    expect(supported("gate-passed", "plan-approval", [], true)).toEqual({ by: [], locked: true });
  });

  test.each<[string, string, readonly Fact[], string]>([
    ["it was never opened", gate, [asked("staging-sign-off")], "the gate is not opened"],
    ["no approver has decided", gate, [asked(gate)], "the gate is open"],
    [
      "an approver rejected",
      gate,
      [asked(gate), decided(gate, { decision: "reject" })],
      "the gate is rejected",
    ],
    ["its time was over", gate, [asked(gate), expired(gate)], "the gate is expired"],
    ["what was shown has moved", gate, [asked(gate), decided(gate), voided(gate)], "the gate is void"],
    ["there is none of that name", "staging", [], "there is no such gate"],
  ])("is not supported when %s", (_what, about, facts, missing) => {
    for (const planIsLocked of [false, true])
      expect(() => supported("gate-passed", about, facts, planIsLocked)).toThrow(
        refusedBecause("gate-passed", about, missing),
      );
  });

  test("is not supported for a plan that is not locked", () => {
    expect(() => supported("gate-passed", "plan-approval", [], false)).toThrow(
      refusedBecause("gate-passed", "plan-approval", "the gate is not opened"),
    );
  });

  test("does not name an approver who rejected something else", () => {
    const elsewhere = decided(gate, { approver: "bob", decision: "reject", dossierDigest: otherDigest });
    expect(supported("gate-passed", gate, [asked(gate), elsewhere, decided(gate)])).toEqual({
      by: ["ann"],
    });
  });

  test("names no approver who approved only an older dossier", () => {
    const facts = [
      asked(gate),
      decided(gate, { approver: "bob" }),
      voided(gate),
      asked(gate, { dossierDigest: otherDigest }),
      decided(gate, { approver: "ann", dossierDigest: otherDigest }),
    ];
    expect(supported("gate-passed", gate, facts)).toEqual({ by: ["ann"] });
  });
});

describe("that a gate is passed in a run whose decisions are signed", () => {
  const { publicKey } = keyPairs.decision;
  const key = readVerifyingKey(publicKey.export({ type: "spki", format: "pem" }).toString());

  test("is not supported by a decision that nobody signed", () => {
    const entries = entriesOf(asked("change-record"), decided("change-record", { approver: "ann" }));
    const about = { statement: "gate-passed", about: "change-record" } as const;
    expect(() => supportFor(runId, entries, about, false, key)).toThrow(
      refusedBecause(
        "gate-passed",
        "change-record",
        "the decision of ann at change-record is not signed by the decision key",
      ),
    );
  });
});

describe("that people lifted a freeze window", () => {
  const lifted = (environment: "staging" | "production", window: string, ...people: readonly string[]) =>
    fact("lift-window", "decision", environment, {
      environment,
      window,
      people: people.map((person) => ({
        person,
        codeDigest: someDigest,
        envelope: { payloadType: "application/vnd.in-toto+json", payload: "e30=", signatures: [] },
      })),
    });

  test("is supported, with each window and who lifted it", () => {
    const facts = [
      lifted("staging", "settings/audit", "ann", "bob"),
      lifted("production", "settings/year-end", "ann", "bob"),
      validated("production"),
      lifted("production", "plan/weekend", "bob", "cleo"),
    ];
    expect(supported("window-lifted", "production", facts)).toEqual([
      { window: "settings/year-end", by: ["ann", "bob"] },
      { window: "plan/weekend", by: ["bob", "cleo"] },
    ]);
  });

  test("is not supported when nobody lifted one there", () => {
    expect(() =>
      supported("window-lifted", "production", [lifted("staging", "settings/audit", "ann")]),
    ).toThrow(refusedBecause("window-lifted", "production", "no entry says that people lifted a window"));
  });
});

describe("that production's ingress is closed", () => {
  test("is supported, with the time of the reading", () => {
    const facts = [
      closed("production", { closed: false }),
      closed("production"),
      closed("staging", { closed: false }),
      logsPreserved("production"),
    ];
    expect(supported("ingress-closed", "production", facts)).toEqual({ at: "2026-11-24T10:00:00.000Z" });
  });

  test.each<[string, readonly Fact[]]>([
    ["it was never read back", [closed("staging")]],
    [
      "something could be reached when it was read back last",
      [closed("production"), closed("production", { closed: false })],
    ],
  ])("is not supported when %s", (_what, facts) => {
    expect(() => supported("ingress-closed", "production", facts)).toThrow(
      refusedBecause("ingress-closed", "production", "no entry says that nothing of it can be reached"),
    );
  });
});

describe("that nothing remains", () => {
  test("is supported, with the searched, the kept and the foreign resources", () => {
    const looked = { count: 4, digest: someDigest, items: null };
    const facts = [
      proved("staging", { proved: false }),
      proved("staging", { kept: ["a snapshot"], foreign: ["a bucket"], looked }),
      proved("production", { proved: false }),
      preserved("staging"),
    ];
    expect(supported("nothing-left", "staging", facts)).toEqual({
      kept: ["a snapshot"],
      resourcesSeen: 3,
      foreign: ["a bucket"],
      looked,
    });
  });

  test("is supported when nothing foreign existed and no list was kept", () => {
    expect(supported("nothing-left", "staging", [proved("staging")])).toMatchObject({
      foreign: [],
      looked: null,
    });
  });

  test.each<[string, readonly Fact[]]>([
    ["it was never looked for", [proved("production")]],
    ["it could not be proved in the end", [proved("staging"), proved("staging", { proved: false })]],
  ])("is not supported when %s", (_what, facts) => {
    expect(() => supported("nothing-left", "staging", facts)).toThrow(
      refusedBecause("nothing-left", "staging", "no proof says that nothing is left"),
    );
  });
});

describe("that the run is closed", () => {
  const waivers = [{ check: "encrypted", fact: "kms", reason: "a sandbox" }];

  test("is supported, with its verdict, the seal before it, and the waivers", () => {
    const facts = [opened({ previousSeal: otherDigest, waivers }), validated("production")];
    expect(supported("run-closed", "run", facts)).toEqual({
      verdict: "SUCCEEDED",
      previousSeal: otherDigest,
      waivers,
    });
  });

  test("is supported only for the run", () => {
    expect(() => supported("run-closed", "staging", [opened()])).toThrow(
      refusedBecause("run-closed", "staging", "a seal is about the run"),
    );
  });

  test("is not supported for a run that was never opened", () => {
    expect(() => supported("run-closed", "run", [])).toThrow(
      expect.objectContaining({ name: "PrerequisiteMissing" }),
    );
  });
});
