import { setTimeout } from "node:timers/promises";
import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
} from "@aws-sdk/client-cloudformation";
import { stepsInOrder } from "../../../lib/domain/change/manifest.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { type Standing, standingOf } from "../../../lib/domain/step/stack-status.ts";
import { describe } from "../../../lib/ports/shared/cloudformation/stack.ts";
import { accountsFor, setUpCredentials } from "../../../lib/sandbox/accounts.ts";
import { clientOf } from "../../../lib/sandbox/bootstrap.ts";
import { runCdk } from "../../../lib/sandbox/cdk.ts";
import { checkout } from "../../../lib/sandbox/place.ts";
import type { TemporarySandbox } from "./temporary-sandbox.ts";

const pollMs = 50;

/** What is done to a sandbox's environments without Interlock, each environment with the set-up key of its account. */
export type SandboxStacks = {
  /** How many stacks the assembly has. */
  readonly count: number;
  /** Deletes every stack, newest first. */
  clear(): Promise<void>;
  /** Deploys the assembly with the unmodified CDK, one environment after another. Returns how long it took, in milliseconds. */
  bareCdk(): Promise<number>;
  /** Creates the stacks one after another, and looks at each every 50 ms until it is complete. Returns how long it took, in milliseconds. */
  createAndPoll(): Promise<number>;
};

/** The stacks of a sandbox's assembly. */
export function stacksOf({ assembly, folder }: Pick<TemporarySandbox, "assembly" | "folder">): SandboxStacks {
  const accounts = accountsFor(assembly.environments);
  const clients: Readonly<Record<Environment, CloudFormationClient>> = {
    development: clientOf(accounts.development),
    staging: clientOf(accounts.staging),
    production: clientOf(accounts.production),
  };
  const steps = environments.flatMap((environment) =>
    stepsInOrder(assembly, environment, "everything").map((step) => ({ environment, ...step })),
  );
  const standing = async (environment: Environment, stackName: string) =>
    standingOf((await describe(clients[environment], stackName))?.StackStatus ?? null);
  const timed = async (act: () => Promise<void>): Promise<number> => {
    const beganAtMs = performance.now();
    await act();
    return performance.now() - beganAtMs;
  };
  return {
    count: steps.length,
    async clear() {
      for (const { environment, stackName } of steps.toReversed()) {
        await clients[environment].send(new DeleteStackCommand({ StackName: stackName }));
        while ((await standing(environment, stackName)) !== "absent") await setTimeout(pollMs);
      }
    },
    async bareCdk() {
      const ms = await timed(async () => {
        for (const environment of environments) {
          const { account, region } = accounts[environment];
          const which = [`${environment}/**`, "--require-approval", "never", "--concurrency", "1"];
          await runCdk(
            ["deploy", "--app", folder, ...which],
            checkout,
            (said) => new Error(`bare cdk deploy of ${environment} failed: ${said}`),
            { variables: { ...setUpCredentials(account), AWS_REGION: region, AWS_DEFAULT_REGION: region } },
          );
        }
      });
      for (const { environment, stackName } of steps)
        if ((await standing(environment, stackName)) !== "settled")
          throw new Error(`the bare cdk did not deploy ${stackName} to the account of ${environment}`);
      return ms;
    },
    createAndPoll: () =>
      timed(async () => {
        for (const { environment, stackName, templateDigest, parameters, tags } of steps) {
          await clients[environment].send(
            new CreateStackCommand({
              StackName: stackName,
              TemplateBody: assembly.templates.get(templateDigest),
              Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
                ParameterKey,
                ParameterValue,
              })),
              Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
              Capabilities: ["CAPABILITY_NAMED_IAM"],
            }),
          );
          let now: Standing = "busy";
          while (now === "busy") {
            await setTimeout(pollMs);
            now = await standing(environment, stackName);
          }
          if (now !== "settled") throw new Error(`${stackName} was not created: it is ${now}`);
        }
      }),
  };
}
