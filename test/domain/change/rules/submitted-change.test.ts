// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { sha256 } from "../../../../lib/domain/canonical.ts";
import type { Step } from "../../../../lib/domain/change/manifest.ts";
import { noAllowances } from "../../../../lib/domain/change/rules/candidate.ts";
import {
  findingsAboutChange,
  mutableReferencesInChange,
  pinnedImagesInChange,
} from "../../../../lib/domain/change/rules/findings-about-change.ts";
import type { Environment } from "../../../../lib/domain/environment.ts";
import { sampleChange, sampleStep } from "../../../fixtures/sample-change.ts";
import { account, demands } from "./judged.ts";

const digest = "a".repeat(64);
const other = "222222222222";
const places = {
  development: { account, region: "eu-west-1" },
  staging: { account, region: "eu-west-2" },
  production: { account: other, region: "eu-west-3" },
};

/** A change whose environments have one stack, with the templates that it names. */
const submitted = (of: (environment: Environment) => { template: object | string; more?: Partial<Step> }) => {
  const templates = new Map<string, string>();
  const step = (environment: Environment) => {
    const { template, more = {} } = of(environment);
    const text = typeof template === "string" ? template : JSON.stringify(template);
    const templateDigest = sha256(text);
    templates.set(templateDigest, text);
    return sampleStep(environment, "compute", { templateDigest, ...more });
  };
  const change = sampleChange({
    environments: {
      development: [step("development")],
      staging: [step("staging")],
      production: [step("production")],
    },
  });
  return { change, templates };
};

const task = (...images: readonly unknown[]) => ({
  Resources: {
    Task: {
      Type: "AWS::ECS::TaskDefinition",
      Properties: { ContainerDefinitions: images.map((Image) => ({ Image })) },
    },
  },
});

test("what the rules find about a submitted change is found in its templates, under its own name", () => {
  const { change, templates } = submitted((environment) => ({
    template: environment === "staging" ? "no template" : task("x"),
    more: { stackName: environment === "production" ? "else-where" : `shop-${environment}-compute` },
  }));
  const { refusals } = findingsAboutChange(change, templates, { demands, allowances: noAllowances });

  expect(refusals.map(({ rule, where }) => [rule, where])).toEqual([
    ["template-parses", "shop-staging-compute (staging/compute)"],
    ["stack-name", "production/compute"],
  ]);
});

test("a template that the change names and nobody has is no template", () => {
  const { change } = submitted(() => ({ template: task("x") }));
  const { refusals } = findingsAboutChange(change, new Map(), { demands, allowances: noAllowances });

  expect(refusals.map(({ rule, seen }) => [rule, seen])).toEqual(
    Array(3).fill(["template-parses", expect.stringContaining("the template is not JSON")]),
  );
});

describe("a stack whose place the assembly leaves open", () => {
  const trusting = (who: string) => ({
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: { AssumeRolePolicyDocument: { Statement: { Effect: "Allow", Principal: { AWS: who } } } },
      },
    },
  });
  const { change, templates } = submitted(() => ({ template: trusting(other) }));
  const refusedIn = (settings: typeof places | null, of = change) =>
    findingsAboutChange(of, templates, { demands, allowances: { ...noAllowances, places: settings } })
      .refusals.filter(({ rule }) => rule === "foreign-principal")
      .map(({ where }) => where);

  test("goes where its environment is", () => {
    expect(refusedIn(places)).toEqual(["development/compute/Role", "staging/compute/Role"]);
  });

  test("is in nobody's account while no settings say where that is", () => {
    expect(refusedIn(null)).toHaveLength(3);
  });

  test("stays where the assembly puts it otherwise", () => {
    const placed = submitted(() => ({
      template: trusting(other),
      more: { account: other, region: "eu-west-1" },
    })).change;

    expect(refusedIn(places, placed)).toStrictEqual([]);
  });
});

describe("what a submitted change refers to", () => {
  const regional = {
    "Fn::Sub": `\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.amazonaws.com/shop@sha256:${digest}`,
  };

  test("are the images that it names by their digest, each once for its step, where that step goes", () => {
    const { change, templates } = submitted((environment) =>
      environment === "staging"
        ? { template: "no template" }
        : {
            template: task(regional, regional, "team/shop:latest", { Ref: "AWS::StackId" }),
            more: environment === "production" ? { account: "333333333333", region: "us-east-1" } : {},
          },
    );

    expect(pinnedImagesInChange(change, templates, places)).toEqual([
      {
        environment: "development",
        step: "compute",
        image: `${account}.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:${digest}`,
      },
      {
        environment: "production",
        step: "compute",
        image: `333333333333.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:${digest}`,
      },
    ]);
    expect(pinnedImagesInChange(change, templates, null).map(({ image }) => image)).toEqual([
      regional["Fn::Sub"],
      `333333333333.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:${digest}`,
    ]);
  });

  test("is what may mean another thing later, with what can be read of it beforehand", () => {
    const { change, templates } = submitted((environment) => ({
      template:
        environment === "development"
          ? {
              Parameters: {
                Own: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/own" },
                Text: { Type: "String", Default: "/own" },
                BootstrapVersion: {
                  Type: "AWS::SSM::Parameter::Value<String>",
                  Default: "/cdk-bootstrap/hnb659fds/version",
                },
              },
              Resources: {
                Topic: {
                  Type: "AWS::SNS::Topic",
                  Properties: {
                    DisplayName: "{{resolve:ssm:/open}} {{resolve:ssm:/open}} {{resolve:ssm:/fixed:3}}",
                    TopicName: { "Fn::Sub": "{{resolve:ssm:/${AWS::StackId}}}" },
                  },
                },
                ...task("team/shop:latest").Resources,
              },
            }
          : task(regional),
    }));
    const at = { environment: "development", step: "compute" };

    expect(mutableReferencesInChange(change, templates, places)).toEqual([
      {
        ...at,
        where: "development/compute",
        seen: "the parameter Own is read from the SSM parameter /own",
        todo: "write the value into the template when you synthesise",
        reference: "{{resolve:ssm:/own}}",
      },
      {
        ...at,
        where: "development/compute/Topic",
        seen: "{{resolve:ssm:/open}} names no version",
        todo: "name a version in the reference",
        reference: "{{resolve:ssm:/open}}",
      },
      {
        ...at,
        where: "development/compute/Topic",
        seen: "{{resolve:ssm:/${AWS::StackId}}} names no version",
        todo: "name a version in the reference",
        reference: null,
      },
      {
        ...at,
        where: "development/compute/Task",
        seen: "the image team/shop:latest is named by a tag",
        todo: "name it by its digest (name@sha256:...)",
        reference: null,
      },
    ]);
  });
});
