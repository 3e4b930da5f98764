import { isPublicRange } from "../../lib/domain/address-range.ts";

/** The templates of an environment, by the construct path of their stacks. */
export type Templates = ReadonlyMap<string, object>;

type Properties = Readonly<Record<string, unknown>>;
type Resource = { readonly id: string; readonly type: string; readonly properties: Properties };
type Rule = {
  readonly IpProtocol?: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly CidrIp?: unknown;
  readonly SourceSecurityGroupId?: unknown;
};
type Template = {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
};

/** What a template refers to, as one id for every way to refer to it: `stack/LogicalId`. */
type Refer = (value: unknown) => string;

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** The resources of all templates, with every reference between stacks followed to the resource that it names. */
class Network {
  readonly resources: readonly Resource[];
  private readonly exports = new Map<string, string>();

  constructor(templates: Templates) {
    const all = [...templates] as unknown as readonly (readonly [string, Template])[];
    for (const [stack, { Outputs = {} }] of all)
      for (const { Value, Export } of Object.values(Outputs))
        if (Export !== undefined) this.exports.set(String(Export.Name), this.referIn(stack)(Value));
    this.resources = all.flatMap(([stack, { Resources = {} }]) =>
      Object.entries(Resources).map(([logicalId, { Type, Properties = {} }]) => ({
        id: `${stack}/${logicalId}`,
        type: Type,
        properties: this.resolved(Properties, this.referIn(stack)) as Properties,
      })),
    );
  }

  of(type: string): readonly Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  private referIn(stack: string): Refer {
    return (value) => {
      const { Ref, "Fn::GetAtt": attribute, "Fn::ImportValue": imported } = value as Properties;
      if (typeof imported === "string") return this.exports.get(imported) ?? imported;
      return `${stack}/${Ref ?? listOf(attribute)[0]}`;
    };
  }

  private resolved(value: unknown, refer: Refer): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolved(one, refer));
    if (typeof value !== "object" || value === null) return value;
    const keys = Object.keys(value);
    if (keys.length === 1 && ["Ref", "Fn::GetAtt", "Fn::ImportValue"].includes(keys[0] ?? ""))
      return refer(value);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.resolved(one, refer)]));
  }
}

const covers = ({ IpProtocol, FromPort, ToPort }: Rule, port: number): boolean =>
  IpProtocol === "-1" || (IpProtocol === "tcp" && (FromPort ?? 0) <= port && port <= (ToPort ?? 65_535));

/** The security groups of an environment, and what passes between them. Ranges are literal in these templates. */
class Groups {
  private readonly groups: readonly Resource[];

  constructor(network: Network) {
    this.groups = network.of("AWS::EC2::SecurityGroup");
  }

  private rules(ids: readonly unknown[], direction: "Ingress" | "Egress"): readonly Rule[] {
    return this.groups
      .filter(({ id }) => ids.includes(id))
      .flatMap(({ properties }) => listOf(properties[`SecurityGroup${direction}`]) as readonly Rule[]);
  }

  /** Whether members of one set of groups may send to a port of another's, inside the segment. */
  passes(from: readonly unknown[], to: readonly unknown[], port: number): boolean {
    const leaves = this.rules(from, "Egress").some((rule) => covers(rule, port));
    const enters = this.rules(to, "Ingress").some(
      (rule) =>
        covers(rule, port) &&
        (from.includes(rule.SourceSecurityGroupId) ||
          (rule.CidrIp !== undefined && !isPublicRange(String(rule.CidrIp)))),
    );
    return leaves && enters;
  }

  /** Whether members may send to a port at any public address. */
  reachesOut(from: readonly unknown[], port: number): boolean {
    return this.rules(from, "Egress").some((rule) => covers(rule, port) && rule.CidrIp === "0.0.0.0/0");
  }

  /** Whether somebody on the internet may send to a port of members. */
  admitsPublic(to: readonly unknown[], port: number): boolean {
    return this.rules(to, "Ingress").some(
      (rule) => covers(rule, port) && rule.CidrIp !== undefined && isPublicRange(String(rule.CidrIp)),
    );
  }

  /** The groups that let somebody on the internet in, on whatever port. */
  open(): readonly string[] {
    return this.groups
      .filter(({ properties }) =>
        (listOf(properties["SecurityGroupIngress"]) as readonly Rule[]).some(
          ({ CidrIp }) => CidrIp !== undefined && isPublicRange(String(CidrIp)),
        ),
      )
      .map(({ id }) => id);
  }
}

/** The route tables of these subnets. */
function tablesOf(network: Network, subnets: readonly unknown[]): readonly unknown[] {
  return subnets.map(
    (subnet) =>
      network
        .of("AWS::EC2::SubnetRouteTableAssociation")
        .find(({ properties }) => properties["SubnetId"] === subnet)?.properties["RouteTableId"] ?? "main",
  );
}

