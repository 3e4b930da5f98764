import { resourceTypeOf } from "../../../../lib/domain/change/template/resource-type.ts";
import type { Value } from "../../../../lib/domain/change/template/values.ts";

test.each<[Value | undefined, string]>([
  [{ Type: "AWS::SNS::Topic" }, "AWS::SNS::Topic"],
  [{ Type: "My::Network::Own::MODULE" }, "My::Network::Own::MODULE"],
  [{ Type: "Custom::Own_Thing@1-2" }, "Custom::Own_Thing@1-2"],
  [{ Type: "AWS::SNS" }, "unknown"],
  [{ Type: "AWS::SNS::Topic::More" }, "unknown"],
  [{ Type: "AWS::SNS::Topic\n" }, "unknown"],
  [{ Type: "an AWS::SNS::Topic" }, "unknown"],
  [{ Type: ["AWS::SNS::Topic"] }, "unknown"],
  [{}, "unknown"],
  ["AWS::SNS::Topic", "unknown"],
  [undefined, "unknown"],
])("the type of the resource %j is %s", (resource, type) => {
  expect(resourceTypeOf(resource)).toBe(type);
});
