import { gateAsLink, type Link, linkBytes } from "../../../lib/domain/gate/invitation-link.ts";
import { otherDigest, someDigest } from "../../fixtures/sample-facts.ts";

const link: Link = {
  idDigest: someDigest,
  runId: "shop-1",
  gate: "change-record",
  approver: "change-manager",
  dossierDigest: otherDigest,
  expiresAtMs: 9_000,
};

test("the bytes of a link name whose it is, to which gate, about which dossier and until when", () => {
  expect(linkBytes(link).toString()).toBe(
    `link of interlock {"approver":"change-manager","dossierDigest":"${otherDigest}","expiresAtMs":9000,"gate":"change-record","idDigest":"${someDigest}","runId":"shop-1"}`,
  );
});

test("the bytes of a link stay the same whatever else its row says", () => {
  const row = { ...link, state: "used", mac: "AAAA" };
  expect(linkBytes(row)).toEqual(linkBytes(link));
});

test("a gate is vouched for as a link of nobody, which no link of a person can be", () => {
  const { runId, gate, dossierDigest, expiresAtMs } = link;
  expect(gateAsLink({ runId, gate, dossierDigest, expiresAtMs })).toEqual({
    ...link,
    idDigest: "gate",
    approver: "",
  });
});
