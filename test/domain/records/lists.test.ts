import { type Fact, isFact } from "../../../lib/domain/records/facts.ts";
import { listsOf } from "../../../lib/domain/records/lists.ts";
import {
  intended,
  proved,
  provisioned,
  someDigest,
  undoing,
  validated,
} from "../../fixtures/sample-facts.ts";

const list = { count: 2, digest: someDigest, items: null };

describe("an entry's list", () => {
  test.each<[string, Fact]>([
    ["is what a change set would do", intended("staging/compute", { changes: list })],
    ["is what undoing by a change set would do", undoing("staging/compute", { changes: list })],
    [
      "is what was looked for while something may be left",
      {
        action: "look-for-residual",
        kind: "observation",
        subject: "staging",
        detail: { environment: "staging", clean: true, looked: list },
      },
    ],
    ["is what was looked for in the end", proved("staging", { looked: list })],
  ])("%s", (_what, fact) => {
    expect(listsOf(fact)).toStrictEqual([list]);
  });

  test.each<[string, Fact]>([
    ["an intent without a change set", intended("staging/compute")],
    ["an intent whose change set was not described", intended("staging/compute", { changes: undefined })],
    ["an outcome", provisioned("staging/compute")],
    ["a rollback without a change set", undoing("staging/compute")],
    ["a proof that kept no list", proved("staging")],
    ["a check of an environment", validated("staging")],
  ])("is not there in %s", (_what, fact) => {
    expect(listsOf(fact)).toStrictEqual([]);
  });
});

test("a fact is of an action and a kind only if it is of both", () => {
  const facts = [intended("staging/compute"), provisioned("staging/compute"), undoing("staging/compute")];
  expect(facts.filter(isFact("provision-step", "intent"))).toEqual([intended("staging/compute")]);
});
