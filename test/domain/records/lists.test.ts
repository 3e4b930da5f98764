import { type Fact, isFact } from "../../../lib/domain/records/facts.ts";
import { listsOf } from "../../../lib/domain/records/lists.ts";
import { says, someDigest } from "../../fakes/record-facts.ts";

const list = { count: 2, digest: someDigest, items: null };

describe("an entry's list", () => {
  test.each<[string, Fact]>([
    ["is what a change set would do", says.provisioning("staging", { changes: list })],
    ["is what undoing by a change set would do", says.rollingBack("staging", { changes: list })],
    [
      "is what was looked for while something may be left",
      {
        action: "look-for-residual",
        kind: "observation",
        subject: "staging",
        detail: { environment: "staging", clean: true, looked: list },
      },
    ],
    ["is what was looked for in the end", says.proved("staging", { looked: list })],
  ])("%s", (_what, fact) => {
    expect(listsOf(fact)).toStrictEqual([list]);
  });

  test.each<[string, Fact]>([
    ["an intent without a change set", says.provisioning("staging")],
    ["an intent whose change set was not described", says.provisioning("staging", { changes: undefined })],
    ["an outcome", says.provisioned("staging")],
    ["a rollback without a change set", says.rollingBack("staging")],
    ["a proof that kept no list", says.proved("staging")],
    ["a check of an environment", says.validated("staging")],
  ])("is not there in %s", (_what, fact) => {
    expect(listsOf(fact)).toStrictEqual([]);
  });
});

test("a fact is of an action and a kind only if it is of both", () => {
  const facts = [says.provisioning("staging"), says.provisioned("staging"), says.rollingBack("staging")];
  expect(facts.filter(isFact("provision-step", "intent"))).toEqual([says.provisioning("staging")]);
});
