import { CfnResource, type IAspect } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** The resources that can be left out, by name. */
const names: Readonly<Record<string, readonly string[]>> = {
  // They are left out where they are made, because ingress refers to them.
  "fixed-addresses": [],
  "flow-logs": ["AWS::EC2::FlowLog"],
  "task-autoscaling": [
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
  ],
};

/** Leaves out resources that an emulator lacks, by name, and remembers which. On AWS it is not used. */
export class LeaveOut implements IAspect {
  readonly leftOut: string[] = [];
  private readonly types: ReadonlyMap<string, string>;

  /** Throws if `wanted` has a name that this table does not. */
  constructor(wanted: readonly string[]) {
    this.types = new Map(
      wanted.flatMap((name) => {
        const types = names[name];
        if (types === undefined)
          throw new Error(`leaveOut names "${name}": it can be ${Object.keys(names).join(" or ")}`);
        return types.map((type): [string, string] => [type, name]);
      }),
    );
  }

  visit(node: IConstruct): void {
    if (!(node instanceof CfnResource)) return;
    const name = this.types.get(node.cfnResourceType);
    if (name !== undefined && node.node.scope?.node.tryRemoveChild(node.node.id))
      this.leftOut.push(`${name}: ${node.node.path}`);
  }
}
