import { ArnFormat, CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { environments } from "../domain/environment.ts";
import { settingMissing } from "../domain/errors.ts";
import { type PageName, pages, type TaskName, tasks } from "../tasks.ts";
import { Approvals } from "./approvals.ts";
import { ApproverTopics } from "./approver-topics.ts";
import { ChangeIntake } from "./change-intake.ts";
import { EnvironmentHands, serviceRole } from "./environment-hands.ts";
import type { Granted } from "./grants.ts";
import { InfrastructureRecords } from "./infrastructure-records.ts";
import { QuarantineAlarm } from "./quarantine-alarm.ts";
import { RecordsWatch } from "./records-watch.ts";
import type { ControlPlaneSettings } from "./settings.ts";
import { parentName, StateMachines } from "./state-machines.ts";
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
    }: StackProps & { readonly settings: ControlPlaneSettings; readonly bundles: string },
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
    const stateMachineArn = this.named("states", "stateMachine", parentName(application));
    const roles = new Map(
      environments.map((environment) => [
        environment,
        serviceRole(this, application, environment, records.arns),
      ]),
    );
    const granted: Granted = {
      settings,
      tableName: records.table.tableName,
      tableArn: records.table.tableArn,
      bucketName: records.bucket.bucketName,
      bucketArn: records.bucket.bucketArn,
      signingKeyArn: records.signingKey.keyArn,
      tokenKeyArn: approvals.tokenKey.keyArn,
      signReceiptArn: this.named("lambda", "function", `${application}-sign-receipt`),
      signReceiptName: `${application}-sign-receipt`,
      stateMachineArn,
      topicArnsJson: notices.arnsJson(),
      topicArns: [...notices.topics.values()].map(({ topicArn }) => topicArn),
      noticesKeyArn: notices.key.keyArn,
      approvalsUrl: () => approvals.url,
      serviceRoleArn: (environment) => roles.get(environment)?.roleArn ?? "",
    };
    const installation = { application, bundles, granted };

    const once = new Map<string, LambdaFunction>();
    const names = (Object.keys(tasks) as TaskName[]).filter((name) => tasks[name].deployed === "once");
    for (const name of [...names, ...(Object.keys(pages) as PageName[])])
      once.set(name, taskFunction(this, name, installation));
    const hands = new Map(
      environments.map((environment) => [
        environment,
        new EnvironmentHands(this, environment, installation).functions,
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
    approvals.keepTokens([there("decide"), there("sweep")]);
    for (const name of ["open-gate", "sweep"] as const) notices.watch(name, there(name), operators);
    new QuarantineAlarm(this, "QuarantineAlarm", { closeRun: there("close-run"), operators });
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
      TableName: granted.tableName,
      BucketName: granted.bucketName,
      StateMachineArn: stateMachineArn,
      ApprovalsUrl: approvals.url,
      BusName: intake.bus.eventBusName,
      SigningKeyArn: granted.signingKeyArn,
      SweepFunctionName: there("sweep").functionName,
      WatchRecordsFunctionName: there("watch-records").functionName,
      TopicArns: granted.topicArnsJson,
      Approvers: JSON.stringify(
        settings.approvers.map(({ id: approver, address }) => ({ id: approver, address })),
      ),
      ...(settings.mailRelay === undefined ? {} : { MailRelay: settings.mailRelay }),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }

  /** The ARN of something whose name is known before it is there. */
  private named(service: string, resource: string, resourceName: string): string {
    return this.formatArn({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  }
}
