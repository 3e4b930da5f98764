import { ArnFormat, CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { IEventBus } from "aws-cdk-lib/aws-events";
import { ManagedPolicy } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { environments } from "../domain/environment.ts";
import { settingMissing } from "../domain/errors.ts";
import { parentMachine } from "../domain/run/machines.ts";
import type { Ports } from "../ports/ports.ts";
import type { Deployment } from "../ports/shared/access.ts";
import { inOutputs } from "../settings/long-outputs.ts";
import { controlPlaneOf, operatePolicyOf, submitPolicyOf } from "../settings/names.ts";
import type { InstallationSettings } from "../settings/settings.ts";
import { pages } from "../tasks/pages.ts";
import { type PageName, rowOf, type TaskName, tasks } from "../tasks/tasks.ts";
import type { Operators } from "./alarms.ts";
import { Approvals } from "./approvals.ts";
import { ApproverTopics } from "./approver-topics.ts";
import { ChangeIntake } from "./change-intake.ts";
import { CommitDoor } from "./commit-door.ts";
import { DecisionKeys, onlyFor } from "./decision-keys.ts";
import { EnvironmentHands } from "./environment-hands.ts";
import { GithubDoor } from "./github-door.ts";
import { grant } from "./grants.ts";
import { InfrastructureRecords } from "./infrastructure-records.ts";
import { operating } from "./operating.ts";
import { Operations } from "./operations.ts";
import { OperatorsTopic } from "./operators-topic.ts";
import { RecordsWatch } from "./records-watch.ts";
import { RunAlarms } from "./run-alarms.ts";
import { StateMachines } from "./state-machines.ts";
import { submitting } from "./submitting.ts";
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
    super(scope, id, { ...props, stackName: controlPlaneOf(settings.application) });
    const { application } = settings;
    const records = new InfrastructureRecords(this, "InfrastructureRecords", settings);
    const approvals = new Approvals(this, "Approvals", settings.approvalsUrl);
    // aws-cdk-lib's own types do not hold under exactOptionalPropertyTypes.
    const mailKey = approvals.tokenKey as IKey;
    const notices = new ApproverTopics(this, "Notices", settings, mailKey);
    if (!notices.topics.has(settings.platformOwner))
      throw settingMissing(
        `the approver directory has no ${settings.platformOwner}: add the person to the settings`,
      );
    const people = new DecisionKeys(this, "DecisionKeys", settings.keys);
    const { topic } = new OperatorsTopic(this, "Operators", settings, mailKey);
    const operators: Operators = { application, reachedWith: settings.reachedWith, topic };
    // Some ARNs are needed before what they name exists; partition, region and account are the stack's.
    const arnOf = (service: string, resource: string) =>
      this.formatArn({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
    const stateMachineArn = arnOf("states", `stateMachine:${parentMachine(application)}`);
    const deployment: Deployment = {
      settings,
      partition: this.partition,
      urlSuffix: this.urlSuffix,
      table: { name: records.table.tableName, arn: records.table.tableArn },
      bucket: { name: records.bucket.bucketName, arn: records.bucket.bucketArn },
      assets: { name: records.assets.bucketName, arn: records.assets.bucketArn },
      signReceipt: {
        name: `${application}-sign-receipt`,
        arn: arnOf("lambda", `function:${application}-sign-receipt`),
      },
      stateMachineArn,
      signingKeyArns: records.signingKeys.map(({ keyArn }) => keyArn),
      decisionKeyArn: people.decisionKey.keyArn,
      operatorKeyArn: people.operatorKey.keyArn,
      linkKeyArn: people.linkKey.keyArn,
      tokenKeyArn: approvals.tokenKey.keyArn,
      noticesKeyArn: mailKey.keyArn,
      topicArns: [...notices.topics.values(), topic].map(({ topicArn }) => topicArn),
      topicsJson: notices.topicsJson(topic),
      approvalsUrl: approvals.url,
      arnOf,
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
    new StateMachines(this, "StateMachines", { settings, hands, once });
    const there = (name: TaskName | PageName): LambdaFunction => {
      const found = once.get(name);
      if (found === undefined) throw settingMissing(`${name} is not deployed: add it to lib/tasks`);
      return found;
    };
    approvals.connect({
      show: there("show-invitation"),
      decide: there("decide"),
      showRuns: there("show-runs"),
    });
    const all = [
      ...[...once].map(([name, made]) => ({ name, made })),
      ...[...hands.values()].flatMap((functions) => [...functions].map(([name, made]) => ({ name, made }))),
    ];
    const using = (port: keyof Ports): readonly LambdaFunction[] =>
      all.flatMap(({ name, made }) => (rowOf(name).ports.includes(port) ? [made] : []));
    approvals.keepTokens(using("callbacks"));
    for (const key of records.signingKeys)
      onlyFor(key, "OnlySignReceiptSigns", "kms:Sign", using("signingKeys"));
    onlyFor(people.decisionKey, "OnlyDecideSigns", "kms:Sign", using("decisionKey"));
    onlyFor(people.operatorKey, "OnlyOperatorsFunctionsSign", "kms:Sign", using("operatorKey"));
    onlyFor(people.linkKey, "OnlyTheSendersMakeLinks", "kms:GenerateMac", using("linkMint"));
    notices.watch(operators);
    new RunAlarms(this, "RunAlarms", operators, {
      apiId: approvals.apiId,
      closeRun: there("close-run"),
      sweep: there("sweep"),
    });
    const intake = new ChangeIntake(this, "ChangeIntake", {
      application,
      stateMachineArn,
      startRun: there("start-run"),
      sweep: there("sweep"),
      showOutcome:
        settings.github?.app === undefined && settings.gitlab === undefined ? null : there("show-outcome"),
      operators,
    });

    if (settings.repository !== undefined)
      new CommitDoor(this, "CommitDoor", {
        application,
        repository: settings.repository,
        // aws-cdk-lib's own types do not hold under exactOptionalPropertyTypes.
        bus: intake.bus as IEventBus,
        receivePush: there("receive-push"),
        seekPush: there("seek-push"),
        deployment,
        operators,
      });

    // For a pipeline, or a person: nobody needs an administrator's rights to submit, nor to operate.
    grant(
      new ManagedPolicy(this, "MaySubmit", {
        managedPolicyName: submitPolicyOf(application),
        description: "Interlock: what whoever submits a change may do",
      }),
      submitting(deployment),
    );
    grant(
      new ManagedPolicy(this, "MayOperate", {
        managedPolicyName: operatePolicyOf(application),
        description: "Interlock: what an operator's commands may do",
      }),
      operating(deployment),
    );

    if (settings.github !== undefined)
      new GithubDoor(this, "GithubDoor", { application, github: settings.github, deployment });

    new RecordsWatch(this, "RecordsWatch", {
      application,
      watchRecords: there("watch-records"),
      operators,
    });

    new Operations(this, "Operations", {
      application,
      stateMachineArn,
      functions: [...once.values(), ...[...hands.values()].flatMap((of) => [...of.values()])],
      closeRun: there("close-run"),
      sweep: there("sweep"),
      watchRecords: there("watch-records"),
      openGate: there("open-gate"),
      hasDashboard: settings.operators.dashboard,
    });

    const outputs = {
      Plan: settings.plan,
      TableName: deployment.table.name,
      BucketName: deployment.bucket.name,
      AssetsBucketName: deployment.assets.name,
      StateMachineArn: stateMachineArn,
      ApprovalsUrl: approvals.url,
      BusName: intake.bus.eventBusName,
      SigningKeyArns: deployment.signingKeyArns.join(","),
      DecisionKeyArn: deployment.decisionKeyArn,
      OperatorKeyArn: deployment.operatorKeyArn,
      SweepFunctionName: there("sweep").functionName,
      WatchRecordsFunctionName: there("watch-records").functionName,
      Accounts: JSON.stringify(settings.accounts),
      Exceptions: JSON.stringify({
        principals: settings.principals,
        administrators: settings.administrators,
        waivers: settings.waivers.map(({ check, fact }) => ({ check, fact })),
      }),
      Topics: deployment.topicsJson,
      ...inOutputs(
        "Approvers",
        JSON.stringify(settings.approvers.map(({ id: approver, address }) => ({ id: approver, address }))),
      ),
      ...(settings.mailRelay === undefined ? {} : { MailRelay: settings.mailRelay }),
      ...(settings.signers === undefined ? {} : inOutputs("Signers", JSON.stringify(settings.signers))),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
