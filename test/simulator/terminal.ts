import { commands } from "../../lib/command-line/commands/commands.ts";
import { main } from "../../lib/command-line/main.ts";
import { inOutputs } from "../../lib/settings/long-outputs.ts";
import { controlPlaneOf } from "../../lib/settings/names.ts";
import { argumentsIn } from "../docs/shown-commands.ts";
import { connectionTo } from "../fixtures/listed-run.ts";
import type { Service } from "./account.ts";
import { controlPlaneAccount } from "./accounts/environment-accounts.ts";
import type { World } from "./world.ts";

/** What a command printed on both channels, line by line, and its exit code. */
export type Typed = { readonly lines: readonly string[]; readonly code: number };

/** A terminal of an operator who is signed in to the control plane's account. */
export type Terminal = (command: string) => Promise<Typed>;

/**
 * Runs real command lines against an account in memory, as they are typed on AWS: the command finds the control plane by its
 * stack's outputs, and its clock is the account's.
 */
export function terminalAt(world: World): Terminal {
  const { service } = world.cloudFormation;
  Object.assign(service, { DescribeStacks: withControlPlane(world, service) });
  world.account.services.set("sts", {
    ...world.account.services.get("sts"),
    GetCallerIdentity: () => ({
      Arn: `arn:aws:sts::${controlPlaneAccount}:assumed-role/operator/ann`,
      Account: controlPlaneAccount,
    }),
  });
  return async (command) => {
    const [, ...args] = argumentsIn(command.replace(/^npx /, ""));
    const lines: string[] = [];
    const print = (text: string) => lines.push(...text.split("\n"));
    let code = 0;
    // Loading a command takes real time, which no virtual clock waits for.
    await Promise.all(Object.values(commands).map((load) => load()));
    await atTimeOf(world, () =>
      world.does(
        () =>
          main(args, {
            say: print,
            complain: print,
            exitWith: (given) => {
              code = given;
            },
          }),
        "a terminal",
      ),
    );
    return { lines, code };
  };
}

/** The commands read this machine's clock; here it shows the account's time. */
async function atTimeOf<T>({ time }: World, act: () => Promise<T>): Promise<T> {
  const { now } = Date;
  Date.now = () => time.nowMs();
  try {
    return await act();
  } finally {
    Date.now = now;
  }
}

/** CloudFormation, with the control plane's own stack and its outputs beside the environments' stacks. */
function withControlPlane(world: World, { DescribeStacks }: Service): Service[string] {
  const { installation } = connectionTo(world);
  const {
    accounts,
    exceptions,
    topicArns: _topicArns,
    approvers,
    sandbox: _,
    ...texts
  } = {
    ...installation,
    sandbox: null,
    approvers: world.settings.approvers,
  };
  const outputs = {
    ...Object.fromEntries(
      Object.entries(texts).map(([key, value]) => [key[0]?.toUpperCase() + key.slice(1), String(value)]),
    ),
    Accounts: JSON.stringify(accounts),
    Exceptions: JSON.stringify(exceptions),
    Topics: JSON.stringify(world.topics),
    ...inOutputs("Approvers", JSON.stringify(approvers)),
  };
  const stack = {
    StackName: controlPlaneOf(world.application),
    StackStatus: "CREATE_COMPLETE",
    Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  };
  return (input: { readonly StackName?: string }) =>
    input.StackName === stack.StackName ? { Stacks: [stack] } : DescribeStacks?.(input);
}
