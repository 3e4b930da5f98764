import { CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import {
  DescribeAccountAttributesCommand,
  DescribeAddressesCommand,
  EC2Client,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { paginateListSubscriptionsByTopic, SNSClient } from "@aws-sdk/client-sns";
import { type Environment, environments } from "../domain/environment.ts";
import { fewAtATime } from "../domain/few-at-a-time.ts";
import type { Environments } from "../ports/shared/environments/environments.ts";
import { bootstrapProblem } from "../ports/stack-index/bootstrap-problem.ts";
import { controlPlaneOf } from "../settings/names.ts";
import { operatorsTopic } from "../settings/settings.ts";
import { prices } from "./cost.ts";
import type { Installation } from "./installation.ts";

/** Whether one thing that a first run on AWS needs is as it must be: what was seen, and what to do if it is not. */
export type Readiness = {
  readonly about: string;
  /** `unknown`: nobody could tell, for example because a permission is missing. */
  readonly state: "ready" | "not ready" | "unknown";
  readonly saw: string;
  /** What to do; "" if nothing is to be done. */
  readonly todo: string;
};

/** Source: Lambda developer guide, "Lambda quotas": new accounts have fewer than 1,000. A run and the sweep need a few dozen. */
const leastConcurrency = 50;
/** Source: VPC user guide, "Amazon VPC quotas": five in a region, unless AWS granted more. */
const usualVpcs = 5;
/** The reference production's ingress has two addresses of its own. */
const neededAddresses = 2;

/**
 * The service-linked roles of services that make theirs on first use, by service name. The first creation in an account may lose
 * the race against its own role. Source: IAM user guide, "Create a service-linked role"; ECS developer guide, "Using
 * service-linked roles".
 */
const serviceRoles = {
  "ecs.amazonaws.com": "AWSServiceRoleForECS",
  "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
  "rds.amazonaws.com": "AWSServiceRoleForRDS",
  "ecs.application-autoscaling.amazonaws.com": "AWSServiceRoleForApplicationAutoScaling_ECSService",
} as const;

const ready = (about: string, saw: string): Readiness => ({ about, state: "ready", saw, todo: "" });
const notReady = (about: string, saw: string, todo: string): Readiness => ({
  about,
  state: "not ready",
  saw,
  todo,
});

type Look = {
  readonly about: string;
  readonly look: () => Promise<Readiness | readonly Readiness[]>;
};

/**
 * Looks at everything beyond the installation itself that a first run on AWS needs: quotas, bootstraps, service-linked roles,
 * alarms that reach someone, prices. It changes nothing. What cannot be read is `unknown`, and says which permission would help.
 */
export async function readinessOf(
  installation: Installation,
  reached: Environments,
): Promise<readonly Readiness[]> {
  const looks: readonly Look[] = [
    { about: "concurrent functions", look: concurrency },
    { about: "alarms", look: () => alarms(installation) },
    { about: "prices", look: async () => pricesIn(installation) },
    ...environments.flatMap((environment): Look[] => [
      { about: `bootstrap of ${environment}`, look: () => bootstrap(reached, environment) },
      { about: `networks of ${environment}`, look: () => networks(reached, environment) },
      { about: `service-linked roles of ${environment}`, look: () => linkedRoles(reached, environment) },
    ]),
    { about: "addresses of production", look: () => addresses(reached) },
  ];
  const found = await fewAtATime(looks, async ({ about, look }) => {
    try {
      return [await look()].flat();
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      const todo = "look yourself, or run this with credentials that may read it";
      return [{ about, state: "unknown" as const, saw: why, todo }];
    }
  });
  return found.flat();
}

async function concurrency(): Promise<Readiness> {
  const about = "concurrent functions";
  const { AccountLimit } = await new LambdaClient().send(new GetAccountSettingsCommand({}));
  const limit = AccountLimit?.ConcurrentExecutions ?? 0;
  return limit >= leastConcurrency
    ? ready(about, `${limit} may run at once`)
    : notReady(
        about,
        `${limit} may run at once, and a run and the sweep need ${leastConcurrency}`,
        "ask for 1000 in the control plane's account: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000",
      );
}

/** The alarms of the control plane, and whether somebody hears them. */
async function alarms({ application, topicArns, mailRelay }: Installation): Promise<readonly Readiness[]> {
  const about = "alarms";
  const named = [];
  const AlarmNamePrefix = `${application}-`;
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client: new CloudWatchClient() },
    { AlarmNamePrefix },
  ))
    named.push(...MetricAlarms);
  const topic = topicArns[operatorsTopic] ?? "";
  const mute = named.filter(
    ({ ActionsEnabled, AlarmActions = [] }) => ActionsEnabled === false || !AlarmActions.includes(topic),
  );
  const confirmed: string[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client: new SNSClient() },
    { TopicArn: topic },
  ))
    confirmed.push(
      ...Subscriptions.filter(({ SubscriptionArn = "" }) => SubscriptionArn.startsWith("arn:")).map(
        ({ Endpoint = "" }) => Endpoint,
      ),
    );
  const deploy = `deploy ${controlPlaneOf(application)} again: interlock deploy --settings FILE`;
  return [
    named.length === 0
      ? notReady(about, `no alarm is named ${AlarmNamePrefix}…`, deploy)
      : mute.length > 0
        ? notReady(
            about,
            `${mute.map(({ AlarmName }) => AlarmName).join(", ")} tells nobody`,
            `switch its actions on, or ${deploy}`,
          )
        : ready(about, `${named.length} alarms tell ${topic}`),
    confirmed.length === 0 && mailRelay === undefined
      ? notReady(
          "operators",
          `nobody confirmed a subscription to ${topic}, so no alarm reaches anyone`,
          'name addresses under "operators" in the settings, deploy, and confirm with the link in the mail',
        )
      : ready("operators", `alarms reach ${confirmed.join(", ") || "the mail relay"}`),
  ];
}

