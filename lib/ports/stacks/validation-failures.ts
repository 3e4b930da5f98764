import {
  type CloudFormationClient,
  DescribeEventsCommand,
  type DescribeEventsInput,
} from "@aws-sdk/client-cloudformation";

const mostNamed = 5;

/**
 * A reason with what it only refers to: CloudFormation validates before it deploys, says "use the DescribeEvents API", and
 * tells there what is wrong (CloudFormation user guide, "Validate stack deployments"). Any other reason is returned as it is.
 */
export async function withValidation(
  cloudFormation: CloudFormationClient,
  reason: string,
  of: Pick<DescribeEventsInput, "StackName" | "ChangeSetName">,
): Promise<string> {
  if (!/DescribeEvents|EarlyValidation/i.test(reason)) return reason;
  const { OperationEvents = [] } = await cloudFormation.send(
    new DescribeEventsCommand({ ...of, Filters: { FailedEvents: true } }),
  );
  const failures = OperationEvents.flatMap(({ LogicalResourceId, ValidationPath, ValidationStatusReason }) =>
    ValidationStatusReason === undefined
      ? []
      : [`${LogicalResourceId ?? "the template"}${ValidationPath ?? ""}: ${ValidationStatusReason}`],
  );
  return failures.length === 0 ? reason : `${reason} ${failures.slice(0, mostNamed).join("; ")}`;
}
