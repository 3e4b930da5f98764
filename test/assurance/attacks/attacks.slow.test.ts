import { synthesisedTemplate } from "../../simulator/template.ts";
import { policiesIn } from "../iam/policies.ts";
import { accounts, deployed } from "../iam/template.ts";
import { type Attack, carryOut, lineOf, without } from "./attack.ts";
import { meddledLeases } from "./meddled-leases.ts";
import { attacksOnPolicies } from "./on-policies.ts";
import { overheardMails } from "./overheard-mails.ts";
import { replacedTemplates } from "./replaced-templates.ts";
import { squattedDigests } from "./squatted-digests.ts";

type Statement = { readonly Sid?: string; readonly [name: string]: unknown };
type Template = {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>;
};
const template = (await synthesisedTemplate()) as Template;

/** The findings whose attacks on the policies go through when the template has a defect. */
async function through(defect: (template: Template) => void = () => undefined): Promise<readonly string[]> {
  const edited = structuredClone(template);
  defect(edited);
  const control = deployed(edited);
  const done = await carryOut(attacksOnPolicies(control, policiesIn(control)));
  return done.flatMap(({ effect, variant }) => (effect === null ? [] : [variant]));
}

/** The statements of a policy of that type. */
function statementsOf({ Resources }: Template, type: string, name: RegExp, document = "PolicyDocument") {
  const found = Object.entries(Resources).find(([id, { Type }]) => Type === type && name.test(id));
  if (found === undefined) throw new Error(`the template has no ${type} like ${name}`);
  return (found[1].Properties[document] as { Statement: Statement[] }).Statement;
}
const letsIn = (account: string) => ({
  Effect: "Allow",
  Action: "*",
  Resource: "*",
  Principal: { AWS: `arn:aws:iam::${account}:root` },
});

test("no attack on the policies goes through", async () => {
  expect(await through()).toEqual([]);
});

test.each<[string, (template: Template) => void, RegExp]>([
  [
    "a topic that lets an environment's account in",
    (edited) => statementsOf(edited, "AWS::SNS::TopicPolicy", /InTransit/).push(letsIn(accounts.development)),
    /SNS Topic of the control plane/,
  ],
  [
    "a key that an environment's account may use",
    (edited) =>
      statementsOf(edited, "AWS::KMS::Key", /SigningKey/, "KeyPolicy").push(letsIn(accounts.staging)),
    /KMS Key of the control plane/,
  ],
  [
    "a role that trusts an environment's account",
    (edited) =>
      statementsOf(edited, "AWS::IAM::Role", /^decide/, "AssumeRolePolicyDocument").push(
        letsIn(accounts.production),
      ),
    /IAM Role of the control plane/,
  ],
  [
    "records that may be deleted",
    (edited) => {
      const statements = statementsOf(edited, "AWS::S3::BucketPolicy", /RecordsBucketPolicy/);
      statements.splice(
        statements.findIndex(({ Sid }) => Sid === "KeepEveryVersion"),
        1,
      );
    },
    /asks for s3:DeleteObject on a record/,
  ],
  [
    "a function that may subscribe to topics",
    (edited) =>
      statementsOf(edited, "AWS::IAM::Policy", /^openrunrole/).push({
        Effect: "Allow",
        Action: "sns:Subscribe",
        Resource: "*",
      }),
    /subscribes to a topic/,
  ],
])("%s lets an attack through", async (_, defect, variant) => {
  expect(await through(defect)).toContainEqual(expect.stringMatching(variant));
});

test("an attack that cannot be carried out shows nothing, and counts as one that went through", async () => {
  const broken: Attack = {
    finding: 1,
    where: "account in memory",
    variant: "it",
    carryOut: () => Promise.reject(new Error("no account")),
  };
  const [done] = await carryOut([broken]);

  expect(done?.effect).toContain("no account");
  expect(done && lineOf(done)).toMatch(/^EFFECT/);
  expect(lineOf({ ...broken, ...without("refused") })).toMatch(/^none .* refused$/);
});

const chosen = (attacks: readonly Attack[], variant: RegExp) =>
  attacks.filter((attack) => variant.test(attack.variant));

test.each([
  [
    "a stranger at a topic",
    chosen(overheardMails, /email to who answers change-record|answers production-release after/),
  ],
  ["a rewound lease", chosen(meddledLeases, /goes one epoch back|and the last run is deleted/)],
  ["a squatted digest", chosen(squattedDigests, /^junk .* (plan|file that the change brings along) before/)],
  ["a replaced template", chosen(replacedTemplates, /delete marker .* in production/)],
])("%s has no effect", async (_, attacks) => {
  expect(attacks.length).toBeGreaterThan(0);
  expect((await carryOut(attacks)).filter(({ effect }) => effect !== null)).toEqual([]);
});
