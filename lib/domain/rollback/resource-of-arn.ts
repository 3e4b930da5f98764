import { arnKinds } from "../../resources/tables.ts";

/** A resource by CloudFormation's type and id. */
export type NamedResource = { readonly type: string; readonly id: string };

/**
 * The resource that an ARN names, by CloudFormation's type and id, so that its own call can describe it. An ARN of an unknown
 * kind keeps itself as the id, under a type that nothing describes: it stays unproven.
 */
export function resourceOfArn(arn: string): NamedResource {
  // arn:<partition>:<service>:<region>:<account>:<kind>/<name> or …:<kind>:<name>; S3 and SNS have no kind.
  const [, , service = "", , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  const whole = arnKinds[`${service}:`];
  if (whole !== undefined) return { type: whole.type, id: whole.id === "arn" ? arn : resource };
  const [kind = "", name = ""] = resource.match(/^([a-z-]+)[:/](.*)/)?.slice(1) ?? [resource];
  const known = arnKinds[`${service}:${kind}`];
  if (known === undefined) return { type: `${service}:${kind}`, id: arn };
  // The ARN of a log group may end with a placeholder for its streams.
  return { type: known.type, id: known.id === "arn" ? arn : name.replace(/:\*$/, "") };
}
