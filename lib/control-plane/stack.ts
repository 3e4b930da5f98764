import { ArnFormat, CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { IEventBus } from "aws-cdk-lib/aws-events";
import { ManagedPolicy } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import { settingMissing } from "../domain/errors.ts";
import { parentMachine } from "../domain/run/machines.ts";
import type { Deployment } from "../ports/shared/access.ts";
import { controlPlaneOf, operatePolicyOf, submitPolicyOf } from "../settings/names.ts";
import type { InstallationSettings } from "../settings/settings.ts";
import type { Operators } from "./alarms.ts";
import { Approvals } from "./approvals.ts";
import { ApproverTopics } from "./approver-topics.ts";
import { ChangeIntake } from "./change-intake.ts";
import { CommitDoor } from "./commit-door.ts";
import { DecisionKeys, onlyFor } from "./decision-keys.ts";
import { GithubDoor } from "./github-door.ts";
import { grant } from "./grants.ts";
import { InfrastructureRecords } from "./infrastructure-records.ts";
import { operating } from "./operating.ts";
import { Operations } from "./operations.ts";
import { OperatorsTopic } from "./operators-topic.ts";
import { outputsOf } from "./outputs.ts";
import { RecordsWatch } from "./records-watch.ts";
import { RunAlarms } from "./run-alarms.ts";
import { StateMachines } from "./state-machines.ts";
import { submitting } from "./submitting.ts";
import { TaskFunctions } from "./task-functions.ts";

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
    const functions = new TaskFunctions(this, { bundles, deployment });
    new StateMachines(this, "StateMachines", { settings, hands: functions.hands, once: functions.once });
    approvals.connect({
      show: functions.of("show-invitation"),
      decide: functions.of("decide"),
      showRuns: functions.of("show-runs"),
    });
    approvals.keepTokens(functions.using("callbacks"));
    for (const key of records.signingKeys)
      onlyFor(key, "OnlySignReceiptSigns", "kms:Sign", functions.using("signingKeys"));
    onlyFor(people.decisionKey, "OnlyDecideSigns", "kms:Sign", functions.using("decisionKey"));
    onlyFor(people.operatorKey, "OnlyOperatorsFunctionsSign", "kms:Sign", functions.using("operatorKey"));
    onlyFor(people.linkKey, "OnlyTheSendersMakeLinks", "kms:GenerateMac", functions.using("linkMint"));
    notices.watch(operators);
    new RunAlarms(this, "RunAlarms", operators, {
      apiId: approvals.apiId,
      closeRun: functions.of("close-run"),
      sweep: functions.of("sweep"),
    });
    const intake = new ChangeIntake(this, "ChangeIntake", {
      application,
      stateMachineArn,
      startRun: functions.of("start-run"),
      sweep: functions.of("sweep"),
      showOutcome:
        settings.github?.app === undefined && settings.gitlab === undefined
          ? null
          : functions.of("show-outcome"),
      operators,
    });

    if (settings.repository !== undefined)
      new CommitDoor(this, "CommitDoor", {
        application,
        repository: settings.repository,
        // aws-cdk-lib's own types do not hold under exactOptionalPropertyTypes.
        bus: intake.bus as IEventBus,
        receivePush: functions.of("receive-push"),
        seekPush: functions.of("seek-push"),
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
      watchRecords: functions.of("watch-records"),
      operators,
    });

    new Operations(this, "Operations", {
      application,
      stateMachineArn,
      functions: functions.all,
      closeRun: functions.of("close-run"),
      sweep: functions.of("sweep"),
      watchRecords: functions.of("watch-records"),
      openGate: functions.of("open-gate"),
      hasDashboard: settings.operators.dashboard,
    });

    const outputs = outputsOf(deployment, functions, intake.bus.eventBusName);
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
