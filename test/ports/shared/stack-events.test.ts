import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { mockClient } from "aws-sdk-client-mock";
import { describe as describeStack, eventsOf } from "../../../lib/ports/shared/cloudformation/stack.ts";

const cloudFormation = mockClient(CloudFormationClient);
const client = cloudFormation as unknown as CloudFormationClient;
beforeEach(() => cloudFormation.reset());
afterAll(() => cloudFormation.restore());

const stackId = "arn:aws:cloudformation:eu-central-1:1:stack/shop/1";
const event = (PhysicalResourceId: string, ResourceStatus: "UPDATE_IN_PROGRESS" | "CREATE_IN_PROGRESS") =>
  ({ StackId: stackId, PhysicalResourceId, ResourceStatus }) as StackEvent;

test("are read back to where the last operation began, however many resources it touched", async () => {
  const resources = Array.from({ length: 100 }, (_, index) => event(`bucket-${index}`, "UPDATE_IN_PROGRESS"));
  const pages = [
    resources,
    resources,
    [...resources, event(stackId, "UPDATE_IN_PROGRESS")],
    [event("bucket", "CREATE_IN_PROGRESS"), event(stackId, "CREATE_IN_PROGRESS")],
    [event("never read", "CREATE_IN_PROGRESS")],
  ];
  cloudFormation.on(DescribeStackEventsCommand).callsFake(({ NextToken = "0" }) => ({
    StackEvents: pages[Number(NextToken)],
    NextToken: String(Number(NextToken) + 1),
  }));

  expect(await eventsOf(client, stackId, 150)).toHaveLength(303);
});

test("a stack that answers to an alias is not the one that was asked for", async () => {
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      { StackName: "shop", StackId: stackId, StackStatus: "CREATE_COMPLETE", CreationTime: new Date(0) },
    ],
  });

  await expect(describeStack(client, "shop-alias")).rejects.toThrow("it is an alias of that stack");
  for (const asked of ["shop", stackId])
    expect(await describeStack(client, asked)).toMatchObject({ StackName: "shop" });
});
