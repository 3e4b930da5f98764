import { App } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { ReferenceEnvironment } from "../../lib/reference-environments/environment.ts";
import { settingsOf } from "../../lib/reference-environments/settings.ts";
import { controlPlane } from "./synthesised.ts";

/** What AWS's solutions rules still find, after the reasons beside the resources. */
const findings = (app: App): readonly string[] =>
  new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );

test("the control plane breaks no security rule without a reason beside the resource", () => {
  expect(findings(controlPlane().app)).toEqual([]);
});

test("the reference environments break no security rule without a reason beside the resource", () => {
  const app = new App();
  for (const settings of Object.values(
    settingsOf("shop", {
      image: `shop@sha256:${"0".repeat(64)}`,
      size: "full",
      fixedAddresses: true,
    }),
  ))
    new ReferenceEnvironment(app, settings);
  expect(findings(app)).toEqual([]);
});
