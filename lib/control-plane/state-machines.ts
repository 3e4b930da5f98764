import { ArnFormat, RemovalPolicy, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { type Environment, environments } from "../domain/environment.ts";
import { invalidInput } from "../domain/errors.ts";
import { childMachine, parentMachine } from "../domain/run/machines.ts";
import type { InstallationSettings } from "../settings/settings.ts";
import { typedFor } from "../settings/typed.ts";
import { isDeployedIn, type TaskName } from "../tasks/tasks.ts";
import { childKinds, definitionText } from "./definitions.ts";
import { ofThisAccount } from "./principals.ts";
import { suppressWildcard } from "./suppress.ts";

/** The machines: the parent, which reads like 21.03, and one loop, deployed for each environment and kind of child. */
export class StateMachines extends Construct {
  readonly parent: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    {
      settings,
      hands,
      once,
    }: {
      readonly settings: Pick<InstallationSettings, "application" | "reachedWith">;
      readonly hands: ReadonlyMap<Environment, ReadonlyMap<TaskName, IFunction>>;
      readonly once: ReadonlyMap<string, IFunction>;
    },
  ) {
    super(scope, id);
    const { application } = settings;
    // The options behind the command that a cause names.
    const howReached = typedFor(settings)("").slice(typedFor({ application, reachedWith: "" })("").length);
    const started = new Map<string, StateMachine>();
    const invoked = new Map<string, IFunction>(once);
    for (const environment of environments) {
      for (const [kind, { task, ownInput }] of Object.entries(childKinds)) {
        if (!isDeployedIn(task, environment)) continue;
        const name = `${kind}-${environment}`;
        const work = hands.get(environment)?.get(task);
        if (work === undefined)
          throw invalidInput(`${task} is not deployed for ${environment}: add it to lib/tasks`);
        started.set(
          name,
          this.machine(
            childMachine(application, { machine: kind, environment }),
            definitionText("call-until-done", { "own-input": ownInput, "how-reached": howReached }),
            new Map([["task", work]]),
            new Map(),
          ),
        );
      }
      for (const [task, work] of hands.get(environment) ?? []) invoked.set(`${task}-${environment}`, work);
    }
    this.parent = this.machine(
      parentMachine(application),
      definitionText("provisioning-plan", { "how-reached": howReached }),
      invoked,
      started,
    );
  }

  private machine(
    name: string,
    text: string,
    functions: ReadonlyMap<string, IFunction>,
    machines: ReadonlyMap<string, StateMachine>,
  ): StateMachine {
    // The checked-in text names the partition of most installations, because ASL has no word for one's own.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is CloudFormation that fills the placeholder.
    const definition = text.replaceAll(/arn:[a-z-]+:states:::/g, "arn:${partition}:states:::");
    const placeholders = new Set([...text.matchAll(/\$\{([^}]+)\}/g)].map(([, key]) => key ?? ""));
    const substitutions: Record<string, string> = { partition: Stack.of(this).partition };
    for (const key of placeholders) {
      const value = functions.get(key)?.functionArn ?? machines.get(key)?.stateMachineArn;
      if (value === undefined)
        throw invalidInput(
          `the definition of ${name} names \${${key}}: no function or machine has that name`,
        );
      substitutions[key] = value;
    }
    const role = new Role(this, `${name}-role`, {
      assumedBy: ofThisAccount("states.amazonaws.com", Stack.of(this).account),
      description: `Interlock: what the machine ${name} may do`,
    });
    const used = [...functions]
      .filter(([key]) => placeholders.has(key))
      .map(([, { functionArn }]) => functionArn);
    role.addToPolicy(new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: used }));
    this.letStart(role, [...machines.values()]);
    suppressWildcard(role, "Resource", "*", "log delivery and tracing know no resource");
    return new StateMachine(this, name, {
      stateMachineName: name,
      role,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: substitutions,
      tracingEnabled: true,
      logs: {
        // Execution data holds the task token at a gate.
        includeExecutionData: false,
        level: LogLevel.ALL,
        destination: new LogGroup(this, `${name}-log`, {
          logGroupName: `/aws/vendedlogs/states/${name}`,
          retention: RetentionDays.THIRTEEN_MONTHS,
          // A group that outlived a first deployment that failed would refuse the second one, because its name is taken.
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
  }

  /** Source: Step Functions developer guide, "IAM policies for Step Functions": what startExecution.sync needs. */
  private letStart(role: Role, machines: readonly StateMachine[]): void {
    if (machines.length === 0) return;
    const arns = machines.map(({ stateMachineArn }) => stateMachineArn);
    const stack = Stack.of(this);
    role.addToPolicy(new PolicyStatement({ actions: ["states:StartExecution"], resources: arns }));
    const executions = machines.map(({ stateMachineName }) =>
      stack.formatArn({
        service: "states",
        resource: "execution",
        resourceName: `${stateMachineName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ["states:DescribeExecution", "states:StopExecution"],
        resources: executions,
      }),
    );
    for (const execution of executions)
      suppressWildcard(role, "Resource", execution, "executions get their names when they are started");
    role.addToPolicy(
      new PolicyStatement({
        actions: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
        resources: [
          stack.formatArn({
            service: "events",
            resource: "rule",
            resourceName: "StepFunctionsGetEventsForStepFunctionsExecutionRule",
          }),
        ],
      }),
    );
  }
}
