import { doesWithoutOpinions, reachabilityByOpinions } from "../../../lib/domain/check/policy-opinion.ts";

const open = '{"Statement":[{"Effect":"Allow","Principal":"*"}]}';
const shut = '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"}}]}';

test("a resource without a policy has nothing to be asked about", () => {
  expect(reachabilityByOpinions([])).toEqual([]);
});

test("a policy that both call private is closed, and one that both call public is left to its own question", () => {
  expect(
    reachabilityByOpinions([
      { document: shut, opinion: { is: "private" } },
      { document: open, opinion: { is: "public" } },
    ]),
  ).toEqual([{ is: "closed", fact: "access-analyzer", saw: "private" }]);
});

test.each([
  ["AWS calls public and we do not", shut, "public"],
  ["AWS calls private and we do not", open, "private"],
  ["we cannot read", "{", "private"],
] as const)("a policy that %s is unread", (_, document, is) => {
  expect(reachabilityByOpinions([{ document, opinion: { is } }])).toEqual([
    {
      is: "unread",
      fact: "policy-readings-agree",
      saw: `IAM Access Analyzer calls the policy ${is}, and Interlock does not`,
    },
  ]);
});

test("a policy that AWS says nothing about is unread, with the reason", () => {
  expect(
    reachabilityByOpinions([{ document: shut, opinion: { is: "unread", because: "AccessDenied: no" } }]),
  ).toEqual([{ is: "unread", fact: "access-analyzer", saw: "no opinion of AWS (AccessDenied: no)" }]);
});

test("only a waiver of AWS's opinion lets an installation do without it", () => {
  const waiver = {
    check: "no-public-access-before-validation",
    fact: "access-analyzer",
    reason: "none here",
  };
  expect(doesWithoutOpinions([{ ...waiver, fact: "exposure" }, waiver])).toBe(true);
  expect(doesWithoutOpinions([{ ...waiver, fact: "exposure" }])).toBe(false);
  expect(doesWithoutOpinions([{ ...waiver, check: "encrypted-storage" }])).toBe(false);
});
