import { serviceNotice } from "../../../lib/domain/gate/service.ts";
import { sampleDossier } from "../../fixtures/sample-dossier.ts";

const service = {
  isOpen: true,
  closedAt: null,
  during: "close",
  releaseHours: 72,
  standingRelease: "shop-1",
  usuallyMs: 420_000,
} as const;
const noticeOf = (
  more: Partial<NonNullable<Parameters<typeof serviceNotice>[0]["service"]>>,
  gate: "change-record" | "production-release" = "change-record",
) => serviceNotice({ gate, service: { ...service, ...more } });

describe("what customers notice", () => {
  test("is not told at a gate about another environment", () => {
    expect(serviceNotice(sampleDossier())).toBeNull();
  });

  test("of a live production under a plan that closes it is an outage until its release is decided", () => {
    expect(noticeOf({})).toMatchObject({ short: "production goes OFFLINE", isGrave: true });
    expect(noticeOf({})?.long).toMatch(
      /as long as the update \(usually 7 min\), and then at most 72 hours\. If this run fails or is rejected, .* shop-1 released it/,
    );
    expect(noticeOf({ standingRelease: null })?.long).toMatch(/production stays closed\.$/);
  });

  test("of an update of which nobody knows how long it takes is said without a time", () => {
    expect(noticeOf({ usuallyMs: null })?.long).toContain("as long as the update, and then at most 72 hours");
    expect(noticeOf({ usuallyMs: 1_000 })?.long).toContain("(usually 1 min)");
  });

  test("of a first release is that production goes online, and no word of what stood before", () => {
    expect(noticeOf({ isOpen: false, closedAt: null }, "production-release")?.long).toBe(
      "Production is offline. It goes online when you approve. It was not online before this run.",
    );
    expect(noticeOf({ isOpen: true }, "production-release")?.isGrave).toBe(false);
  });

  test("of a live production under a plan that holds it is an outage only after a failure", () => {
    expect(noticeOf({ during: "hold" })).toMatchObject({ short: "production stays online", isGrave: false });
    expect(noticeOf({ during: "hold" })?.long).toMatch(/goes offline until the rollback is proved/);
  });

  test("of a production that is closed is nothing before its release, and its opening then", () => {
    expect(noticeOf({ isOpen: false })).toMatchObject({
      short: "production is offline already",
      isGrave: false,
    });
    const release = noticeOf({ isOpen: false, closedAt: "2026-11-28T17:08:52.000Z" }, "production-release");
    expect(release).toMatchObject({ short: "production goes online", isGrave: true });
    expect(release?.long).toMatch(
      /^Production is offline, since 2026-11-28 17:08 UTC\. It goes online when you approve\. If this run fails or is rejected/,
    );
    expect(noticeOf({}, "production-release")?.short).toBe("production is online");
  });
});
