import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
} from "@aws-sdk/client-ecs";
import type { Clients } from "../../shared/environments/environments.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A cluster. */
const cluster: Describe<"AWS::ECS::Cluster"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(ECSClient).send(new DescribeClustersCommand({ clusters: [id] })),
    "ClusterNotFound",
  );
  const [found] = seen?.clusters ?? [];
  return found === undefined ? null : { status: found.status ?? "unknown" };
};

/** A service, by its ARN, which names its cluster. */
const service: Describe<"AWS::ECS::Service"> = async (id, clients) => {
  // arn:aws:ecs:<region>:<account>:service/<cluster>/<service>
  const clusterName = id.split("/").at(-2);
  const seen = await orAbsent(
    clients(ECSClient).send(new DescribeServicesCommand({ cluster: clusterName, services: [id] })),
    "ClusterNotFound",
    "ServiceNotFound",
  );
  const [found] = seen?.services ?? [];
  if (found === undefined) return null;
  const network = found.networkConfiguration?.awsvpcConfiguration;
  return {
    status: found.status ?? "unknown",
    desired: found.desiredCount ?? 0,
    running: found.runningCount ?? 0,
    assignsPublicIp: network?.assignPublicIp === "ENABLED",
    subnets: network?.subnets?.length ?? 0,
  };
};

/**
 * Source: ECS API reference, DescribeTaskDefinition: an unknown task definition is a ClientException, like other requests that
 * are wrong. Only its message tells that ECS looked for it.
 */
async function describedTask(clients: Clients, taskDefinition: string) {
  try {
    return await clients(ECSClient).send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  } catch (error) {
    if (error instanceof Error && /^Unable to describe task definition/.test(error.message)) return null;
    throw error;
  }
}

/** A task definition: whether every container has a log driver. */
const taskDefinition: Describe<"AWS::ECS::TaskDefinition"> = async (id, clients) => {
  const seen = await describedTask(clients, id);
  const found = seen?.taskDefinition;
  if (found === undefined || found === null) return null;
  const containers = found.containerDefinitions ?? [];
  return {
    status: found.status ?? "unknown",
    logged:
      containers.length > 0 && containers.every(({ logConfiguration }) => logConfiguration !== undefined),
  };
};

/** The readers of the service. */
export const readers: Readers<"ecs"> = {
  "AWS::ECS::Cluster": cluster,
  "AWS::ECS::Service": service,
  "AWS::ECS::TaskDefinition": taskDefinition,
};
