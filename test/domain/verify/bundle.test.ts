import { sha256 } from "../../../lib/domain/canonical.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { Bundle } from "../../../lib/domain/verify/bundle.ts";
import { provisioned, undone } from "../../fixtures/sample-facts.ts";
import { change, digest, intended, type SampleEntry, template, undoing, validated } from "./sample-run.ts";

function bundleOfChange(): Bundle {
  const bundle = new Bundle(() => {});
  bundle.change = { digest: digest("c"), says: change, problem: "" };
  bundle.begin();
  return bundle;
}

/** What is known of staging's network after these entries. */
function knownAfter(...story: readonly SampleEntry[]) {
  const bundle = bundleOfChange();
  for (const told of story) {
    bundle.look(told as Entry);
    bundle.learn(told as Entry);
    bundle.count += 1;
  }
  return bundle.stepOf("staging/network");
}

const intent = intended("staging/network");

test("a bundle without a public key trusts no key", () => {
  const bundle = new Bundle(() => {});
  expect(bundle.ring).toEqual([]);
  expect(bundle.earlier).toEqual([]);
});

describe("the steps of a change", () => {
  test("are found by environment and by the subjects of entries", () => {
    const bundle = bundleOfChange();
    expect(bundle.stepsOf("production").map(({ subject }) => subject)).toEqual([
      "production/network",
      "production/storage",
      "production/ingress",
    ]);
    expect(bundle.stepOf("staging/network")).toEqual({
      step: change.environments.staging[0],
      environment: "staging",
      removed: null,
      subject: "staging/network",
      wantedDigest: deployedDigest({ templateDigest: sha256(template), parameters: {}, tags: {} }),
      intended: null,
      openSince: null,
      settled: false,
      undoing: false,
      undone: false,
    });
    expect(bundle.stepOf("staging/vault")).toBeNull();
  });

  test("are empty without a change that parses", () => {
    const bundle = new Bundle(() => {});
    bundle.begin();
    expect(bundle.stepsOf("staging")).toEqual([]);
    bundle.change = { digest: digest("c"), says: null, problem: "it is odd" };
    bundle.begin();
    expect(bundle.stepsOf("staging")).toEqual([]);
  });
});

describe("the step that an entry is about", () => {
  test("is identified by its subject, only for entries about steps", () => {
    const bundle = bundleOfChange();
    const about = (told: SampleEntry) => {
      bundle.look(told as Entry);
      return bundle.about?.subject ?? null;
    };
    expect(about(intent)).toBe("staging/network");
    expect(about(provisioned("staging/network"))).toBe("staging/network");
    expect(about(provisioned("staging/storage"))).toBe("staging/storage");
    expect(about(undoing("staging/network"))).toBe("staging/network");
    expect(about({ ...validated("staging"), subject: "staging/network" })).toBeNull();
    expect(about(intended("staging/monitoring"))).toBeNull();
  });
});

describe("the known state of a step", () => {
  test("after an intent is the intent, without an outcome", () => {
    expect(knownAfter(validated("staging"), intent)).toMatchObject({
      intended: "create",
      openSince: 2,
      settled: false,
    });
    expect(knownAfter(intent, intended("staging/network", { operation: "update" }))).toMatchObject({
      intended: "update",
      openSince: 2,
    });
  });

  test.each(["created", "updated", "untouched"] as const)(
    "after it was %s is that it is settled, for good",
    (result) => {
      const outcome = provisioned("staging/network", { result });
      expect(knownAfter(intent, outcome)).toMatchObject({
        intended: "create",
        openSince: null,
        settled: true,
      });
      expect(knownAfter(intent, outcome, provisioned("staging/network", { result: "failed" }))).toMatchObject(
        {
          settled: true,
        },
      );
    },
  );

  test.each(["failed", "unknown", "ingress-closed"] as const)(
    "after it was %s is that it is not settled",
    (result) => {
      expect(knownAfter(intent, provisioned("staging/network", { result }))).toMatchObject({
        openSince: null,
        settled: false,
      });
    },
  );

  test("after an undoing was intended is that, and that it is not done", () => {
    expect(knownAfter(intent, undoing("staging/network"))).toMatchObject({
      intended: "create",
      openSince: 1,
      undoing: true,
      undone: false,
    });
  });

  test("after it was undone has no open intent", () => {
    expect(knownAfter(intent, undone("staging/network"))).toMatchObject({
      openSince: null,
      undoing: false,
      undone: true,
    });
  });

  test("is not touched by entries about others", () => {
    const untouched = knownAfter();
    expect(
      knownAfter(intended("staging/storage"), undone("development/network"), validated("staging")),
    ).toEqual(untouched);
  });
});
