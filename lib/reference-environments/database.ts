import { RemovalPolicy } from "aws-cdk-lib";
import { CfnDBInstance, CfnDBParameterGroup, CfnDBSubnetGroup } from "aws-cdk-lib/aws-rds";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { PartStack } from "./part-stack.ts";
import type { EnvironmentSettings } from "./settings.ts";

/** One database instance. It is created last in its stack, so that no later failure removes it. */
export class Database extends PartStack {
  readonly identifier: string;
  readonly address: string;

  constructor(
    scope: Construct,
    settings: EnvironmentSettings,
    {
      subnetIds,
      databaseGroup,
      keyArn,
    }: {
      readonly subnetIds: readonly string[];
      readonly databaseGroup: string;
      readonly keyArn: string | undefined;
    },
  ) {
    super(scope, "database", settings);
    const { application, environment, database } = settings;
    const subnets = new CfnDBSubnetGroup(this, "Subnets", {
      dbSubnetGroupDescription: `${application} ${environment}`,
      subnetIds: [...subnetIds],
    });
    const parameters = new CfnDBParameterGroup(this, "Parameters", {
      family: "postgres17",
      description: `${application} ${environment}: TLS only, connections logged`,
      parameters: { "rds.force_ssl": "1", log_connections: "1", log_disconnections: "1" },
    });
    const instance = new CfnDBInstance(this, "Instance", {
      dbInstanceIdentifier: `${application}-${environment}-database`,
      engine: "postgres",
      // A minor version is a change like any other, so it goes through the gates.
      engineVersion: "17.10",
      dbInstanceClass: database.instanceClass,
      allocatedStorage: "20",
      storageType: "gp3",
      storageEncrypted: true,
      ...(keyArn === undefined ? {} : { kmsKeyId: keyArn }),
      dbName: "backend",
      masterUsername: "backend",
      // RDS creates the password, keeps it in Secrets Manager and rotates it. No person handles it.
      manageMasterUserPassword: true,
      dbSubnetGroupName: subnets.ref,
      dbParameterGroupName: parameters.ref,
      vpcSecurityGroups: [databaseGroup],
      publiclyAccessible: false,
      multiAz: database.multiAz,
      backupRetentionPeriod: database.backupDays,
      deleteAutomatedBackups: !database.protected,
      deletionProtection: database.protected,
      copyTagsToSnapshot: true,
      enableIamDatabaseAuthentication: true,
      enableCloudwatchLogsExports: ["postgresql"],
      autoMinorVersionUpgrade: false,
    });
    acknowledge(instance, {
      "AwsSolutions-RDS11": "only the backend's security group reaches it, on whatever port",
      ...(database.protected
        ? {}
        : {
            "AwsSolutions-RDS3": "one instance is what 21.03 asks of this environment",
            "AwsSolutions-RDS10": "this environment is destroyed when it is rolled back",
          }),
    });
    instance.applyRemovalPolicy(
      database.protected ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    );
    this.identifier = instance.ref;
    this.address = instance.attrEndpointAddress;
  }
}
