import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import {
  BuildEnvironmentVariableType,
  BuildSpec,
  ComputeType,
  LinuxBuildImage,
  Project,
  Source,
} from "aws-cdk-lib/aws-codebuild";
import { Repository } from "aws-cdk-lib/aws-codecommit";
import { EventField, type IEventBus, Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { CodeBuildProject, SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { buildCommands } from "../doors/build-commands.ts";
import type { Deployment } from "../ports/shared/access.ts";
import { buildsQueueOf } from "../settings/names.ts";
import type { InstallationSettings } from "../settings/settings.ts";
import { alarm, type Operators } from "./alarms.ts";
import { deadLettersOf, deliveredTo, deliveryPatience } from "./delivery.ts";
import { grant } from "./grants.ts";
import { submitting } from "./submitting.ts";
import { suppress, suppressWildcard } from "./suppress.ts";

/** What the door of a repository is made from. */
export type CommitDoorProps = {
  readonly application: string;
  readonly repository: NonNullable<InstallationSettings["repository"]>;
  /** The application's bus. */
  readonly bus: IEventBus;
  readonly receivePush: IFunction;
  readonly seekPush: IFunction;
  readonly deployment: Deployment;
  readonly operators: Operators;
};

/** A push whose event was lost is found so soon. */
const lookEvery = Duration.minutes(5);
/** Longer than any honest build; a build that hangs ends then. */
const longestBuild = Duration.minutes(30);

/**
 * The door of a repository: its pushes reach `receive-push` on the default bus, and what that says on the application's bus
 * starts a build.
 */
export class CommitDoor extends Construct {
  constructor(scope: Construct, id: string, props: CommitDoorProps) {
    super(scope, id);
    const { repository, bus, receivePush, seekPush, deployment, operators } = props;
    const pushed = new Rule(this, "Pushed", {
      description: "The repository of the settings was pushed to: look at the push",
      eventPattern: {
        source: ["aws.codecommit"],
        detailType: ["CodeCommit Repository State Change"],
        account: [Stack.of(this).account],
        resources: [deployment.arnOf("codecommit", repository.name)],
      },
    });
    pushed.addTarget(deliveredTo(this, receivePush, operators));
    // A sandbox's builder looks at its own repository.
    if (repository.builds === "codebuild")
      new Rule(this, "LookAtBranch", {
        description: "Look whether the watched branch has a head that no event announced",
        schedule: Schedule.rate(lookEvery),
      }).addTarget(deliveredTo(this, seekPush, operators));
    const commit = new Rule(this, "CommitPushed", {
      eventBus: bus,
      description: "A commit was pushed: build it, and submit what it makes",
      eventPattern: { source: ["interlock"], detailType: ["Commit Pushed"] },
    });
    const deadLetterQueue = deadLettersOf(this, operators);
    commit.addTarget(
      repository.builds === "queue"
        ? new SqsQueue(this.queue(props, deadLetterQueue), {
            message: RuleTargetInput.fromEventPath("$.detail"),
            deadLetterQueue,
            ...deliveryPatience,
          })
        : new CodeBuildProject(this.project(props), {
            event: RuleTargetInput.fromObject({
              sourceVersion: EventField.fromPath("$.detail.commit"),
              environmentVariablesOverride: [
                {
                  name: "COMMIT",
                  type: BuildEnvironmentVariableType.PLAINTEXT,
                  value: EventField.fromPath("$.detail.commit"),
                },
              ],
            }),
            deadLetterQueue,
            ...deliveryPatience,
          }),
    );
  }

  /** A queue from which a builder outside takes commits. Whatever it fails at three times goes to the dead letters. */
  private queue({ application }: CommitDoorProps, deadLetters: Queue): Queue {
    return new Queue(this, "Builds", {
      queueName: buildsQueueOf(application),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: longestBuild,
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
    });
  }

  /** The project that builds a commit: the commit's code runs as a user without rights, and only the submission has some. */
  private project({ application, repository, deployment, operators }: CommitDoorProps): Project {
    const project = new Project(this, "Build", {
      projectName: `${application}-build`,
      description: "Interlock: builds a pushed commit and submits it",
      source: Source.codeCommit({
        repository: Repository.fromRepositoryName(this, "Repository", repository.name),
        // Without a depth, the whole history is cloned (CodeBuild API reference, ProjectSource.gitCloneDepth).
      }),
      buildSpec: BuildSpec.fromObject({
        version: "0.2",
        phases: {
          install: { "runtime-versions": { nodejs: 22 } },
          build: { commands: [...buildCommands({ application, ...repository }, "codecommit")] },
        },
      }),
      environment: {
        buildImage: LinuxBuildImage.STANDARD_7_0,
        computeType: ComputeType.MEDIUM,
        privileged: false,
      },
      grantReportGroupPermissions: false,
      timeout: longestBuild,
      queuedTimeout: Duration.hours(8),
      logging: {
        cloudWatch: {
          logGroup: new LogGroup(this, "BuildLog", {
            logGroupName: `/aws/codebuild/${application}-build`,
            retention: RetentionDays.THIRTEEN_MONTHS,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        },
      },
    });
    suppress(project, {
      "AwsSolutions-CB4": "it keeps no artifact and no cache: there is nothing to encrypt",
    });
    if (project.role) {
      grant(project.role, submitting(deployment));
      suppressWildcard(
        project.role,
        "Resource",
        deployment.arnOf("logs", `log-group:/aws/codebuild/${project.projectName}:*`),
        "a log group's streams get their names when builds start",
      );
    }
    alarm(this, "builds-fail", operators, {
      metric: project.metricFailedBuilds({ period: Duration.minutes(5), statistic: Stats.SUM }),
    });
    return project;
  }
}
