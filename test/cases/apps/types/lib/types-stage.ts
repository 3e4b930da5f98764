import { CfnResource, Stack, Stage } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { Entries } from "./entries.ts";
import { network } from "./network.ts";
import { serverless } from "./serverless.ts";

/** What the app is made of, as version.json says. */
export type Version = {
  /** Another version changes a property of every resource that has one to change. */
  readonly version: number;
  /** Whether the last stack cannot be made. */
  readonly fails: boolean;
  /** Types that the place lacks, and that are left out. */
  readonly without: readonly string[];
  /** Types that stay as version 1 has them. */
  readonly asFirst: readonly string[];
};

/** One environment with each of the sixty commonest types, and what they need. */
export class TypesStage extends Stage {
  constructor(scope: Construct, id: string, { version, fails, without, asFirst }: Version) {
    super(scope, id);
    const made = new Map<string, CfnResource>();
    const add = (name: string, of: (version: number) => Entries, tags: Record<string, string> = {}) => {
      const stack = new Stack(this, name, { tags });
      const first = of(1);
      for (const [logicalId, { type, after, ...entry }] of Object.entries(of(version))) {
        if (without.includes(type)) continue;
        const { properties = {} } = asFirst.includes(type) ? (first[logicalId] ?? entry) : entry;
        const resource = new CfnResource(stack, logicalId, { type, properties });
        const before = made.get(after ?? "");
        if (before !== undefined) resource.addDependency(before);
        made.set(logicalId, resource);
      }
      return stack;
    };
    const first = add("Network", network);
    // In a part that holds data, whatever may be replaced counts as data: not the policies and calls of this one.
    const second = add("Serverless", serverless, { "interlock:part": "compute" });
    second.addDependency(first);
    // A request to CloudFormation holds 51,200 bytes: this one has to go through a bucket, and is named by its version.
    second.templateOptions.metadata = { Padding: "a long description ".repeat(3_000) };
    if (!fails) return;
    // Nobody sends the signal that it waits for. The account in memory is told to fail by the metadata.
    const last = add("Last", () => ({
      Handle: { type: "AWS::CloudFormation::WaitConditionHandle" },
      Never: {
        type: "AWS::CloudFormation::WaitCondition",
        properties: { Handle: { Ref: "Handle" }, Count: 1, Timeout: "2" },
      },
    }));
    last.addDependency(second);
    last.templateOptions.metadata = { World: { fails: ["create"], seconds: 1 } };
  }
}
