// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import {
  codeIn,
  imagesIn,
  type Loose,
  launchTemplatesIn,
  pinnedImagesIn,
} from "../../../../lib/domain/change/rules/loose-code.ts";
import type { Value } from "../../../../lib/domain/change/template/values.ts";
import { account } from "./judged.ts";

const hash = "a".repeat(64);
const pinned = `team/shop@sha256:${hash}`;
const imported = { "Fn::ImportValue": "x" };
const either = (one: Value, other: Value): Value => ({
  "Fn::If": [{ "Fn::Equals": [imported, "x"] }, one, other],
});
const seen = (found: readonly Loose[]) => found.map((one) => one.seen);

describe("an image is named by a tag", () => {
  const task = "AWS::ECS::TaskDefinition";
  const images = (type: string, value: Value) =>
    seen(imagesIn(type, value)).map((one) => one.replace(/^the image (.*) is named by a tag$/, "$1"));

  test("and is told with what to do", () => {
    expect(imagesIn(task, { Image: "nginx" })).toEqual([
      { seen: "the image nginx is named by a tag", todo: "name it by its digest (name@sha256:...)" },
    ]);
  });

  test.each<[string, string, Value, readonly string[]]>([
    [
      "under each property for images",
      task,
      { A: [{ Image: "a" }, { ImageUri: "b" }], B: { ParentImage: "c", ImageIdentifier: "d" } },
      ["a", "b", "c", "d"],
    ],
    ["in a list of images", task, { Image: ["a", "b"] }, ["a", "b"]],
    ["in an object that is called as an image is", task, { Image: { Image: "a", Name: "b" } }, ["a"]],
    ["in each branch of what nobody can tell", task, { Image: either("a", pinned) }, ["a"]],
    ["by what only CloudFormation knows", task, { Image: imported }, ['{"Fn::ImportValue":"x"}']],
    [
      "by what only CloudFormation knows, of any type",
      "Team::Web::Site",
      { Image: imported },
      ['{"Fn::ImportValue":"x"}'],
    ],
    ["behind what looks like a digest", task, { Image: `${pinned}0` }, [`${pinned}0`]],
    [
      "where no container runs, if it has a path or a tag",
      "Team::Web::Site",
      { A: { Image: "team/shop" }, B: { Image: "shop:1" }, C: { Image: "r.example.com:5000/shop:1" } },
      ["team/shop", "shop:1", "r.example.com:5000/shop:1"],
    ],
  ])("%s", (_what, type, value, found) => {
    expect(images(type, value)).toEqual(found);
  });

  test.each<[string, string, Value]>([
    ["an image by its digest", task, { Image: pinned }],
    [
      "an image by its digest, of the stack's account",
      task,
      { Image: { "Fn::Sub": `\${AWS::AccountId}.dkr.ecr.x/y@sha256:${hash}` } },
    ],
    ["a machine image", task, { Image: "ami-0123456789abcdef0" }],
    [
      "an image with a version of SageMaker's own",
      "AWS::SageMaker::Model",
      { Image: "arn:aws:sagemaker:x:1:image-version/y/1" },
    ],
    ["a picture", "AWS::Cognito::ManagedLoginBranding", { Image: "logo" }],
    ["a picture as a text", "AWS::Cognito::ManagedLoginBranding", { Image: "data with spaces: x/y" }],
    ["another property", task, { ImageId: "nginx", MyImage: "nginx" }],
  ])("but not %s", (_what, type, value) => {
    expect(images(type, value)).toStrictEqual([]);
  });
});

test("images by their digests are told once, as they are written", () => {
  expect(
    pinnedImagesIn([
      { Image: pinned },
      { Image: [pinned, "nginx"] },
      { Image: { Name: "x" } },
      { Image: imported },
      { Other: pinned },
    ]),
  ).toEqual([pinned]);
  expect(pinnedImagesIn({ Image: either(pinned, `other@sha256:${hash}`) })).toEqual([
    pinned,
    `other@sha256:${hash}`,
  ]);
});

