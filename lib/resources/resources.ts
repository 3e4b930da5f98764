import { apiGateway } from "./api-gateway.ts";
import { applicationAutoscaling } from "./application-autoscaling.ts";
import { appSync } from "./appsync.ts";
import { autoScaling } from "./auto-scaling.ts";
import { cloudControl } from "./cloud-control.ts";
import { cloudformation } from "./cloudformation.ts";
import { cloudfront } from "./cloudfront.ts";
import { cloudwatch } from "./cloudwatch.ts";
import { dynamodb } from "./dynamodb.ts";
import { ec2 } from "./ec2.ts";
import { ec2Machines } from "./ec2-machines.ts";
import { ecs } from "./ecs.ts";
import { elasticLoadBalancing } from "./elastic-load-balancing.ts";
import { events } from "./events.ts";
import type { FactShapes, FactsOf } from "./fact.ts";
import { firehose } from "./firehose.ts";
import { iam } from "./iam.ts";
import { iot } from "./iot.ts";
import { kinesis } from "./kinesis.ts";
import { kms } from "./kms.ts";
import { lambda } from "./lambda.ts";
import { logs } from "./logs.ts";
import { pipes } from "./pipes.ts";
import { rds } from "./rds.ts";
import { route53 } from "./route53.ts";
import type { Action, DescribedRow, Row, Service } from "./row.ts";
import { s3 } from "./s3.ts";
import { scheduler } from "./scheduler.ts";
import { secretsManager } from "./secrets-manager.ts";
import { sns } from "./sns.ts";
import { sqs } from "./sqs.ts";
import { ssm } from "./ssm.ts";
import { stepFunctions } from "./step-functions.ts";

/** Every service with readers of our own, by the name of its file here and of its readers' file in lib/ports/inspector/readers. */
export const services = {
  "api-gateway": apiGateway,
  "application-autoscaling": applicationAutoscaling,
  appsync: appSync,
  "auto-scaling": autoScaling,
  cloudformation,
  cloudfront,
  cloudwatch,
  dynamodb,
  ec2,
  "ec2-machines": ec2Machines,
  ecs,
  "elastic-load-balancing": elasticLoadBalancing,
  events,
  firehose,
  iam,
  iot,
  kinesis,
  kms,
  lambda,
  logs,
  pipes,
  rds,
  route53,
  s3,
  scheduler,
  "secrets-manager": secretsManager,
  sns,
  sqs,
  ssm,
  "step-functions": stepFunctions,
} satisfies Readonly<Record<string, Service>>;

/** The name of a service's file. */
export type ServiceName = keyof typeof services;

type TypesOf<S extends ServiceName> = (typeof services)[S]["types"];

/** A CloudFormation type with a row. */
export type ResourceType = { [S in ServiceName]: keyof TypesOf<S> }[ServiceName];

type RowOf<T extends ResourceType> = {
  [S in ServiceName]: T extends keyof TypesOf<S> ? TypesOf<S>[T] : never;
}[ServiceName];

type TypesWith<Cells> = { [T in ResourceType]: RowOf<T> extends Cells ? T : never }[ResourceType];

/** A type that a reader describes. */
export type InspectedType = TypesWith<{ readonly goneBy: "description" }>;

/** The described types of one service. */
export type InspectedTypeOf<S extends ServiceName> = InspectedType & keyof TypesOf<S>;

/** A type that the port `finder` lists by its name, or by its network. */
export type ListedType = TypesWith<{ readonly listed: object }>;

/** A type that the port `exposure` lists. */
export type ExposedType = TypesWith<{
  readonly exposure: { readonly actions: readonly [Action, ...Action[]] };
}>;

/** A type that a rehearsal lists. */
export type RehearsedType = TypesWith<{ readonly rehearsed: string }>;

/** The facts of every described type. */
export type ResourceFacts = {
  readonly [T in InspectedType]: RowOf<T> extends { readonly facts: infer F extends FactShapes }
    ? FactsOf<F>
    : never;
};

/** One described resource: its type and its observed facts. */
export type Inspected = {
  [T in InspectedType]: { readonly type: T; readonly facts: ResourceFacts[T] };
}[InspectedType];

/** Every row with its type and its service, in the order of the services' files; what only Cloud Control reads comes last. */
export const rows: readonly { readonly type: string; readonly service: Service; readonly row: Row }[] = [
  ...Object.values<Service>(services),
  cloudControl,
].flatMap((service) => Object.entries(service.types).map(([type, row]) => ({ type, service, row })));

/** The rows of the types that a reader describes. */
export const describedRows: readonly {
  readonly type: string;
  readonly service: Service;
  readonly row: DescribedRow;
}[] = rows.flatMap(({ type, service, row }) =>
  row.goneBy === "description" ? [{ type, service, row }] : [],
);
