import { ArnFormat, CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { environments } from "../domain/environment.ts";
import { settingMissing } from "../domain/errors.ts";
import { parentMachine } from "../domain/run/machines.ts";
import type { Deployment } from "../ports/shared/access.ts";
import type { InstallationSettings } from "../settings/settings.ts";
import { type PageName, pages, rowOf, type TaskName, tasks } from "../tasks.ts";
import { Approvals } from "./approvals.ts";
import { ApproverTopics } from "./approver-topics.ts";
import { ChangeIntake } from "./change-intake.ts";
import { EnvironmentHands, serviceRole } from "./environment-hands.ts";
import { InfrastructureRecords } from "./infrastructure-records.ts";
import { RecordsWatch } from "./records-watch.ts";
import { RunAlarms } from "./run-alarms.ts";
import { StateMachines } from "./state-machines.ts";
import { taskFunction } from "./task-function.ts";

/** The whole control plane of one application, as one stack. */
export class ControlPlane extends Stack {
  constructor(
    scope: Construct,
    id: string,
    {
      settings,
      bundles,
      ...props
    }: StackProps & { readonly settings: InstallationSettings; readonly bundles: string },
  ) {
    super(scope, id, { ...props, stackName: `${settings.application}-control-plane` });
    const { application } = settings;
    const records = new InfrastructureRecords(this, "InfrastructureRecords", settings);
    const notices = new ApproverTopics(this, "Notices", settings);
    const operators = notices.topics.get(settings.platformOwner);
    if (operators === undefined)
      throw settingMissing(
        `the approver directory has no ${settings.platformOwner}: add the person to the settings`,
      );
    const approvals = new Approvals(this, "Approvals", settings.approvalsUrl);
    // Some ARNs are needed before what they name exists; partition, region and account are the stack's.
    const arnOf = (service: string, resource: string) =>
      this.formatArn({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
    const stateMachineArn = arnOf("states", `stateMachine:${parentMachine(application)}`);
    const roles = new Map(
      environments.map((environment) => [
        environment,
        serviceRole(this, application, environment, records.arns),
      ]),
    );
    const deployment: Deployment = {
      settings,
      table: { name: records.table.tableName, arn: records.table.tableArn },
      bucket: {
        name: records.bucket.bucketName,
        arn: records.bucket.bucketArn,
        url: `https://${records.bucket.bucketName}.s3.${this.urlSuffix}`,
      },
      assets: { name: records.assets.bucketName, arn: records.assets.bucketArn },
      signReceipt: {
        name: `${application}-sign-receipt`,
        arn: arnOf("lambda", `function:${application}-sign-receipt`),
      },
      stateMachineArn,
      signingKeyArn: records.signingKey.keyArn,
      tokenKeyArn: approvals.tokenKey.keyArn,
      noticesKeyArn: notices.key.keyArn,
      topicArns: [...notices.topics.values()].map(({ topicArn }) => topicArn),
      topicArnsJson: notices.arnsJson(),
      approvalsUrl: approvals.url,
      serviceRoleArn: (environment) => roles.get(environment)?.roleArn ?? "",
      arnOf,
      bucketArnOf: (name) => this.formatArn({ service: "s3", region: "", account: "", resource: name }),
    };
    const sources = { bundles, deployment };

    const once = new Map<TaskName | PageName, LambdaFunction>();
    const names = (Object.keys(tasks) as TaskName[]).filter((name) => tasks[name].deployed === "once");
    for (const name of [...names, ...(Object.keys(pages) as PageName[])])
      once.set(name, taskFunction(this, name, sources, null));
    const hands = new Map(
      environments.map((environment) => [
        environment,
        new EnvironmentHands(this, environment, sources).functions,
      ]),
    );
    new StateMachines(this, "StateMachines", { application, hands, once });
    const there = (name: TaskName | PageName): LambdaFunction => {
      const found = once.get(name);
      if (found === undefined) throw settingMissing(`${name} is not deployed: add it to lib/tasks.ts`);
      return found;
    };
    approvals.connect({
      show: there("show-invitation"),
      decide: there("decide"),
      signIn: there("sign-in"),
    });
    approvals.keepTokens(
      [...once].flatMap(([name, answering]) => (rowOf(name).ports.includes("callbacks") ? [answering] : [])),
    );
    for (const name of ["open-gate", "sweep"] as const) notices.watch(name, there(name), operators);
    new RunAlarms(this, "RunAlarms", { closeRun: there("close-run"), sweep: there("sweep"), operators });
    const intake = new ChangeIntake(this, "ChangeIntake", {
      application,
      stateMachineArn,
      startRun: there("start-run"),
      sweep: there("sweep"),
      operators,
    });

    new RecordsWatch(this, "RecordsWatch", {
      application,
      watchRecords: there("watch-records"),
      operators,
    });

    const outputs = {
      Plan: settings.plan,
      ...(settings.places === undefined ? {} : { Places: JSON.stringify(settings.places) }),
      TableName: deployment.table.name,
      BucketName: deployment.bucket.name,
      AssetsBucketName: deployment.assets.name,
      StateMachineArn: stateMachineArn,
      ApprovalsUrl: approvals.url,
      BusName: intake.bus.eventBusName,
      SigningKeyArn: deployment.signingKeyArn,
      SweepFunctionName: there("sweep").functionName,
      WatchRecordsFunctionName: there("watch-records").functionName,
      TopicArns: deployment.topicArnsJson,
      Approvers: JSON.stringify(
        settings.approvers.map(({ id: approver, address }) => ({ id: approver, address })),
      ),
      ...(settings.mailRelay === undefined ? {} : { MailRelay: settings.mailRelay }),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
