import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { installationIn } from "../../lib/installation/installation.ts";
import { functionSettingsSchema } from "../../lib/settings/settings.ts";
import { pages } from "../../lib/tasks/pages.ts";
import { tasks } from "../../lib/tasks/tasks.ts";
import { deployed, ofType } from "../assurance/iam/template.ts";
import { controlPlane } from "./synthesised.ts";

/** Forty people: with three resources each, their stack is close to the 500 that CloudFormation takes. */
const approvers = Array.from({ length: 40 }, (_, index) => ({
  id: `person-number-${index + 1}`,
  name: `Person Number ${index + 1} of the Directory`,
  address: `person.number.${index + 1}@a-department.example.com`,
  identities: [`person.number.${index + 1}@example.com`, `person-${index + 1}@users.noreply.example.com`],
  oidc: {
    issuer: "https://login.example.com/v2.0",
    subject: `00000000-0000-4000-8000-0000000000${index + 10}`,
  },
}));
const { stack, bundles } = controlPlane({
  approvers,
  platformOwner: "person-number-1",
  operators: { addresses: [], endpoints: [], dashboard: true },
});
const control = deployed(Template.fromStack(stack).toJSON());
const functions = ofType(control, "AWS::Lambda::Function");
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

/** Source: Lambda developer guide, "Lambda quotas": all environment variables together. */
const mostVariableBytes = 4_096;
/** Source: CloudFormation user guide, "CloudFormation quotas": an output's value. */
const mostOutputBytes = 4_096;

test("a directory of forty people fits: Lambda takes 4 KB of variables", () => {
  const bytes = functions.map(({ properties }) =>
    Buffer.byteLength(JSON.stringify(properties["Environment"]?.Variables ?? {})),
  );
  expect(bytes.length).toBeGreaterThan(10);
  expect(Math.max(...bytes)).toBeLessThan(mostVariableBytes);
});

test("and CloudFormation 4 KB of each output, from which the directory is read back", () => {
  const { outputs } = control;
  expect(Object.values(outputs).filter((value) => Buffer.byteLength(value) > mostOutputBytes)).toEqual([]);

  const installation = installationIn("interlock-reference", new Map(Object.entries(outputs)));
  expect(installation.approvers).toEqual(approvers.map(({ id, address }) => ({ id, address })));
  const topics = ofType(control, "AWS::SNS::Topic").map(({ arn }) => arn);
  expect(Object.values(installation.topicArns).sort()).toEqual(topics.sort());
});

test("operators who ask for a dashboard have one, which shows for how long production is closed", () => {
  const dashboards = ofType(control, "AWS::CloudWatch::Dashboard");
  expect(dashboards).toHaveLength(1);
  expect(JSON.stringify(dashboards)).toContain("closedMinutes");
});

test("every function that reads the settings has them beside its code", () => {
  const readers = Object.entries({ ...tasks, ...pages }).filter(([, { ports }]) =>
    ports.some((port) => port === "settings" || port === "notices"),
  );
  expect(readers.length).toBeGreaterThan(10);
  for (const [name] of readers) {
    const text = readFileSync(join(bundles, name, "settings.json"), "utf8");
    expect(functionSettingsSchema.parse(JSON.parse(text)).approvers).toEqual(approvers);
  }
});
