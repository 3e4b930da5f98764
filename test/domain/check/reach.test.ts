import {
  askAboutExposure,
  askAboutReach,
  type Reachability,
  reachabilityByProbes,
  reachabilityByProperties,
} from "../../../lib/domain/check/exposure.ts";
import { type ResourcePlace, unreadExposureReading } from "../../../lib/domain/check/probes.ts";
import { neverPublic, notPublic } from "../../../lib/resources/checks.ts";

const broker = "AWS::AmazonMQ::Broker";
const place: ResourcePlace = { part: "compute", name: "production/compute/Broker", released: false };
const way = (is: Reachability["is"], more: Partial<Reachability> = {}): Reachability => ({
  is,
  fact: "publicly-accessible",
  saw: `seen ${is}`,
  ...more,
});

describe("by its properties a resource", () => {
  test.each<[string, Readonly<Record<string, unknown>>, Reachability["is"], string]>([
    ["is open", { PubliclyAccessible: true }, "open", "publicly accessible"],
    ["is closed", { PubliclyAccessible: false }, "closed", "not publicly accessible"],
    ["is unread where they do not tell", {}, "unread", "its properties do not tell"],
  ])("%s", (_what, properties, is, saw) => {
    expect(reachabilityByProperties(broker, { properties })).toEqual([
      { is, fact: "publicly-accessible", saw },
    ]);
  });

  test("is unread when they were not read, with the reason", () => {
    expect(reachabilityByProperties(broker, { properties: null, because: "AccessDenied" })).toEqual([
      { is: "unread", fact: "exposure", saw: "AccessDenied" },
    ]);
  });

  test("is asked nothing if its type has no such question", () => {
    expect(reachabilityByProperties("AWS::EC2::FlowLog", { properties: {} })).toEqual([]);
  });
});

describe("the checks that nothing can be reached", () => {
  test.each([
    ["closed", "held"],
    ["open", "broken"],
    ["unread", "unobservable"],
  ] as const)("say of what is %s that it is %s, each by itself", (is, answer) => {
    expect(askAboutReach([way(is)], place, [...neverPublic, "another-check"])).toEqual(
      neverPublic.map((check) => ({
        check,
        fact: "publicly-accessible",
        resource: place.name,
        answer,
        saw: `seen ${is}`,
        settles: false,
      })),
    );
  });

  test("do not ask ingress whether it is public, and ask the rest of it", () => {
    const checks = askAboutReach([way("open")], { ...place, part: "ingress" }, neverPublic).map(
      ({ check }) => check,
    );
    expect(checks).toEqual(neverPublic.filter((check) => check !== notPublic));
  });
});

describe("the check that exposure is as announced", () => {
  const asked = (one: Reachability, isAnnounced: boolean) =>
    askAboutExposure([one], "production/compute/Broker", (question, extent) => {
      expect([question, extent]).toEqual([one.fact, one.extent]);
      return isAnnounced;
    }).map(({ answer, saw, settles }) => ({ answer, saw, settles }));

  test.each<[Reachability["is"], boolean, string, string]>([
    ["open", true, "held", "seen open, as announced"],
    ["open", false, "broken", "seen open, which nobody announced"],
    ["closed", true, "held", "seen closed"],
    ["closed", false, "held", "seen closed"],
    ["unread", true, "unobservable", "seen unread"],
    ["unread", false, "unobservable", "seen unread"],
  ])("says of what is %s, announced: %s, that it is %s", (is, isAnnounced, answer, saw) => {
    expect(asked(way(is, { extent: ["tcp 443"] }), isAnnounced)).toEqual([{ answer, saw, settles: false }]);
  });
});

test("a described resource says how far it is open, where its type tells", () => {
  const group = (openToWorld: readonly string[] | null) =>
    reachabilityByProbes({
      type: "AWS::EC2::SecurityGroup",
      facts: { openToWorld, admits: openToWorld ?? [] },
    } as Parameters<typeof reachabilityByProbes>[0]);
  expect(group(["tcp 443-443"])).toMatchObject([{ is: "open", extent: ["tcp 443-443"] }]);
  expect(group([])).toMatchObject([{ is: "closed" }]);
  expect(group(null)).toMatchObject([{ is: "unread", saw: "it cannot be seen" }]);
  expect(group(null)[0]).not.toHaveProperty("extent");
});

describe("a resource of which nothing tells whether it can be reached", () => {
  test("is unobservable, with the reason", () => {
    expect(unreadExposureReading("nobody says", place, [notPublic, "another-check"])).toEqual([
      {
        check: notPublic,
        fact: "exposure",
        resource: place.name,
        answer: "unobservable",
        saw: "nobody says",
        settles: false,
      },
    ]);
  });

  test("is not asked in ingress, or where the plan does not ask", () => {
    expect(unreadExposureReading("nobody says", { ...place, part: "ingress" }, [notPublic])).toEqual([]);
    expect(unreadExposureReading("nobody says", place, ["another-check"])).toEqual([]);
  });
});
