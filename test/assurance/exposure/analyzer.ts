import { AccessCheckResourceType } from "@aws-sdk/client-accessanalyzer";
import { accessAnalyzer } from "../../simulator/services/access-analyzer.ts";
import { sdkError } from "./reader.ts";

/** How IAM Access Analyzer behaves, whatever the policy is. */
export const analyzers = [
  "works",
  "fails",
  "denies",
  "is not there",
  "says private",
  "says public",
  "tells nothing",
] as const;
/** One of these ways. */
export type Analyzer = (typeof analyzers)[number];

const sound = accessAnalyzer(Object.values(AccessCheckResourceType))["CheckNoPublicAccess"];

/** What it says of a policy that is in truth like this, in this way; null if it says nothing. */
export const opinionOf = (analyzer: Analyzer, policy: "public" | "private"): "public" | "private" | null =>
  analyzer === "works"
    ? policy
    : analyzer === "says private"
      ? "private"
      : analyzer === "says public"
        ? "public"
        : null;

/** What CheckNoPublicAccess answers. Throws as the SDK does. */
export function analyzerAnswers(analyzer: Analyzer, input: unknown): unknown {
  switch (analyzer) {
    case "works":
      return sound?.(input as never);
    case "fails":
      throw sdkError("InternalFailure");
    case "denies":
      throw sdkError("AccessDeniedException");
    case "is not there":
      throw sdkError("UnknownError");
    case "says private":
      return { result: "PASS" };
    case "says public":
      return { result: "FAIL" };
    case "tells nothing":
      return {};
  }
}
