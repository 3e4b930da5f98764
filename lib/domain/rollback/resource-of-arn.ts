import { arnKinds } from "../../resources/tables.ts";

/** A resource by CloudFormation's type and id. */
export type NamedResource = { readonly type: string; readonly id: string };

/**
 * The resource that an ARN names, by CloudFormation's type and id, so that its own call can describe it. For an
 * unknown kind, the ARN itself is the id, under a type that no call describes, so the resource stays unproven.
 */
export function resourceOfArn(arn: string): NamedResource {
  // arn:<partition>:<service>:<region>:<account>:<kind>/<name> or …:<kind>:<name>; S3 and SNS have no kind.
  const [, , service = "", , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  const whole = arnKinds[`${service}:`];
  if (whole !== undefined) return { type: whole.type, id: whole.id === "arn" ? arn : resource };
  const [kind = "", name = ""] = resource.match(/^(\/?[A-Za-z-]+)[:/](.*)/)?.slice(1) ?? [resource];
  const known = arnKinds[`${service}:${kind}`];
  if (known === undefined) return { type: `${service}:${kind}`, id: arn };
  // API Gateway names what belongs to an API behind it: /restapis/<id>/stages/<name>.
  if (kind.startsWith("/")) return { type: known.type, id: name.split("/")[0] ?? name };
  if (known.id === "arn") return { type: known.type, id: arn };
  return { type: known.type, id: ownIds[known.type]?.(name) ?? name };
}

const lastPart = (name: string): string => name.split("/").at(-1) ?? name;

/** CloudFormation's own id where it is not what follows the kind in the ARN. Source: Service Authorization Reference. */
const ownIds: Readonly<Record<string, (name: string) => string>> = {
  // Its unique id and its name follow.
  "AWS::AutoScaling::AutoScalingGroup": lastPart,
  // A rule on a bus of its own.
  "AWS::Events::Rule": (name) => name.replace("/", "|"),
  // A path may come first.
  "AWS::IAM::InstanceProfile": lastPart,
  "AWS::IAM::Role": lastPart,
  // A placeholder for its streams may end it.
  "AWS::Logs::LogGroup": (name) => name.replace(/:\*$/, ""),
  // The slash with which a path begins is the one after the kind.
  "AWS::SSM::Parameter": (name) => (name.includes("/") ? `/${name}` : name),
  // Its group comes first.
  "AWS::Scheduler::Schedule": lastPart,
};

/** What identifies a resource, whether it was named by its ARN or by CloudFormation: a queue's id is its URL. */
export const resourceIdentity = ({ type, id }: NamedResource): string =>
  `${type} ${id.replace(/^https?:\/\/[^/]+\/\d+\//, "")}`;
