import { isInScope, parts, type Scope } from "../../lib/domain/environment.ts";

test.each<[Scope, string[]]>([
  ["everything", ["network", "logging", "storage", "database", "compute", "monitoring", "ingress"]],
  ["all-but-ingress", ["network", "logging", "storage", "database", "compute", "monitoring"]],
  ["ingress", ["ingress"]],
])("the scope %s has its parts", (scope, expected) => {
  expect(parts.filter((part) => isInScope(part, scope))).toEqual(expected);
});
