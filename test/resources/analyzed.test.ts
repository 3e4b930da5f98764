import { AccessCheckResourceType } from "@aws-sdk/client-accessanalyzer";
import { analyzedTypes, notAnalyzed } from "../../lib/resources/analyzed.ts";
import { openingsOf, probesOf } from "../../lib/resources/tables.ts";

const known: readonly string[] = Object.values(AccessCheckResourceType);

test("every name that IAM Access Analyzer knows is asked about, or has what tells instead", () => {
  expect([...new Set([...Object.values(analyzedTypes), ...Object.keys(notAnalyzed)])].sort()).toEqual(
    [...known].sort(),
  );
});

test("every type whose policy a row reads is asked about, unless IAM Access Analyzer does not know it", () => {
  const read = [
    ...Object.entries(openingsOf).filter(([, all]) => all?.some((one) => "policyIn" in one)),
    ...Object.entries(probesOf).filter(([, all]) => all?.some(({ fact }) => fact === "resource-policy")),
  ].map(([type]) => type);
  expect(read.filter((type) => !Object.hasOwn(analyzedTypes, type)).sort()).toEqual([
    "AWS::CodeArtifact::Repository",
    "AWS::ECR::Repository",
    "AWS::Events::EventBus",
    "AWS::Logs::ResourcePolicy",
  ]);
  expect(read.filter((type) => !Object.hasOwn(analyzedTypes, type) && known.includes(type))).toEqual([]);
});
