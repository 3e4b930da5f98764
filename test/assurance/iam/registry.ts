import { readFileSync } from "node:fs";
import { allows, type Statement } from "../../simulator/accounts/evaluate.ts";

/** What CloudFormation's handlers of a type ask for, by operation. */
export type Handlers = Readonly<Record<string, readonly string[]>>;

/** The registry's permissions of each type. Source: the file says which copy of the registry. */
export const registry = (
  JSON.parse(readFileSync(new URL("registry-permissions.json", import.meta.url), "utf8")) as {
    readonly types: Readonly<Record<string, Handlers>>;
  }
).types;

/** Roles that services make for themselves, asked with the name of the service. Source: IAM user guide, "Using service-linked roles". */
const linked: Readonly<Record<string, string>> = {
  "AWS::ECS": "ecs.amazonaws.com",
  "AWS::RDS": "rds.amazonaws.com",
  "AWS::ElasticLoadBalancingV2": "elasticloadbalancing.amazonaws.com",
  "AWS::ApplicationAutoScaling": "ecs.application-autoscaling.amazonaws.com",
};

/** A permission of a type that the role does not have. */
export type Missing = { readonly type: string; readonly operation: string; readonly action: string };

/**
 * The permissions of these types that CloudFormation's role lacks, service-linked roles included.
 * @throws Error for a type without handlers here: what nobody looked up is not allowed by silence.
 */
export function missingFor(types: readonly string[], role: readonly Statement[]): readonly Missing[] {
  return types.flatMap((type) => {
    const handlers = registry[type];
    if (handlers === undefined)
      throw new Error(`the registry's permissions of ${type} are not in registry-permissions.json: add them`);
    const service = linked[type.split("::").slice(0, 2).join("::")];
    const all: Handlers =
      service === undefined
        ? handlers
        : { ...handlers, "service-linked role": ["iam:CreateServiceLinkedRole"] };
    return Object.entries(all).flatMap(([operation, actions]) =>
      actions
        .filter(
          (action) =>
            !allows(role, {
              action,
              resource: "*",
              context: service === undefined ? {} : { "iam:AWSServiceName": service },
            }),
        )
        .map((action) => ({ type, operation, action })),
    );
  });
}