const networkOf = ({ properties }: Resource) => {
  const { AwsvpcConfiguration = {} } = (properties["NetworkConfiguration"] ?? {}) as {
    AwsvpcConfiguration?: { SecurityGroups?: unknown; Subnets?: unknown };
  };
  return {
    groups: listOf(AwsvpcConfiguration.SecurityGroups),
    subnets: listOf(AwsvpcConfiguration.Subnets),
  };
};

const subnetsOf = ({ properties }: Resource): readonly unknown[] => [
  ...listOf(properties["Subnets"]),
  ...listOf(properties["SubnetMappings"]).map((mapping) => (mapping as Properties)["SubnetId"]),
];

const https = 443;

/** Why the tasks of an environment could not start: what they need and cannot reach. Empty if they reach it all. */
export function startProblems(templates: Templates): readonly string[] {
  const network = new Network(templates);
  const groups = new Groups(network);
  const endpoints = network.of("AWS::EC2::VPCEndpoint");
  const serves = ({ properties }: Resource, service: string) =>
    JSON.stringify(properties["ServiceName"]).includes(`.${service}"`);
  return network.of("AWS::ECS::Service").flatMap((service) => {
    const tasks = networkOf(service);
    const byInterface = ["ecr.api", "ecr.dkr", "logs"].flatMap((name) => {
      const reached = endpoints.some(
        (endpoint) =>
          serves(endpoint, name) &&
          groups.passes(tasks.groups, listOf(endpoint.properties["SecurityGroupIds"]), https),
      );
      return reached ? [] : [`${service.id} does not reach ${name}`];
    });
    const gateway = endpoints.find((endpoint) => serves(endpoint, "s3"));
    const routed = listOf(gateway?.properties["RouteTableIds"]);
    const isRouted = tablesOf(network, tasks.subnets).every((table) => routed.includes(table));
    return [
      ...byInterface,
      ...(isRouted ? [] : [`${service.id} has no route to S3`]),
      // An image's layers are at S3's own public addresses.
      ...(groups.reachesOut(tasks.groups, https) ? [] : [`${service.id} may not send to S3`]),
    ];
  });
}

/** Why clients do not reach the backend of an environment with ingress; empty if they do. */
export function clientProblems(templates: Templates): readonly string[] {
  const network = new Network(templates);
  const groups = new Groups(network);
  const balancers = network.of("AWS::ElasticLoadBalancingV2::LoadBalancer");
  const entry = balancers.find(({ properties }) => properties["Scheme"] === "internet-facing");
  if (entry === undefined) return ["nothing faces the internet"];
  const problems: string[] = [];
  const entryGroups = listOf(entry.properties["SecurityGroups"]);
  const attached = network
    .of("AWS::EC2::VPCGatewayAttachment")
    .map(({ properties }) => properties["InternetGatewayId"]);
  for (const table of tablesOf(network, subnetsOf(entry)))
    if (
      !network
        .of("AWS::EC2::Route")
        .some(
          ({ properties }) =>
            properties["RouteTableId"] === table &&
            properties["DestinationCidrBlock"] === "0.0.0.0/0" &&
            attached.includes(properties["GatewayId"]),
        )
    )
      problems.push(`a subnet of ${entry.id} has no route to the internet`);
  for (const { properties } of network.of("AWS::ElasticLoadBalancingV2::Listener"))
    if (
      properties["LoadBalancerArn"] === entry.id &&
      !groups.admitsPublic(entryGroups, Number(properties["Port"]))
    )
      problems.push(`${entry.id} admits nobody on ${properties["Port"]}`);
  const inner = balancers.find(({ id }) => id !== entry.id);
  const innerGroups = listOf(inner?.properties["SecurityGroups"]);
  if (!groups.passes(entryGroups, innerGroups, 80)) problems.push("ingress does not reach the load balancer");
  for (const service of network.of("AWS::ECS::Service"))
    for (const { ContainerPort } of listOf(service.properties["LoadBalancers"]) as {
      ContainerPort: number;
    }[])
      if (!groups.passes(innerGroups, networkOf(service).groups, ContainerPort))
        problems.push(`the load balancer does not reach ${service.id}`);
  return problems;
}

/** Every way from the internet into an environment; empty if nobody gets in. */
export function publicWays(templates: Templates): readonly string[] {
  const network = new Network(templates);
  return [
    ...network.of("AWS::EC2::InternetGateway").map(({ id }) => id),
    ...network.of("AWS::EC2::Route").map(({ id }) => id),
    ...network
      .of("AWS::ElasticLoadBalancingV2::LoadBalancer")
      .filter(({ properties }) => properties["Scheme"] !== "internal")
      .map(({ id }) => id),
    ...network
      .of("AWS::EC2::Subnet")
      .filter(({ properties }) => properties["MapPublicIpOnLaunch"] !== false)
      .map(({ id }) => id),
    ...new Groups(network).open(),
  ];
}
