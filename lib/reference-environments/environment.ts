import { Stage } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Compute } from "./compute.ts";
import { Database } from "./database.ts";
import { Ingress } from "./ingress.ts";
import { Logging } from "./logging.ts";
import { Monitoring } from "./monitoring.ts";
import { Network } from "./network.ts";
import type { EnvironmentSettings } from "./settings.ts";
import { Storage } from "./storage.ts";

/** One environment: one stack per part, wired inside the Stage only. Production has two more parts. */
export class ReferenceEnvironment extends Stage {
  constructor(scope: Construct, settings: EnvironmentSettings) {
    super(scope, settings.environment);
    const network = new Network(this, settings);
    const logging = new Logging(this, settings, network.vpcId);
    const { keyArn } = logging;
    const storage = new Storage(this, settings, logging);
    const database = new Database(this, settings, {
      subnetIds: network.subnetIds,
      databaseGroup: network.databaseGroup,
      keyArn,
    });
    // Its log group is found by name, so no reference orders the two.
    database.addStackDependency(logging);
    const compute = new Compute(this, settings, {
      network,
      backendLog: logging.backendLog,
      accessLogBucket: logging.accessLogBucket,
      bucketName: storage.bucketName,
      bucketArn: storage.bucketArn,
      databaseAddress: database.address,
    });
    if (settings.environment !== "production") return;
    new Monitoring(this, settings, { compute, databaseIdentifier: database.identifier, keyArn });
    new Ingress(this, settings, { network, loadBalancerArn: compute.loadBalancerArn });
  }
}
