import { readFileSync, rmSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { ControlPlane } from "../../lib/control-plane/stack.ts";
import { settingsSchema } from "../../lib/settings/settings.ts";
import { emptyBundles } from "./synthesised.ts";

const bundles = emptyBundles();
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

const { repository: _, ...defaults } = JSON.parse(
  readFileSync(new URL("../../lib/control-plane/default-settings.json", import.meta.url), "utf8"),
);

/** The template of the control plane under other settings. Each is synthesised once: that takes a second. */
function templateWith(settings: object): Template {
  const key = JSON.stringify(settings);
  const known = synthesised.get(key);
  if (known !== undefined) return known;
  const stack = new ControlPlane(new App(), "ControlPlane", {
    settings: settingsSchema.parse({ ...defaults, ...settings }),
    bundles,
  });
  const template = Template.fromStack(stack);
  synthesised.set(key, template);
  return template;
}
const synthesised = new Map<string, Template>();
const onBoth = {
  repository: { name: "shop", branch: "release", folder: "infra" },
  github: { repository: "team/shop", branch: "main" },
};

test("without a repository in the settings, no rule listens to CodeCommit, and nothing is built", () => {
  const template = templateWith({});
  template.resourceCountIs("AWS::CodeBuild::Project", 0);
  template.resourceCountIs("AWS::IAM::OIDCProvider", 0);
  template.resourcePropertiesCountIs(
    "AWS::Events::Rule",
    { EventPattern: { source: ["aws.codecommit"] } },
    0,
  );
});

test("a repository of CodeCommit is watched by name, and its commits are built at the commit that was pushed", () => {
  const template = templateWith(onBoth);
  template.hasResourceProperties("AWS::Events::Rule", {
    EventPattern: {
      source: ["aws.codecommit"],
      "detail-type": ["CodeCommit Repository State Change"],
      resources: [{ "Fn::Join": ["", Match.arrayWith([":shop"])] }],
    },
  });
  template.hasResourceProperties("AWS::Events::Rule", {
    EventPattern: { source: ["interlock"], "detail-type": ["Commit Pushed"] },
    Targets: [
      Match.objectLike({
        DeadLetterConfig: Match.anyValue(),
        InputTransformer: {
          InputPathsMap: { "detail-commit": "$.detail.commit" },
          InputTemplate: Match.stringLikeRegexp('"sourceVersion":<detail-commit>'),
        },
      }),
    ],
  });
});

test("a build clones everything, is ended after half an hour, and runs the commit's code without a credential", () => {
  const template = templateWith(onBoth);
  const [project] = Object.values(template.findResources("AWS::CodeBuild::Project"));
  expect(project?.["Properties"]).toMatchObject({
    TimeoutInMinutes: 30,
    Environment: { PrivilegedMode: false },
    Source: { Type: "CODECOMMIT" },
  });
  expect(project?.["Properties"].Source.GitCloneDepth ?? 0).toBe(0);
  const { phases } = JSON.parse(project?.["Properties"].Source.BuildSpec);
  const commands: readonly string[] = phases.build.commands;
  const [, , , synthesis, submission] = commands;
  expect(synthesis).toMatch(
    /^runuser -u builder -- env -i PATH="\$PATH" HOME=\/home\/builder CI=1 sh -c 'cd \/home\/builder\/source\/infra && npm ci && npx cdk synth /,
  );
  expect(submission).toBe(
    "interlock submit --aws --application interlock-reference --repository infra --assembly /home/builder/assembly --door codecommit",
  );
  expect(commands.filter((command) => /npm ci|cdk synth/.test(command))).toEqual([synthesis]);
});

/** The actions that a role has, by the beginning of its logical id. */
function actionsOf(template: Template, role: string): readonly string[] {
  const policies = Object.values(template.findResources("AWS::IAM::Policy")).filter(({ Properties }) =>
    JSON.stringify(Properties.Roles).includes(role),
  );
  return policies
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[] }[])
    .flatMap(({ Action }) => Action)
    .filter((action) => !/^(logs|codebuild):/.test(action))
    .sort();
}

const submits = [
  "cloudformation:DescribeStacks",
  "dynamodb:GetItem",
  "dynamodb:Query",
  "events:PutEvents",
  "s3:GetObject",
  "s3:GetObject",
  "s3:PutObject",
  "s3:PutObject",
];

test("a build of a monorepo names the paths that count", () => {
  const paths = ["services/orders", "lib/shared.ts"];
  const template = templateWith({ repository: { name: "shop", paths } });
  const [project] = Object.values(template.findResources("AWS::CodeBuild::Project"));
  const { phases } = JSON.parse(project?.["Properties"].Source.BuildSpec);
  expect(phases.build.commands.at(-1)).toMatch(
    / --door codecommit --path services\/orders --path lib\/shared\.ts$/,
  );
});

test("a build may submit and read its repository, and nothing else", () => {
  const template = templateWith(onBoth);
  expect(actionsOf(template, "CommitDoorBuildRole")).toEqual(["codecommit:GitPull", ...submits].sort());
});

test("GitHub's role trusts exactly one branch of one repository, and may only submit", () => {
  const template = templateWith(onBoth);
  template.hasResourceProperties("AWS::IAM::Role", {
    RoleName: "interlock-reference-submit-from-github",
    AssumeRolePolicyDocument: {
      Statement: [
        Match.objectLike({
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": "repo:team/shop:ref:refs/heads/main",
            },
          },
        }),
      ],
    },
  });
  expect(actionsOf(template, "GithubDoorSubmit")).toEqual(submits);
});

test("a function shows outcomes where the settings name a forge, and reads that forge's credential and no other", () => {
  const rule = { EventPattern: { "detail-type": ["Change Queued", "Run Moved", "Run Closed"] } };
  templateWith(onBoth).resourcePropertiesCountIs("AWS::Events::Rule", rule, 0);
  const app = { clientId: "Iv23liSHOP", keySecretName: "shop/app" };
  const template = templateWith({ github: { repository: "team/shop", app } });
  template.resourcePropertiesCountIs("AWS::Events::Rule", rule, 1);
  const secrets = Object.values(template.findResources("AWS::IAM::Policy"))
    .map(({ Properties }) => JSON.stringify(Properties))
    .filter((policy) => policy.includes("secret:shop/app-*"));
  expect(secrets).toHaveLength(1);
  expect(secrets[0]).toContain("showoutcomerole");
  expect(secrets[0]).not.toContain("dynamodb:PutItem");
});

test("whoever submits gets a policy for that, and needs no administrator's rights", () => {
  const policies = Object.values(templateWith({}).findResources("AWS::IAM::ManagedPolicy")).filter(
    ({ Properties }) => Properties.ManagedPolicyName === "interlock-reference-submit",
  );
  expect(policies.length).toBe(1);
  const statements = policies.flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[] }[],
  );
  expect(statements.flatMap(({ Action }) => Action).sort()).toEqual(submits);
});

test("a sandbox's pushes go to a queue whose failures are kept, and a provider that exists is used", () => {
  const providerArn = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
  const template = templateWith({
    repository: { name: "shop", builds: "queue" },
    github: { repository: "team/shop", providerArn },
  });
  template.resourceCountIs("AWS::CodeBuild::Project", 0);
  template.resourceCountIs("AWS::IAM::OIDCProvider", 0);
  template.hasResourceProperties("AWS::SQS::Queue", {
    QueueName: "interlock-reference-builds",
    RedrivePolicy: Match.objectLike({ maxReceiveCount: 3 }),
  });
});
