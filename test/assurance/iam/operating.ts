import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands } from "../../../lib/command-line/commands/commands.ts";
import { operatePolicyOf } from "../../../lib/settings/names.ts";
import { migration } from "../../domain/freeze/sample-window.ts";
import type { Asked, Statement } from "../../simulator/accounts/evaluate.ts";
import { application, begin, failing, install, nobodyAnswers, take } from "../../simulator/runs.ts";
import { terminalAt } from "../../simulator/terminal.ts";
import type { World } from "../../simulator/world.ts";
import { CloudWatch } from "../operators/cloudwatch.ts";
import { askedBy } from "./authorised.ts";
import { namesIn } from "./names.ts";
import { type Policies, refusal, statementsOf } from "./policies.ts";
import { controlPlane, type Deployed, ofType, regional } from "./template.ts";

/** A command line of an operator, what it prints when it has worked, and its exit code. `RUN` is the run of the situation. */
type Typing = readonly [command: string, says: RegExp, code?: number];

/** An installation whose functions' logs can be read. */
function logging(settings: Parameters<typeof install>[0] = {}): World {
  const world = install(settings);
  new CloudWatch(world);
  return world;
}

/** What operators meet, and what they type there, in this order. */
const situations: readonly {
  readonly meets: () => Promise<{ readonly world: World; readonly runId: string }>;
  readonly types: readonly Typing[];
}[] = [
  {
    meets: async () => {
      const world = logging();
      return { world, ...(await take(world)) };
    },
    types: [
      ["runs", /SUCCEEDED/],
      ["status RUN", /SUCCEEDED/],
      // The project unit silences the functions.
      ["logs RUN", /open-run|no function has logged anything about it/],
      ["logs", /no function has logged an error/],
      ["open", /\/runs\?entry=/],
      ["records export RUN --output FILE", /wrote \d+ entries/],
      ["report RUN --output FILE", /the bundle is sound/],
      ["approvers list", /platform-owner/],
    ],
  },
  {
    meets: async () => {
      const world = logging();
      nobodyAnswers(world);
      const { runId } = await begin(world);
      await world.pass(60 * 60_000);
      return { world, runId };
    },
    types: [
      ["status RUN", /plan-approval/],
      ["stop --reason smoke", /stopped: nothing takes effect/],
      ["resume --as platform-owner", /a code was sent/],
    ],
  },
  {
    meets: async () => {
      const world = logging({ freezeWindows: [migration()] });
      const { runId } = await begin(world);
      await world.pass(120 * 60_000);
      return { world, runId };
    },
    types: [["lift RUN --window settings/migration --as platform-owner", /a code was sent/]],
  },
  {
    meets: async () => {
      const world = logging();
      world.cloudFormation.leftBehind.add(`${application}-development-network Bucket`);
      return { world, ...(await take(world, failing("development", "database"))) };
    },
    types: [
      ["quarantine list", /development/],
      ["quarantine show RUN", /still there/],
      ["quarantine resolve RUN --reason looked", /stays:/, 1],
    ],
  },
];

/** Commands that the policy is not for, and why. */
export const notOperators: Readonly<Record<string, string>> = {
  up: "starts a sandbox",
  down: "ends a sandbox",
  init: "writes files",
  plan: "reads files",
  check: "reads files",
  verify: "reads a file",
  completion: "writes the shell's script",
  bootstrap: "an administrator's, in each account",
  deploy: "an administrator's",
  destroy: "an administrator's",
  doctor: "it also asks the approvals page, which is not in memory: `doctorAsks` has what it asks of AWS",
  smoke: "an administrator's, in throw-away accounts",
  rehearse: "breaks things in an environment: an administrator's",
  submit: "a pipeline's, which has a policy of its own",
  change:
    "reads what was submitted: whoever submits has the policy for it, and it asks nothing more than status",
  adopt: "asks a function for the Platform Owner's code, as resume does, about a repository on this machine",
};

/** What became of one command under the policy. */
export type Typed = {
  readonly command: string;
  readonly works: boolean;
  readonly lines: readonly string[];
  /** What was refused: the action, and why. */
  readonly refused: readonly string[];
};

/** The statements of the operators' policy in a deployed template. */
export const operatorStatements = (control: Deployed): readonly Statement[] =>
  ofType(control, "AWS::IAM::ManagedPolicy")
    .filter(({ properties }) => properties["ManagedPolicyName"] === operatePolicyOf("interlock-reference"))
    .flatMap(({ properties }) => statementsOf(properties["PolicyDocument"]));

const operator = { role: `arn:aws:iam::${controlPlane}:role/operators`, account: controlPlane };

