import { describedRows, services } from "./resources.ts";
import type { Service } from "./row.ts";

const sorted = (actions: readonly string[]): readonly string[] => [...new Set(actions)].sort();

/**
 * What the readers describe with. Most of these actions know no resource. CloudFormation's own are not here: the port
 * `stackReader` allows them for the environment's stacks only.
 */
export const describeActions: readonly string[] = sorted(
  describedRows
    .flatMap(({ row }) => row.actions)
    .filter((action) => !action.startsWith(`${services.cloudformation.iam}:`)),
);

/** What lists resources by tag, name or network. */
export const findActions: readonly string[] = sorted([
  "tag:GetResources",
  ...describedRows.flatMap(({ row: { listed } }) => (listed === null ? [] : [listed.action])),
]);

/** What tells whether a network can be reached. */
export const exposeActions: readonly string[] = sorted(
  describedRows.flatMap(({ row: { exposure } }) => exposure?.actions ?? []),
);

/** The IAM prefixes of the services that CloudFormation may use for an environment's templates. */
export const templateServices: readonly string[] = sorted(
  Object.values<Service>(services).flatMap(({ iam, inTemplates }) => (inTemplates ? [iam] : [])),
);
