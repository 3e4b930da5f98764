import { access } from "../../../lib/ports/drift-detector/access.ts";
import { sampleDeployment } from "../../fixtures/sample-deployment.ts";

test("may detect the drift of a stack, and ask about the detection by its id", () => {
  const actions = access
    .allow(sampleDeployment, { environment: "staging", writes: false })
    .flatMap(({ actions: some }) => some);

  expect(actions.toSorted()).toEqual([
    "cloudformation:BatchDescribeTypeConfigurations",
    "cloudformation:DescribeStackDriftDetectionStatus",
    "cloudformation:DescribeStackResourceDrifts",
    "cloudformation:DetectStackDrift",
    "cloudformation:DetectStackResourceDrift",
  ]);
});