describe("code is fetched by a key that may hold other bytes later", () => {
  const from = (value: Value, of: string | null = account) =>
    seen(codeIn(value, of)).map((one) =>
      one.replace(/^the code is fetched from (.*), without a version$/, "$1"),
    );
  const bucket = `cdk-hnb659fds-assets-${account}-eu-central-1`;
  const key = `${hash}.zip`;

  test("and is told with what to do", () => {
    expect(codeIn({ Code: { S3Bucket: "b", S3Key: "k" } }, account)).toEqual([
      {
        seen: "the code is fetched from k, without a version",
        todo: "name the version of the object, or let the CDK make an asset of it",
      },
    ]);
  });

  test.each<[string, Value, readonly string[]]>([
    [
      "in each bucket, at whatever depth",
      { A: [{ Code: { S3Bucket: "b", S3Key: "one" } }, { X: { Bucket: "b", Key: "two" } }] },
      ["one", "two"],
    ],
    [
      "in a bucket that the template does not name",
      { Code: either({ S3Key: "one" }, { S3Key: "two" }), Content: [{ S3Key: "three" }] },
      ["one", "two", "three"],
    ],
    [
      "by the ARN of its bucket",
      { Location: { S3Location: { BucketArn: "arn:aws:s3:::b", FileKey: "k.jar" } } },
      ["k.jar"],
    ],
    [
      "by the other names of bucket and key",
      [
        { BucketARN: "b", FileKey: "one" },
        { S3BucketName: "b", S3ObjectKey: "two" },
      ],
      ["one", "two"],
    ],
    ["by a key that only CloudFormation knows", { S3Bucket: "b", S3Key: { a: "b" } }, ['{"a":"b"}']],
    [
      "in each branch of what nobody can tell",
      { Code: either({ S3Bucket: "b", S3Key: "one" }, { S3Bucket: "b", S3Key: "two" }) },
      ["one", "two"],
    ],
    [
      "in the version of a bucket without versions",
      { S3Bucket: "b", S3Key: "k", S3ObjectVersion: "null" },
      ["k"],
    ],
    ["in no version", { S3Bucket: "b", S3Key: "k", S3ObjectVersion: "" }, ["k"]],
    [
      "in a version that may be none",
      { S3Bucket: "b", S3Key: "k", S3ObjectVersion: either("3", { Ref: "AWS::NoValue" }) },
      ["k"],
    ],
    [
      "from a bucket of another account that is called as ours",
      { S3Bucket: `cdk-hnb659fds-assets-666666666666-eu-central-1`, S3Key: key },
      [key],
    ],
    ["from a bucket whose name ours is a part of", { S3Bucket: `x-${bucket}`, S3Key: key }, [key]],
    ["from a bucket whose name begins as ours", { S3Bucket: `${bucket}.x`, S3Key: key }, [key]],
    ["from our bucket by another name", { S3Bucket: bucket, S3Key: "latest.zip" }, ["latest.zip"]],
    [
      "from our bucket by a name in a folder of a digest",
      { S3Bucket: bucket, S3Key: `${hash}/latest.zip` },
      [`${hash}/latest.zip`],
    ],
    ["from our bucket by a longer name", { S3Bucket: bucket, S3Key: `x${key}` }, [`x${key}`]],
    [
      "from our bucket by a name that a reference goes on",
      { S3Bucket: bucket, S3Key: { "Fn::Sub": `${key}\${AWS::StackId}` } },
      [`${key}\${AWS::StackId}`],
    ],
    ...[
      "Code",
      "Content",
      "BodyS3Location",
      "CodeS3Location",
      "DefinitionS3Location",
      "RequestMappingTemplateS3Location",
      "ResponseMappingTemplateS3Location",
      "ScriptLocation",
      "CodeUri",
      "DefinitionUri",
      "TemplateURL",
      "LoadTemplateFromURL",
      "SchemaHandlerPackage",
      "ModulePackage",
      "Jar",
    ].map((name): [string, Value, readonly string[]] => [
      `by an address: ${name}`,
      { A: [{ [name]: "s3://b/k" }] },
      ["s3://b/k"],
    ]),
    [
      "by an address on the web",
      [{ Code: "HTTPS://b/k" }, { Code: "http://b/k" }],
      ["HTTPS://b/k", "http://b/k"],
    ],
    ["by an address in a branch", { Code: either("s3://b/k", "inline") }, ["s3://b/k"]],
    [
      "by an address of a host that is called as ours",
      { Code: `https://evil.example/${bucket}/${key}` },
      [`https://evil.example/${bucket}/${key}`],
    ],
    [
      "by an address of a host that ends as ours",
      { Code: `https://evil.example/s3.amazonaws.com/${bucket}/${key}` },
      [`https://evil.example/s3.amazonaws.com/${bucket}/${key}`],
    ],
    ["by an address of our bucket, not by a digest", { Code: `s3://${bucket}/k` }, [`s3://${bucket}/k`]],
  ])("%s", (_what, value, found) => {
    expect(from(value)).toEqual(found);
  });

  test.each<[string, Value]>([
    [
      "in a version",
      [
        { S3Bucket: "b", S3Key: "k", S3ObjectVersion: "3" },
        { Bucket: "b", Key: "k", Version: "3" },
        { BucketARN: "b", FileKey: "k", ObjectVersion: "3" },
        { S3Bucket: "b", S3Key: "k", VersionId: { Ref: "AWS::StackId" } },
      ],
    ],
    ["by a digest from our bucket", { S3Bucket: bucket, S3Key: key }],
    ["by a digest in a folder of our bucket", { S3Bucket: bucket, S3Key: `prefix/${hash}.tar.gz` }],
    [
      "by a digest from the bucket of the stack's account and region",
      { S3Bucket: { "Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}" }, S3Key: hash },
    ],
    ["by a digest from our bucket's ARN", { BucketARN: `arn:aws:s3:::${bucket}`, FileKey: key }],
    [
      "by an address of a digest in our bucket",
      [
        { Code: `s3://${bucket}/${key}` },
        { TemplateURL: { "Fn::Sub": `https://s3.eu-central-1.\${AWS::URLSuffix}/${bucket}/${key}` } },
        { Code: `https://s3.cn-north-1.amazonaws.com.cn/${bucket}/${key}` },
      ],
    ],
    [
      "where it is written out",
      { Code: "exports.handler = () => fetch('https://b/k')", Content: { ZipFile: "s3://b/k" } },
    ],
    ["by an address elsewhere", { Uri: "https://b/k" }],
    [
      "by a key without a bucket, or a bucket without a key",
      [
        { Key: "k", Value: "v" },
        { Bucket: "b", Prefix: "p" },
        { Code: { Tags: [{ Key: "k" }], Or: either({ Key: "k" }, "x") } },
      ],
    ],
    ["by what only CloudFormation knows", { Code: imported }],
    ["by nothing", null],
  ])("but not %s", (_what, value) => {
    expect(from(value)).toStrictEqual([]);
  });

  test("where nobody says which account ours is, if the template does", () => {
    expect(from({ S3Bucket: bucket, S3Key: key }, null)).toEqual([key]);
    expect(
      from({ S3Bucket: { "Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}-x" }, S3Key: key }, null),
    ).toStrictEqual([]);
  });
});

