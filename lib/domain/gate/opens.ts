import { isObject, type Objects, objectIn, templateIn, type Value } from "../change/template/values.ts";

const everyone = ["0.0.0.0/0", "::/0"];

/**
 * What a template opens to the world, one line for each way: listeners with protocol and port, rules of listeners with their
 * paths and hosts, security groups that let everyone in, and routes to an internet gateway. What an intrinsic function decides
 * is shown as the function. Source: template reference of the four types.
 */
export function opensIn(template: string): readonly string[] {
  const resources = Object.entries(objectIn(templateIn(template)?.["Resources"]));
  return resources.flatMap(([logicalId, resource]) => {
    const { Type, Properties } = objectIn(resource);
    const of = objectIn(Properties);
    switch (Type) {
      case "AWS::ElasticLoadBalancingV2::Listener":
        return [
          `${text(of["Protocol"])} port ${text(of["Port"])} at the address of ${balancerOf(of)}, every path`,
        ];
      case "AWS::ElasticLoadBalancingV2::ListenerRule":
        return listIn(of["Conditions"]).map(
          (condition) =>
            `${text(objectIn(condition)["Field"])} ${valuesOf(objectIn(condition))} (${logicalId})`,
        );
      case "AWS::EC2::SecurityGroup":
        return listIn(of["SecurityGroupIngress"]).flatMap((rule) => letIn(logicalId, objectIn(rule)));
      case "AWS::EC2::SecurityGroupIngress":
        return letIn(logicalId, of);
      case "AWS::EC2::Route":
        return of["GatewayId"] === undefined
          ? []
          : [
              `a route for ${text(of["DestinationCidrBlock"] ?? of["DestinationIpv6CidrBlock"])} to the internet (${logicalId})`,
            ];
      default:
        return [];
    }
  });
}

/** A rule that lets everyone in, in words. */
function letIn(logicalId: string, rule: Objects): readonly string[] {
  const from = [rule["CidrIp"], rule["CidrIpv6"]].find((cidr) => everyone.some((all) => all === cidr));
  if (from === undefined) return [];
  const ports =
    rule["FromPort"] === undefined
      ? "every port"
      : `ports ${text(rule["FromPort"])} to ${text(rule["ToPort"])}`;
  return [`${text(rule["IpProtocol"])} ${ports} from ${text(from)} (${logicalId})`];
}

const balancerOf = (listener: Objects): string => {
  const reference = listener["LoadBalancerArn"];
  const ref = isObject(reference) ? reference["Ref"] : undefined;
  return text(ref ?? reference);
};

const valuesOf = (condition: Objects): string =>
  Object.values(condition)
    .map((value) =>
      listIn(objectIn(value)["Values"] ?? value)
        .map(text)
        .join(", "),
    )
    .filter(Boolean)
    .join("; ");

const listIn = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : []);
const text = (value: Value | undefined): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "any");
