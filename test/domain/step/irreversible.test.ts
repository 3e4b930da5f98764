import type { ResourceChange } from "../../../lib/domain/records/resource-change.ts";
import {
  type AllowedChange,
  irreversibleIn,
  lostByRestoring,
  type Site,
} from "../../../lib/domain/step/irreversible.ts";

const modified = (more: Partial<ResourceChange> = {}): ResourceChange => ({
  logicalId: "Orders",
  type: "AWS::DynamoDB::Table",
  action: "Modify",
  replacement: "False",
  policy: null,
  properties: [],
  ...more,
});
const replaced = (more: Partial<ResourceChange> = {}) => modified({ replacement: "True", ...more });
const removed = (more: Partial<ResourceChange> = {}) => modified({ action: "Remove", ...more });
const grown = modified({ type: "AWS::RDS::DBInstance", properties: ["AllocatedStorage", "Tags"] });

const allowed: AllowedChange = {
  environment: "staging",
  step: "database",
  logicalId: "Orders",
  reason: "the data was copied",
};
const site = (more: Partial<Site> = {}): Site => ({
  environment: "staging",
  step: "database",
  part: "database",
  allowed: [],
  ...more,
});

describe("a change set that can be undone", () => {
  test.each<[string, readonly ResourceChange[], Site]>([
    ["changes nothing", [], site()],
    ["modifies what holds data", [modified({ properties: ["BillingMode"] })], site()],
    ["adds to what holds data", [modified({ action: "Add" })], site()],
    [
      "replaces what can be made again",
      [{ ...replaced(), type: "AWS::SNS::Topic" }],
      site({ part: "compute" }),
    ],
    [
      "removes what can be made again",
      [{ ...removed(), type: "AWS::SNS::Topic" }],
      site({ part: "compute" }),
    ],
    [
      "changes of a type with one-way properties only others",
      [modified({ type: "AWS::RDS::DBInstance", properties: ["Tags"] })],
      site(),
    ],
    [
      "may replace beside data what holds none",
      ["Custom::S3BucketNotifications", "AWS::CDK::Metadata"].map((type) =>
        modified({ type, replacement: "Conditional" }),
      ),
      site({ part: "storage" }),
    ],
    [
      "may replace beside data what only a function knows, and the plan allows it",
      [modified({ type: "Custom::Shop", replacement: "Conditional" })],
      site({ allowed: [allowed] }),
    ],
  ])("%s", (_what, changes, where) => {
    expect(irreversibleIn(changes, where)).toBeNull();
  });
});

describe("a change set that cannot be undone", () => {
  test.each<[string, ResourceChange, Site, string]>([
    ["replaces data", replaced(), site(), "AWS::DynamoDB::Table Orders is replaced"],
    [
      "may replace data",
      modified({ replacement: "Conditional" }),
      site({ part: "storage" }),
      "AWS::DynamoDB::Table Orders may be replaced",
    ],
    [
      "replaces data in whatever part",
      replaced(),
      site({ part: "compute" }),
      "AWS::DynamoDB::Table Orders is replaced",
    ],
    [
      "removes a log group with its events",
      { ...removed(), type: "AWS::Logs::LogGroup" },
      site({ part: "logging" }),
      "AWS::Logs::LogGroup Orders is removed",
    ],
    [
      "removes the key that data is encrypted with",
      { ...removed(), type: "AWS::KMS::Key" },
      site({ part: "logging" }),
      "AWS::KMS::Key Orders is removed",
    ],
    ["removes data", removed(), site(), "AWS::DynamoDB::Table Orders is removed"],
    [
      "changes one way, in whatever part",
      grown,
      site({ part: "compute" }),
      "AWS::RDS::DBInstance Orders changes AllocatedStorage, which cannot be changed back",
    ],
    [
      "changes two things one way",
      modified({ type: "AWS::RDS::DBInstance", properties: ["AllocatedStorage", "EngineVersion"] }),
      site(),
      "AWS::RDS::DBInstance Orders changes AllocatedStorage, EngineVersion, which cannot be changed back",
    ],
  ])("says so when it %s", (_what, change, where, problem) => {
    expect(irreversibleIn([change], where)).toBe(
      `it cannot be undone: ${problem}; split the change, or allow it in the plan under irreversibleChanges`,
    );
  });

  test("says so when a function of one's own may replace something beside data", () => {
    const change = modified({ type: "Custom::Shop", replacement: "Conditional" });

    expect(irreversibleIn([change], site())).toContain("Custom::Shop Orders may be replaced");
    expect(irreversibleIn([change], site({ part: "compute" }))).toBeNull();
  });

  test("names every such change, and only those", () => {
    const changes = [removed(), modified({ logicalId: "Harmless" }), replaced({ logicalId: "Customers" })];
    const problem = irreversibleIn(changes, site());

    expect(problem).toContain(
      "AWS::DynamoDB::Table Orders is removed; AWS::DynamoDB::Table Customers is replaced",
    );
    expect(problem).not.toContain("Harmless");
  });

  test.each<[string, Partial<AllowedChange>]>([
    ["environment", { environment: "production" }],
    ["step", { step: "storage" }],
    ["resource", { logicalId: "Customers" }],
  ])("is not allowed by a plan that allows the same of another %s", (_what, other) => {
    expect(irreversibleIn([grown], site({ allowed: [{ ...allowed, ...other }] }))).toContain(
      "which cannot be changed back",
    );
  });

  test.each<[string, ResourceChange]>([
    ["is lost by no replacement", grown],
    ["is kept as it was", removed({ policy: "Retain" })],
    ["is replaced and a snapshot is kept", replaced({ policy: "ReplaceAndSnapshot" })],
  ])("is allowed by name when its resource %s", (_what, change) => {
    const others = { ...allowed, logicalId: "Customers" };

    expect(irreversibleIn([change], site({ allowed: [others, allowed] }))).toBeNull();
  });

  test.each<[string, string | null]>([
    ["Delete", null],
    ["ReplaceAndDelete", "ReplaceAndDelete"],
  ])("is refused although it is allowed when its policy is %s", (named, policy) => {
    expect(irreversibleIn([replaced({ policy })], site({ allowed: [allowed] }))).toContain(
      `Orders is replaced, which the plan allows (the data was copied) only if a snapshot or the old resource is kept (its policy is ${named})`,
    );
  });
});

describe("putting a step back", () => {
  test.each<[string, readonly ResourceChange[], "database" | "storage" | "compute"]>([
    ["changes nothing", [], "database"],
    ["modifies data in place", [modified()], "database"],
    ["removes what the run that is undone had added", [removed()], "database"],
    ["replaces data and keeps a snapshot", [replaced({ policy: "ReplaceAndSnapshot" })], "database"],
    ["replaces what can be made again", [{ ...replaced(), type: "AWS::SNS::Topic" }], "compute"],
    ["asks the function of a custom resource again", [{ ...replaced(), type: "Custom::Shop" }], "storage"],
  ])("is fine when it %s", (_what, changes, part) => {
    expect(lostByRestoring(changes, part)).toBeNull();
  });

  test("is left to people when it would replace data and keep nothing, each by name", () => {
    const changes = [
      replaced(),
      modified({ logicalId: "Harmless" }),
      modified({ logicalId: "Customers", replacement: "Conditional", policy: "ReplaceAndDelete" }),
    ];

    expect(lostByRestoring(changes, "storage")).toBe(
      "putting it back would replace AWS::DynamoDB::Table Orders, AWS::DynamoDB::Table Customers and lose what is in it: a person must decide",
    );
  });
});
