type Properties = Readonly<Record<string, unknown>>;

/**
 * What describing a resource tells of what its template says, and AWS's defaults where it says nothing. Sources: CloudFormation template
 * reference of each type.
 */
const facts: Readonly<Record<string, (properties: Properties) => object>> = {
  "AWS::EC2::SecurityGroup": ({ SecurityGroupIngress = [] }) => {
    const admits = [SecurityGroupIngress]
      .flat()
      .map((rule) => String((rule as Properties)["CidrIp"] ?? "a group"));
    return { admits, openToWorld: admits.filter((range) => range === "0.0.0.0/0") };
  },
  "AWS::ECS::Service": ({ DesiredCount = 1, NetworkConfiguration }) => {
    const { AwsvpcConfiguration = {} } = (NetworkConfiguration ?? {}) as {
      readonly AwsvpcConfiguration?: {
        readonly Subnets?: readonly unknown[];
        readonly AssignPublicIp?: string;
      };
    };
    return {
      desired: DesiredCount,
      running: DesiredCount,
      subnets: AwsvpcConfiguration.Subnets?.length ?? 0,
      assignsPublicIp: AwsvpcConfiguration.AssignPublicIp === "ENABLED",
    };
  },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": ({ Scheme = "internet-facing" }) => ({ scheme: Scheme }),
  "AWS::Logs::LogGroup": ({ RetentionInDays = null }) => ({ retentionDays: RetentionInDays }),
  "AWS::RDS::DBInstance": ({
    MultiAZ = false,
    PubliclyAccessible = false,
    StorageEncrypted = false,
    BackupRetentionPeriod = 1,
    DeletionProtection = false,
    EnableCloudwatchLogsExports = [],
  }) => ({
    multiAz: MultiAZ,
    publiclyAccessible: PubliclyAccessible,
    encrypted: StorageEncrypted,
    backupDays: BackupRetentionPeriod,
    deletionProtected: DeletionProtection,
    exportedLogs: EnableCloudwatchLogsExports,
  }),
};

/** What is read of a resource of that type, as far as its properties tell. */
export const declaredFacts = (type: string, properties: Properties): object =>
  facts[type]?.(properties) ?? {};
