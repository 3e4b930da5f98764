import type { Waiver } from "../../../lib/domain/check/judge.ts";
import type { TeamCheck } from "../../../lib/domain/check/team-answers.ts";
import type { Environment, Part, Scope } from "../../../lib/domain/environment.ts";
import type { Ports } from "../../../lib/ports/ports.ts";
import type { InspectedType, ResourceFacts } from "../../../lib/resources/resources.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";

export const done = { outcome: "done", waitSeconds: 0 };
export const failed = { outcome: "failed", waitSeconds: 0 };
export const waiting = { outcome: "waiting", waitSeconds: 10 };

/**
 * A resource of a step: its type, and what is seen of it unless it is well made; `isMissing`: it was deleted by hand.
 */
type Resource = {
  readonly type: string;
  readonly facts?: object;
  readonly properties?: object;
  readonly isMissing?: true;
  readonly tags?: Readonly<Record<string, string>>;
};

const resource =
  <T extends InspectedType>(type: T) =>
  (facts: Partial<ResourceFacts[T]> = {}, properties: object = {}): Resource => ({ type, facts, properties });

export const subnet = resource("AWS::EC2::Subnet");
export const network = resource("AWS::EC2::VPC");
export const service = resource("AWS::ECS::Service");
export const targetGroup = resource("AWS::ElasticLoadBalancingV2::TargetGroup");
export const logGroup = resource("AWS::Logs::LogGroup");

/** A resource that no check asks about. */
const handle: Resource = { type: "AWS::CloudFormation::WaitConditionHandle" };

type Wanted = {
  readonly environment?: Environment;
  readonly checks?: readonly string[];
  /** The resources of each step's stack by logical id; null: its stack does not exist. */
  readonly steps: Partial<Readonly<Record<Part, Readonly<Record<string, Resource>> | null>>>;
  readonly waivers?: readonly Waiver[];
  /** The checks that the plan's owner added to the environment. */
  readonly team?: readonly TeamCheck[];
  /** What every stack puts out. */
  readonly outputs?: Readonly<Record<string, string>>;
};

/** A run, and one environment whose stacks are deployed as declared. */
export async function site({
  environment = "staging",
  checks = ["security-checks-passing"],
  steps,
  waivers = [],
  team = [],
  outputs = {},
}: Wanted) {
  const wanted = Object.entries(steps) as [Part, Readonly<Record<string, Resource>> | null][];
  const run = await OpenedRun.begin({
    steps: {
      [environment]: wanted.map(([part, resources]) => ({
        part,
        tags: { environment },
        template: puttingOut(templateOf(part, { resources: declared(resources ?? {}) }), outputs),
      })),
    },
    plan: (plan) => {
      for (const one of plan.environments) {
        // A plan names each check once.
        const ids = one.name === environment ? checks : [`check-of-${one.name}`];
        one.checks = [
          ...ids.map((id) => ({ id, clause: "6", text: id })),
          ...(one.name === environment ? team : []).map(({ id, asks }) => ({
            id,
            clause: "6",
            text: id,
            asks,
          })),
        ];
      }
    },
    waivers: [...waivers],
  });
  const { account, cloudFormation } = run.installation;
  const stackOf = (part: Part) => cloudFormation.there(run.step(environment, part).stackName);
  for (const [part, resources] of wanted) {
    if (resources === null) continue;
    const stack = run.exists(run.step(environment, part));
    for (const [logicalId, { isMissing }] of Object.entries(resources))
      if (isMissing) cloudFormation.resources.delete(stack.resources.get(logicalId) ?? "");
  }
  /** The resources that were described, and the stacks whose drift was asked for. */
  const inspected: string[] = [];
  const detected: string[] = [];
  account.watchers.push({
    acts: ({ operation, input }) => {
      const { id = "", StackName = "" } = input as { readonly id?: string; readonly StackName?: string };
      if (operation === "Describe") inspected.push(cloudFormation.resources.get(id)?.logicalId ?? id);
      if (operation === "DetectStackDrift") detected.push(cloudFormation.there(StackName).name);
    },
  });
  const validate = (scope: Scope = "everything", other: Partial<Ports> = {}) =>
    run.call("validate-environment", { environment, scope }, other);
  /** The last validation. */
  const validation = async () => {
    const entry = (await run.entries()).findLast(({ action }) => action === "validate-environment");
    if (entry?.action !== "validate-environment") throw new Error("nothing was validated");
    return entry;
  };
  const answers = async () =>
    (await validation()).detail.readings.map(
      ({ fact, resource: name, answer }) => `${fact} of ${name}: ${answer}`,
    );
  /** The receipts that were really signed. */
  const signed = async () =>
    (await run.entries()).flatMap((entry) =>
      entry.action === "sign-receipt" && entry.actor === "sign-receipt"
        ? [{ statement: entry.detail.statement, about: entry.detail.about }]
        : [],
    );
  return { run, stackOf, inspected, detected, validate, validation, answers, signed };
}

const puttingOut = (template: string, outputs: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    ...JSON.parse(template),
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
  });

const declared = (resources: Readonly<Record<string, Resource>>): object => ({
  Handle: { Type: handle.type },
  ...Object.fromEntries(
    Object.entries(resources).map(([logicalId, { type, facts = {}, properties = {}, tags = {} }]) => [
      logicalId,
      {
        Type: type,
        Metadata: { Facts: facts },
        Properties: { ...properties, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
      },
    ]),
  ),
});