/** Why IAM refuses something to whoever has the operators' policy and no other; null if it is allowed. */
export const refusedToOperators = (
  policies: Policies,
  statements: readonly Statement[],
  asked: Asked,
): string | null => refusal(policies, operator, statements, asked);

/**
 * Types every operator's command in memory, as somebody who may do what the policy allows. What IAM refuses is refused.
 * @param most the number of situations, to take less time
 */
export async function typeAll(
  control: Deployed,
  policies: Policies,
  statements = operatorStatements(control),
  most = situations.length,
): Promise<readonly Typed[]> {
  const names = { ...namesIn(control), account: controlPlane };
  const folder = mkdtempSync(join(tmpdir(), "interlock-operating-"));
  const done: Typed[] = [];
  try {
    for (const { meets, types } of situations.slice(0, most)) {
      const { world, runId } = await meets();
      const { confirm } = world.account;
      let refused: string[] = [];
      world.account.confirm = (call) => {
        confirm(call);
        if (call.process.name !== "a terminal") return;
        for (const asked of askedBy(call, names)) {
          const why = refusedToOperators(policies, statements, asked);
          if (why === null) continue;
          refused.push(`${asked.action} on ${asked.resource}: ${why}`);
          throw Object.assign(new Error(why), { name: "AccessDeniedException" });
        }
      };
      const type = terminalAt(world);
      for (const [command, says, expected = 0] of types) {
        refused = [];
        const file = join(folder, String(done.length));
        const line = command.replace("RUN", runId).replace("FILE", file);
        const { lines, code } = await type(`interlock ${line} --aws --application ${application}`);
        const works = code === expected && says.test(lines.join("\n"));
        done.push({ command, works, lines, refused });
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return done;
}

/** The commands that nobody typed here, and that no reason leaves out. */
export const untyped = (): readonly string[] => {
  const typed = new Set(situations.flatMap(({ types }) => types.map(([command]) => command.split(" ")[0])));
  return Object.keys(commands).filter((name) => !typed.has(name) && !(name in notOperators));
};

/**
 * What `doctor` asks of the control plane's account by itself. What it asks about the first day (quotas, roles, bootstraps) it calls
 * unknown where it may not look.
 */
export function doctorAsks(control: Deployed): readonly Asked[] {
  const { buckets, keys, parentMachine, table } = namesIn(control);
  const stack = regional("cloudformation", "stack/interlock-reference-control-plane/id");
  return [
    { action: "cloudformation:DescribeStacks", resource: stack },
    { action: "cloudformation:GetTemplate", resource: stack },
    { action: "dynamodb:Query", resource: table },
    { action: "states:DescribeStateMachine", resource: parentMachine },
    { action: "kms:GetPublicKey", resource: keys["signing"] ?? "" },
    {
      action: "s3:GetBucketObjectLockConfiguration",
      resource: `arn:aws:s3:::${buckets["infrastructure-records"]}`,
    },
  ];
}

/**
 * What nobody may do who only operates: pass a gate, wake a run, sign, or write what is recorded. Each is asked of the policy and of the
 * policies of the resources.
 */
export function beyondOperators(control: Deployed): readonly Asked[] {
  const { table, keys, buckets, parentMachine, bus } = namesIn(control);
  const on = (actions: readonly string[], resources: readonly string[]) =>
    actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
  const people =
    /-(resolve-quarantine-\w+|stop-work|resume-work|lift-window|adopt-commit|admit-operator|watch-records)$/;
  const functions = ofType(control, "AWS::Lambda::Function").map(({ arn }) => arn);
  return [
    ...on(
      ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert"].map(
        (one) => `dynamodb:${one}`,
      ),
      [table],
    ),
    ...on(
      ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"],
      Object.values(buckets).map((name) => `arn:aws:s3:::${name}/by-digest/x`),
    ),
    ...on(
      ["kms:Sign", "kms:Decrypt", "kms:Encrypt", "kms:GenerateMac", "kms:VerifyMac"],
      Object.values(keys).filter((arn) => arn !== ""),
    ),
    ...on(["states:StartExecution"], [parentMachine]),
    ...on(["states:SendTaskSuccess", "states:SendTaskFailure"], [parentMachine, "*"]),
    ...on(
      ["states:StopExecution", "states:RedriveExecution"],
      [regional("states", "execution:interlock-reference-provisioning-plan:one")],
    ),
    ...on(
      ["lambda:InvokeFunction"],
      functions.filter((arn) => !people.test(arn)),
    ),
    ...on(["lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"], functions),
    ...on(["events:PutEvents"], [bus]),
    ...on(["iam:PassRole", "sts:AssumeRole"], ["*", `arn:aws:iam::${controlPlane}:role/decide`]),
  ];
}
