import type { EnvironmentPlace } from "../../../lib/ports/shared/environments/roles.ts";
import { synthesisedTemplate } from "../../simulator/template.ts";
import { flawsIn, judge, missingIn, servicesIn, unusedIn, usesIn, waysIn } from "./compute.ts";
import { roleGrants } from "./granted.ts";
import { rolesAt } from "./in-environments.ts";
import { namesIn } from "./names.ts";
import { policiesIn, refusal } from "./policies.ts";
import { type Recorded, record } from "./recorded.ts";
import { scenarios } from "./scenarios.ts";
import { accounts, controlPlane, deployed } from "./template.ts";
import { meet } from "./valid.ts";

type Statement = { Action: string | string[]; Resource: unknown; Effect: string; Principal?: unknown };
type Template = {
  Resources: Record<
    string,
    { Type: string; Properties: Record<string, never> & { [name: string]: unknown } }
  >;
};

const template = (await synthesisedTemplate()) as Template;
const first = scenarios.filter(({ name }) => name === "a first release fails in development");
const recorded: Recorded = await record(first, namesIn(deployed(template)));

/** The template with a defect. */
function after(edit: (template: Template) => void) {
  const edited = structuredClone(template);
  edit(edited);
  const control = deployed(edited);
  return { control, policies: policiesIn(control) };
}
const untouched = after(() => undefined);
const uses = usesIn(untouched.control, recorded);
const refusedIn = ({ policies }: typeof untouched) =>
  judge(policies, uses).filter(({ refused }) => refused !== null);

const resource = ({ Resources }: Template, type: string, name: RegExp) => {
  const found = Object.entries(Resources).find(([id, one]) => one.Type === type && name.test(id));
  if (found === undefined) throw new Error(`the template has no ${type} like ${name}`);
  return found;
};
const statementsOf = (
  edited: Template,
  type: string,
  name: RegExp,
  document = "PolicyDocument",
): Statement[] =>
  (resource(edited, type, name)[1].Properties[document] as unknown as { Statement: Statement[] }).Statement;
const ofRole = (edited: Template, role: RegExp) => statementsOf(edited, "AWS::IAM::Policy", role);

test("nothing that these stories ask for is refused, and nothing else is wrong", async () => {
  const { control, policies } = untouched;
  expect(uses.length).toBeGreaterThan(1_000);
  expect([refusedIn(untouched), servicesIn(control, policies), waysIn(policies)]).toEqual([[], [], []]);
  expect([await flawsIn(policies), missingIn(["AWS::EC2::VPC"])]).toEqual([[], []]);
});

test("a grant that was removed is missed", () => {
  const found = refusedIn(
    after((edited) => {
      const statements = ofRole(edited, /^developmentprovisionstep/);
      statements.splice(
        statements.findIndex(({ Resource }) => JSON.stringify(Resource).includes("deploy-role")),
        1,
      );
    }),
  );
  expect(found.map(({ by, use }) => [by, use.asked.action])).toContainEqual([
    "provision-step-development",
    "sts:AssumeRole",
  ]);
});

test("items of the table that a function may no longer write are missed", () => {
  const found = refusedIn(
    after((edited) => {
      for (const statement of ofRole(edited, /^developmentprovisionstep/))
        if (JSON.stringify(statement).includes("RUN#*"))
          Object.assign(statement, {
            Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["PLAN#*"] } },
          });
    }),
  );
  expect(found.map(({ use }) => use.asked)).toContainEqual(
    expect.objectContaining({ action: "dynamodb:PutItem" }),
  );
});

test("a key that its policy no longer leaves to a function is missed", () => {
  const found = refusedIn(
    after((edited) => {
      statementsOf(edited, "AWS::KMS::Key", /SigningKey/, "KeyPolicy").push({
        Effect: "Deny",
        Action: "kms:GetPublicKey",
        Principal: "*",
        Resource: "*",
      });
    }),
  );
  expect(found.map(({ refused }) => refused)).toContain("the resource's policy denies it");
});

test("a grant that nothing uses has no reason until somebody writes one", () => {
  const { policies } = after((edited) => {
    ofRole(edited, /^openrunrole/).push({ Effect: "Allow", Action: "s3:DeleteBucket", Resource: "*" });
  });
  expect(unusedIn(roleGrants(policies), uses)).toContainEqual({
    grant: { to: "open-run", action: "s3:DeleteBucket", resource: "*", items: null },
    why: null,
  });
});

