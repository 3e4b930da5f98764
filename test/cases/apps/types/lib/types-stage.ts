import { CfnResource, Stack, Stage } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { network } from "./network.ts";
import { serverless } from "./serverless.ts";

/** The types that the emulator of a sandbox lacks: it has to be told so with a context value. */
const notEmulated = [
  "AWS::EC2::EIP",
  "AWS::EC2::FlowLog",
  "AWS::EC2::Instance",
  "AWS::EC2::NatGateway",
  "AWS::EC2::SecurityGroupEgress",
  "AWS::EC2::SecurityGroupIngress",
];

/** A resource of the table: its type, its properties, and what it waits for. */
export type Entry = { readonly type: string; readonly properties?: object; readonly after?: string };
/** Resources by logical id. */
export type Entries = Readonly<Record<string, Entry>>;

type Props = {
  /** Another version changes a property of every resource that has one to change. */
  readonly version: number;
  /** Whether the last stack cannot be made. */
  readonly fails: boolean;
};

/** One environment with each of the sixty commonest types, and what they need. */
export class TypesStage extends Stage {
  constructor(scope: Construct, id: string, { version, fails }: Props) {
    super(scope, id);
    const isSandbox = this.node.tryGetContext("leaveOut") !== undefined;
    const made = new Map<string, CfnResource>();
    const add = (name: string, entries: Entries) => {
      const stack = new Stack(this, name);
      for (const [logicalId, { type, properties = {}, after }] of Object.entries(entries)) {
        if (isSandbox && notEmulated.includes(type)) continue;
        const resource = new CfnResource(stack, logicalId, { type, properties });
        const before = made.get(after ?? "");
        if (before !== undefined) resource.addDependency(before);
        made.set(logicalId, resource);
      }
      return stack;
    };
    const first = add("Network", network(version));
    const second = add("Serverless", serverless(version));
    second.addDependency(first);
    if (!fails) return;
    // Nobody sends the signal that it waits for. The account in memory is told to fail by the metadata.
    const last = add("Last", {
      Handle: { type: "AWS::CloudFormation::WaitConditionHandle" },
      Never: {
        type: "AWS::CloudFormation::WaitCondition",
        properties: { Handle: { Ref: "Handle" }, Count: 1, Timeout: "2" },
      },
    });
    last.addDependency(second);
    last.templateOptions.metadata = { World: { fails: ["create"], seconds: 1 } };
  }
}
