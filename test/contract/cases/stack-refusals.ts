import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ListStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Contract, errorOf, eventually } from "../contract.ts";
import { cloudFormation, create, deployedBy, remove, settled, template, update } from "./stack-requests.ts";

const s3 = new S3Client({ forcePathStyle: true });

/** A template of a bucket; `Full` tells the account in memory, whose buckets are not in its S3, what the object tells AWS. */
const bucketTemplate = JSON.stringify({
  Metadata: { World: { seconds: 0.1 } },
  Resources: { Bucket: { Type: "AWS::S3::Bucket", Metadata: { Full: true } } },
});

/** The template with something more that takes a minute to create. */
const slow = (version: number) => {
  const { Resources } = JSON.parse(template(version));
  const Properties = { Handle: { Ref: "Handle" }, Timeout: "60" };
  return JSON.stringify({
    Metadata: { World: { seconds: 1 } },
    Resources: {
      ...Resources,
      Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
      Slow: { Type: "AWS::CloudFormation::WaitCondition", DependsOn: "Topic", Properties },
    },
  });
};

/** What rollbacks rely on: what CloudFormation does not do at once, or not at all. */
export const stackRefusals: readonly Contract[] = [
  {
    says: "a stack whose termination is protected is not deleted",
    act: async (at) => {
      const StackName = at.unique("protected");
      await cloudFormation.send(
        new CreateStackCommand({ StackName, TemplateBody: template(1), EnableTerminationProtection: true }),
      );
      await settled(at, StackName);
      return [await errorOf(remove(StackName, "token-2")), await settled(at, StackName)];
    },
    sees: ["ValidationError", "CREATE_COMPLETE"],
  },
  {
    says: "a bucket that is not empty keeps its stack from being deleted",
    act: async (at) => {
      const name = at.unique("full");
      await create(name, bucketTemplate, "token-1");
      await settled(at, name);
      const { StackResourceSummaries = [] } = await cloudFormation.send(
        new ListStackResourcesCommand({ StackName: name }),
      );
      const Bucket = StackResourceSummaries[0]?.PhysicalResourceId ?? "";
      await s3.send(new PutObjectCommand({ Bucket, Key: at.unique("object"), Body: "something" }));
      await remove(name, "token-2");
      return settled(at, name);
    },
    sees: "DELETE_FAILED",
  },
  {
    says: "a cancelled update leaves deployed what was deployed before",
    act: async (at) => {
      const name = at.unique("cancelled");
      await create(name, template(1), "token-1");
      await settled(at, name);
      await update(name, slow(2), "token-2");
      await cloudFormation.send(
        new CancelUpdateStackCommand({ StackName: name, ClientRequestToken: "token-3" }),
      );
      return [await settled(at, name), (await deployedBy(name)) === template(1)];
    },
    sees: ["UPDATE_ROLLBACK_COMPLETE", true],
  },
  {
    says: "a stack that is not being updated has nothing to cancel or to roll back",
    act: async (at) => {
      const StackName = at.unique("settled");
      await create(StackName, template(1), "token-1");
      await settled(at, StackName);
      return [
        await errorOf(cloudFormation.send(new CancelUpdateStackCommand({ StackName }))),
        await errorOf(cloudFormation.send(new ContinueUpdateRollbackCommand({ StackName }))),
      ];
    },
    sees: ["ValidationError", "ValidationError"],
  },
  {
    says: "drift is not known before it was looked for",
    act: async (at) => {
      const StackName = at.unique("drift");
      await create(StackName, template(1), "token-1");
      await settled(at, StackName);
      const look = async () => {
        const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
        return Stacks?.[0]?.DriftInformation?.StackDriftStatus ?? null;
      };
      const before = await look();
      await cloudFormation.send(new DetectStackDriftCommand({ StackName }));
      return [before, await eventually(at, look, (status) => status === "IN_SYNC")];
    },
    sees: ["NOT_CHECKED", "IN_SYNC"],
  },
];