describe("a launch template of others is used in a version that moves", () => {
  const used = (value: Value) => seen(launchTemplatesIn(value));
  const told = (name: string, version: string) =>
    `the launch template ${name} is used in its version ${version}`;

  test("and is told with what to do", () => {
    expect(launchTemplatesIn({ LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "$Latest" } })).toEqual([
      { seen: told("lt-1", "$Latest"), todo: "name the number of its version" },
    ]);
  });

  test.each<[string, Value, readonly string[]]>([
    [
      "the newest, by its name",
      { A: [{ LaunchTemplateName: "web", Version: "$Latest" }] },
      [told("web", "$Latest")],
    ],
    ["the default one", { LaunchTemplateId: "lt-1", Version: "$Default" }, [told("lt-1", "$Default")]],
    [
      "none, which is the default one",
      { LaunchTemplate: { LaunchTemplateId: "lt-1" } },
      [told("lt-1", "$Default")],
    ],
    [
      "none in each of several",
      {
        Configs: [
          { LaunchTemplateSpecification: { LaunchTemplateName: "a" } },
          { LaunchTemplateSpecification: { LaunchTemplateName: "b" } },
        ],
      },
      [told("a", "$Default"), told("b", "$Default")],
    ],
    [
      "none, of EKS",
      [{ LaunchTemplate: { Id: "lt-1" } }, { LaunchTemplate: [{ Name: "web" }] }],
      [told("lt-1", "$Default"), told("web", "$Default")],
    ],
    [
      "one of two that nobody can tell",
      { LaunchTemplateId: "lt-1", Version: either("$Latest", "3") },
      [told("lt-1", "$Latest")],
    ],
    [
      "of one of two that nobody can tell",
      { LaunchTemplateId: either("lt-1", { Ref: "Own" }), Version: "$Latest" },
      [told("lt-1", "$Latest")],
    ],
  ])("%s", (_what, value, found) => {
    expect(used(value)).toEqual(found);
  });

  test.each<[string, Value]>([
    ["a number", { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "3" } }],
    ["of the stack", { LaunchTemplate: { LaunchTemplateId: { Ref: "Own" }, Version: "$Latest" } }],
    ["where one is only named", { LaunchTemplateName: "web", LaunchTemplateData: {} }],
    ["of something else", { Version: "$Latest", Id: "x", Name: "y" }],
    ["of nothing", { LaunchTemplate: { Version: "$Latest" } }],
  ])("but not %s", (_what, value) => {
    expect(used(value)).toStrictEqual([]);
  });
});
