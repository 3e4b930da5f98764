import { withPartsAndNames } from "../../../../lib/command-line/submission/with-parts-and-names.ts";
import {
  type Allowances,
  type Candidate,
  type CandidateStep,
  noAllowances,
} from "../../../../lib/domain/change/rules/candidate.ts";
import { findingsAbout } from "../../../../lib/domain/change/rules/rules.ts";
import type { Environment, Part } from "../../../../lib/domain/environment.ts";
import { demands, letter } from "./judged.ts";

const api = { Type: "AWS::ApiGateway::RestApi" };
const queue = { Type: "AWS::SQS::Queue" };
const own = { Type: "Custom::Migration", Properties: { ServiceToken: "arn" } };

/** A stack of an environment, by its construct id. */
const stack = (
  environment: Environment,
  step: string,
  Resources: object,
  part: Part | null = null,
): CandidateStep => ({
  step,
  path: `${environment}/${step}`,
  part,
  stackName: `${environment}-${step}`,
  template: JSON.stringify({ Resources }),
  parameters: {},
  tags: {},
  dependsOn: [],
  account: null,
  region: null,
});

/** An application whose environments have the same stacks. */
const application = (of: (environment: Environment) => readonly CandidateStep[]): Candidate =>
  withPartsAndNames({
    application: "shop",
    environments: { development: of("development"), staging: of("staging"), production: of("production") },
  });

const about = (change: Candidate, allowances: Partial<Allowances> = {}, under = demands) =>
  findingsAbout(change, { demands: under, allowances: { ...noAllowances, ...allowances } }).refusals;

test("an application of one stack is taken, although that is only the way in", () => {
  const change = application((environment) => [stack(environment, "Proxy", { Api: api })]);

  expect(change.environments.production.map(({ part }) => part)).toEqual(["compute"]);
  expect(about(change)).toEqual([]);
});

test("the way in beside another stack is the ingress", () => {
  const change = application((environment) => [
    stack(environment, "Work", { Queue: queue }),
    stack(environment, "Proxy", { Api: api }),
  ]);

  expect(change.environments.production.map(({ part }) => part)).toEqual(["compute", "ingress"]);
});

test("an application whose every stack is tagged ingress is refused: nothing could be validated before the release", () => {
  const change = application((environment) => [stack(environment, "Proxy", { Api: api }, "ingress")]);

  expect(about(change)).toEqual([expect.objectContaining({ rule: "stack-part", where: "production/Proxy" })]);
});

test("an application of forty stacks is taken", () => {
  const change = application((environment) =>
    Array.from({ length: 40 }, (_, index) => stack(environment, `Part${index}`, { Queue: queue })),
  );

  expect(about(change)).toEqual([]);
});

test("an application without resources, and one without stacks, are refused, each stack at once", () => {
  const empty = application((environment) => [stack(environment, "A", {}), stack(environment, "B", {})]);

  expect(about(empty).map(({ rule }) => rule)).toEqual(Array(6).fill("template-resources"));
});

describe("what nothing tells whether it can be reached", () => {
  const change = application((environment) => [stack(environment, "Work", { Own: own, Queue: queue })]);

  test("is refused by a plan that reads exposure, in the environments in which it does", () => {
    expect(about(change)).toEqual([
      expect.objectContaining({
        rule: "unread-exposure",
        where: "production/Work/Own",
        seen: "nothing tells whether Custom::Migration can be reached",
      }),
    ]);
    expect(about(change, {}, letter).filter(({ rule }) => rule === "unread-exposure")).toEqual([]);
  });

  test("is taken if the installation lets it be unseen", () => {
    const waiver = { check: "exposure-as-announced", fact: "exposure" };

    expect(about(change, { waivers: [waiver] })).toEqual([]);
    expect(about(change, { waivers: [{ ...waiver, fact: "open-to-world" }] })).toHaveLength(1);
  });

  test("is refused too where it opens what the environment does not have", () => {
    const policy = { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: "shared", PolicyDocument: {} } };
    const of = (more: object) =>
      application((environment) => [stack(environment, "Work", { Policy: policy, Queue: queue, ...more })]);

    expect(about(of({}))).toEqual([
      expect.objectContaining({
        rule: "unread-exposure",
        where: "production/Work/Policy",
        seen: "AWS::S3::BucketPolicy opens AWS::S3::Bucket of others, which nothing reads",
      }),
    ]);
    // Which one it opens is told when the two stand.
    expect(about(of({ Bucket: { Type: "AWS::S3::Bucket" } }))).toEqual([]);
  });

  test("is told by the other stacks of its environment, and by no other environment's", () => {
    const policy = { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: "shared", PolicyDocument: {} } };
    const store = { Bucket: { Type: "AWS::S3::Bucket" } };
    const withStoreIn = (...where: readonly Environment[]) =>
      application((environment) => [
        stack(environment, "Work", { Policy: policy, Queue: queue }),
        stack(environment, "Data", where.includes(environment) ? store : { Queue: queue }),
      ]);

    expect(about(withStoreIn("production"))).toEqual([]);
    expect(about(withStoreIn("development", "staging"))).toEqual([
      expect.objectContaining({ rule: "unread-exposure", where: "production/Work/Policy" }),
    ]);
  });

  test("is no helper of the CDK, which opens nothing", () => {
    const helped = application((environment) => [
      stack(environment, "Work", { Own: { ...own, Type: "Custom::S3BucketNotifications" }, Queue: queue }),
    ]);

    expect(about(helped)).toEqual([]);
  });
});
