import { App, Stage } from "aws-cdk-lib";
import { ReferenceEnvironment } from "../../lib/reference-environments/environment.ts";
import { settingsOf } from "../../lib/reference-environments/settings.ts";
import { everywhere, securityFindings } from "./security-findings.ts";
import { controlPlane } from "./synthesised.ts";

test("the control plane breaks no security rule without a reason beside the resource", () => {
  expect(securityFindings(controlPlane().app)).toEqual([]);
});

describe.each(["full", "small"] as const)(
  "the reference environments (%s) break no security rule",
  (size) => {
    test.each(everywhere)("without a reason beside the resource, in $region", (env) => {
      const app = new App();
      const place = new Stage(app, "Place", { env });
      const image = `shop@sha256:${"0".repeat(64)}`;
      for (const settings of Object.values(settingsOf("shop", { image, size, fixedAddresses: true })))
        new ReferenceEnvironment(place, settings);
      expect(securityFindings(app)).toEqual([]);
    });
  },
);
