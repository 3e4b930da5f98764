import { everywhere, securityFindings } from "./security-findings.ts";
import { controlPlane } from "./synthesised.ts";

test.each(everywhere)("the control plane breaks no security rule without a reason, in $region", (env) => {
  expect(securityFindings(controlPlane({}, env).app)).toEqual([]);
});