/** Source of the day: lib/installation/prices.json. */
function pricesIn({ accounts }: Installation): Readiness {
  const elsewhere = [
    ...new Set(
      environments
        .map((environment) => accounts[environment].region)
        .filter((region) => region !== prices.region),
    ),
  ];
  return elsewhere.length === 0
    ? ready("prices", `estimates are for ${prices.region}, as of ${prices.asOf}`)
    : {
        about: "prices",
        state: "unknown",
        saw: `estimates are for ${prices.region} as of ${prices.asOf}, and environments are in ${elsewhere.join(", ")}`,
        todo: "ask https://calculator.aws for that region before you leave anything running",
      };
}

async function bootstrap(reached: Environments, environment: Environment): Promise<Readiness> {
  const about = `bootstrap of ${environment}`;
  const problem = await bootstrapProblem(reached, environment);
  return problem === null
    ? ready(about, "standard, and new enough")
    : notReady(about, problem, "npx interlock bootstrap --settings FILE");
}

async function networks(reached: Environments, environment: Environment): Promise<Readiness> {
  const about = `networks of ${environment}`;
  const client = reached.clients("look", environment)(EC2Client);
  let count = 0;
  for await (const { Vpcs = [] } of paginateDescribeVpcs({ client }, {})) count += Vpcs.length;
  return count < usualVpcs
    ? ready(about, `${count} of the usual ${usualVpcs} are there`)
    : notReady(
        about,
        `${count} are there, and AWS usually allows ${usualVpcs}`,
        "delete one that nobody needs, or ask for more: aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value 10",
      );
}

async function addresses(reached: Environments): Promise<Readiness> {
  const about = "addresses of production";
  const client = reached.clients("look", "production")(EC2Client);
  const [{ AccountAttributes = [] }, { Addresses = [] }] = await Promise.all([
    client.send(new DescribeAccountAttributesCommand({ AttributeNames: [] })),
    client.send(new DescribeAddressesCommand({})),
  ]);
  const told = AccountAttributes.find(({ AttributeName }) => AttributeName === "vpc-max-elastic-ips");
  const limit = Number(told?.AttributeValues?.[0]?.AttributeValue ?? Number.NaN);
  const saw = `${Addresses.length} of ${limit} elastic addresses are in use`;
  if (Number.isNaN(limit))
    return { about, state: "unknown", saw: "AWS tells no limit", todo: "look at the EC2 quotas" };
  return limit - Addresses.length >= neededAddresses
    ? ready(about, saw)
    : notReady(
        about,
        saw,
        "the reference production needs two: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 --desired-value 10",
      );
}

async function linkedRoles(reached: Environments, environment: Environment): Promise<Readiness> {
  const about = `service-linked roles of ${environment}`;
  const client = reached.clients("look", environment)(IAMClient);
  const missing: string[] = [];
  for (const [service, RoleName] of Object.entries(serviceRoles))
    try {
      await client.send(new GetRoleCommand({ RoleName }));
    } catch (error) {
      if (!(error instanceof Error) || !/^NoSuchEntity/.test(error.name)) throw error;
      missing.push(service);
    }
  return missing.length === 0
    ? ready(about, "all are there")
    : notReady(
        about,
        `${missing.join(", ")} has none yet, and the first creation may lose the race against it`,
        missing
          .map((service) => `aws iam create-service-linked-role --aws-service-name ${service}`)
          .join(" && "),
      );
}
