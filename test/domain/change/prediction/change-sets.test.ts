import fc from "fast-check";
import { beyondEnvelope } from "../../../../lib/domain/change/prediction/effects.ts";
import { predictEffects } from "../../../../lib/domain/change/prediction/predict-effects.ts";
import { specOf } from "../../../../lib/domain/change/prediction/service-spec.ts";
import { judged } from "../../../../lib/domain/step/change-set.ts";
import { changesListed } from "../../../simulator/services/changes-listed.ts";
import { parseTemplate } from "../../../simulator/services/templates.ts";

type Deployment = Parameters<typeof predictEffects>[1];

const deployed = ({ template, parameters, tags }: Deployment) => ({
  template: parseTemplate(template),
  parameters,
  tags,
});

/** What a change set would do beyond what is predicted. */
const beyond = (before: Deployment, after: Deployment) =>
  beyondEnvelope(
    predictEffects(before, after).effects,
    changesListed(deployed(before), deployed(after)).map((change) =>
      judged({ ...change, properties: [...change.properties] }, specOf(change.type)),
    ),
  );

const deployment = (resources: object, more: Partial<Deployment> = {}): Deployment => ({
  template: JSON.stringify({ Parameters: { Stage: { Type: "String", Default: "a" } }, Resources: resources }),
  parameters: {},
  tags: {},
  ...more,
});
const topic = (TopicName: unknown) => ({ Type: "AWS::SNS::Topic", Properties: { TopicName } });
const subscription = {
  Type: "AWS::SNS::Subscription",
  Properties: { TopicArn: { Ref: "Topic" }, Protocol: "sqs" },
};

test("a change set lists what follows: dependents of a replacement, users of a parameter, bearers of the stack's tags", () => {
  const ids = (before: Deployment, after: Deployment) =>
    changesListed(deployed(before), deployed(after)).map(({ logicalId, action }) => `${action} ${logicalId}`);
  const both = (name: unknown) => ({ Topic: topic(name), Subscription: subscription });

  expect(ids(deployment(both("one")), deployment(both("two")))).toEqual([
    "Modify Topic",
    "Modify Subscription",
  ]);
  expect(
    ids(
      deployment(both({ Ref: "Stage" }), { parameters: { Stage: "a" } }),
      deployment(both({ Ref: "Stage" }), { parameters: { Stage: "b" } }),
    ),
  ).toEqual(["Modify Topic", "Modify Subscription"]);
  expect(ids(deployment(both("one")), deployment(both("one"), { tags: { team: "shop" } }))).toEqual([
    "Modify Topic",
    "Modify Subscription",
  ]);
});

const value = fc.oneof(
  fc.constantFrom<unknown>("one", "two", { Ref: "Stage" }),
  fc.constantFrom("A", "B", "C").map((id) => ({ Ref: id })),
  fc.constantFrom("A", "B", "C").map((id) => ({ "Fn::GetAtt": [id, "TopicName"] })),
);
const resource = fc.record({
  Type: fc.constantFrom("AWS::SNS::Topic", "AWS::SQS::Queue", "Custom::Thing"),
  Properties: fc.dictionary(fc.constantFrom("TopicName", "QueueName", "DisplayName", "Other"), value, {
    maxKeys: 3,
    noNullPrototype: true,
  }),
});
const some = fc
  .record({
    resources: fc.dictionary(fc.constantFrom("A", "B", "C"), resource, { minKeys: 1, noNullPrototype: true }),
    stage: fc.constantFrom("a", "b"),
    tags: fc.dictionary(fc.constantFrom("team"), fc.constantFrom("x", "y"), { noNullPrototype: true }),
  })
  .map(({ resources, stage, tags }) => deployment(resources, { parameters: { Stage: stage }, tags }));

test("nothing that a change set lists was not announced, whatever two versions of a template have", () => {
  fc.assert(
    fc.property(some, some, (before, after) => {
      expect(beyond(before, after)).toEqual([]);
    }),
    { numRuns: 300, seed: 2103, includeErrorInReport: true },
  );
});
