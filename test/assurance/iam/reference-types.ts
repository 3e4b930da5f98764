import { App, type Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { ReferenceEnvironment } from "../../../lib/reference-environments/environment.ts";
import { settingsOf } from "../../../lib/reference-environments/settings.ts";

/** Every resource type of the reference environments' templates. */
export function referenceTypes(): readonly string[] {
  const image = `shop@sha256:${"0".repeat(64)}`;
  const settings = settingsOf("interlock-reference", { image, size: "full", fixedAddresses: true });
  const app = new App();
  const stages = [settings.development, settings.staging, settings.production].map(
    (environment) => new ReferenceEnvironment(app, environment),
  );
  app.synth();
  const stacks = stages.flatMap((stage) => stage.node.children.map((child) => child as Stack));
  const types = stacks.flatMap((stack) =>
    Object.values(Template.fromStack(stack).toJSON()["Resources"] as Record<string, { Type: string }>).map(
      ({ Type }) => Type,
    ),
  );
  return [...new Set(types)].filter((type) => type !== "AWS::CDK::Metadata").sort();
}