test.each<[string, (template: Template) => void]>([
  [
    "a role of the control plane that trusts an environment's account",
    (edited) =>
      statementsOf(edited, "AWS::IAM::Role", /^decide/, "AssumeRolePolicyDocument").push({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: accounts.development },
        Resource: "*",
      }),
  ],
  [
    "a topic that lets every account in",
    (edited) =>
      statementsOf(edited, "AWS::SNS::TopicPolicy", /InTransit/).push({
        Effect: "Allow",
        Action: "sns:Subscribe",
        Principal: "*",
        Resource: "*",
      }),
  ],
  [
    "a key that an environment's account may use",
    (edited) =>
      statementsOf(edited, "AWS::KMS::Key", /DecisionKey/, "KeyPolicy").push({
        Effect: "Allow",
        Action: "kms:Sign",
        Principal: { AWS: `arn:aws:iam::${accounts.staging}:root` },
        Resource: "*",
      }),
  ],
])("%s is a way out", (_, edit) => {
  expect(waysIn(after(edit).policies)).not.toEqual([]);
});

/** The roles of the environments, in which one trusts another account. */
const trusting =
  (role: RegExp, account: string): typeof rolesAt =>
  (place: EnvironmentPlace) =>
    rolesAt(place).map((one) =>
      role.test(one.arn)
        ? {
            ...one,
            trust: [
              ...one.trust,
              {
                Effect: "Allow" as const,
                Action: "sts:AssumeRole",
                Principal: { AWS: `arn:aws:iam::${account}:root` },
              },
            ],
          }
        : one,
    );

test("an account of an environment that trusts another one's is a way out of that one", () => {
  const ways = waysIn(untouched.policies, trusting(/deploy-role-444444444444/, accounts.development));
  expect(ways.map((way) => way.at(-1)?.to)).toContain(`account ${accounts.production}`);
});

test("a way may lead through the control plane", () => {
  const { policies } = after((edited) => {
    statementsOf(edited, "AWS::IAM::Role", /^productionprovisionstep/, "AssumeRolePolicyDocument").push({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: accounts.development },
      Resource: "*",
    });
  });
  expect(waysIn(policies).map((way) => way.map(({ by }) => by))).toContainEqual([
    "the role trusts the account",
    "sts:AssumeRole",
    "iam:PassRole and cloudformation:CreateStack",
    "it may write every policy of its account",
  ]);
});

test.each([
  ["s3:GetObjct", "*", "is no action of IAM"],
  ["cloudwatch:PutMetricData", `arn:aws:sns:eu-central-1:${controlPlane}:x`, "so this grants nothing"],
])("%s on %s is found", async (Action, Resource, says) => {
  const { policies } = after((edited) => {
    ofRole(edited, /^openrunrole/).push({ Effect: "Allow", Action, Resource });
  });
  expect(await flawsIn(policies)).toEqual([expect.stringContaining(says)]);
});

test("a rule that may not invoke its function is found, and a permission for anybody's rules", () => {
  const { control, policies } = after((edited) => {
    const [id] = resource(edited, "AWS::Lambda::Permission", /ChangeSubmitted/);
    delete edited.Resources[id];
    const [, open] = resource(edited, "AWS::Lambda::Permission", /EveryMinute/);
    delete open.Properties["SourceArn"];
  });
  expect(servicesIn(control, policies)).toEqual([
    expect.stringContaining("events may not lambda:InvokeFunction on"),
    expect.stringContaining("for any account of AWS"),
  ]);
});

test("a bootstrap whose execution role may not create what a template has is found, by operation", () => {
  const reading = (place: EnvironmentPlace) => rolesAt(place, ["arn:aws:iam::aws:policy/ReadOnlyAccess"]);
  expect(missingIn(["AWS::EC2::VPC"], reading)).toContainEqual({
    type: "AWS::EC2::VPC",
    operation: "create",
    action: "ec2:CreateVpc",
  });
});

test.each([
  ["arn:aws:logs:*:*:log-group:*:log-stream:*", "arn:aws:logs:a:b:log-group:/aws/lambda/x:*", true],
  ["arn:aws:s3:::*/*", "arn:aws:s3:::bucket", false],
  ["*", "", true],
])("%s and %s have a text in common: %s", (one, other, both) => {
  expect(meet(one, other)).toBe(both);
});

test("what another account's resource does not let in is refused, however much its own account allows", () => {
  const stranger = {
    role: `arn:aws:iam::${accounts.development}:role/administrator`,
    account: accounts.development,
  };
  const all = [{ Effect: "Allow" as const, Action: "*", Resource: "*" }];
  const [topic] = untouched.control.resources.filter(({ type }) => type === "AWS::SNS::Topic");
  const asked = { action: "sns:Subscribe", resource: topic?.arn ?? "" };

  expect(refusal(untouched.policies, stranger, all, asked)).toContain("another account's");
  expect(refusal(untouched.policies, { ...stranger, account: controlPlane }, all, asked)).toBeNull();
});
