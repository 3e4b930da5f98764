import { removalRefusals, type StandingAside } from "../../../../lib/domain/change/rules/removal.ts";

const template = (resource: object) => JSON.stringify({ Resources: { Thing: resource } });
const topic = template({ Type: "AWS::SNS::Topic" });
const refused = (deployed: StandingAside["deployed"], more: Partial<StandingAside> = {}) =>
  removalRefusals({
    stackName: "shop-production-audit",
    status: "CREATE_COMPLETE",
    isOurs: true,
    deployed,
    ...more,
  }).map(({ rule, where, seen }) => [rule, where, seen]);

test("a stack that could be made again may be removed", () => {
  expect(refused({ template: topic, secrets: [] })).toEqual([]);
});

test.each<[string, StandingAside["deployed"], Partial<StandingAside>, string]>([
  ["nobody's run deployed", null, { isOurs: false }, "no run deployed it"],
  ["is not at rest", null, { status: "UPDATE_IN_PROGRESS" }, "it is UPDATE_IN_PROGRESS"],
  ["has a secret", { template: topic, secrets: ["Password"] }, {}, "the values of its parameters Password"],
  ["is not JSON", { template: "Resources: {}", secrets: [] }, {}, "its template is not JSON"],
  ["is no object", { template: "[]", secrets: [] }, {}, "its template is not JSON"],
  [
    "holds data by our rows",
    { template: template({ Type: "AWS::KMS::Key", DeletionPolicy: "Delete" }), secrets: [] },
    {},
    "Thing (AWS::KMS::Key) holds data: what it encrypted can never be read again",
  ],
  [
    "holds data by AWS's specification alone",
    { template: template({ Type: "AWS::DocDB::DBCluster" }), secrets: [] },
    {},
    "Thing (AWS::DocDB::DBCluster) holds data: it would be lost",
  ],
  [
    "would stay in part",
    { template: template({ Type: "AWS::SNS::Topic", DeletionPolicy: "RetainExceptOnCreate" }), secrets: [] },
    {},
    "would stay behind (its DeletionPolicy is RetainExceptOnCreate)",
  ],
])("a stack that %s may not", (_what, deployed, more, seen) => {
  expect(refused(deployed, more)).toEqual([
    ["removed-stack", "shop-production-audit", expect.stringContaining(seen)],
  ]);
});
