import type { Inspected } from "../../resources/resources.ts";
import { type Asset, assetAt } from "../change/assets.ts";
import { memberOf, type Objects, objectIn } from "../change/template/values.ts";
import type { FactOf } from "../records/facts.ts";
import type { Reading } from "./probes.ts";

/** The check that holds if the running code is the approved code. */
export const approvedCode = "approved-code-running";

/** Where a template says what code a type runs, by the property that holds bucket and key. */
const codeProperties: Readonly<Record<string, string>> = {
  "AWS::Lambda::Function": "Code",
  "AWS::Lambda::LayerVersion": "Content",
};

/**
 * Whether a function or layer runs the bytes that were approved. Lambda tells the SHA-256 of its code in base64. A resource
 * whose code is in the template is not asked: its stack is compared with the template already. Code at a key that is no
 * asset of the change is unobservable.
 * @param resource its body in the evaluated template.
 */
export function askAboutCode(
  { type, facts }: Inspected,
  resource: Objects,
  assets: readonly Asset[],
  name: string,
): readonly Reading[] {
  const { S3Key } = objectIn(memberOf(objectIn(resource["Properties"]), memberOf(codeProperties, type)));
  if (S3Key === undefined) return [];
  const asset = typeof S3Key === "string" ? assetAt(assets, S3Key) : null;
  const reading = { check: approvedCode, fact: "code-sha256", resource: name, settles: false };
  if (asset === null)
    return [{ ...reading, answer: "unobservable", saw: "the change does not bring its code along" }];
  const running = Buffer.from(String("codeSha256" in facts ? facts.codeSha256 : ""), "base64").toString(
    "hex",
  );
  return [
    {
      ...reading,
      answer: running === asset.digest ? "held" : "broken",
      saw: `runs ${running.slice(0, 16)}, ${asset.name} is ${asset.digest.slice(0, 16)}`,
    },
  ];
}

/**
 * Whether a file that the run published is still the current version under its key. A bucket's versions cannot be changed, so the
 * same version is the same bytes.
 * @param version the current one; null if there is none.
 */
export const askAboutPlace = (
  {
    name,
    objectKey,
    versionId,
  }: Pick<FactOf<"publish-asset", "outcome">["detail"], "name" | "objectKey" | "versionId">,
  version: string | null,
  environment: string,
): Reading => ({
  check: approvedCode,
  fact: "asset-version",
  resource: `${environment}/${name}`,
  answer: versionId === null ? "unobservable" : version === versionId ? "held" : "broken",
  saw:
    versionId === null
      ? "the bucket keeps no versions: bootstrap the account again"
      : version === versionId
        ? `version ${versionId} of ${objectKey}`
        : `${version === null ? "nothing" : `version ${version}`} is at ${objectKey}, and ${versionId} was published`,
  settles: false,
});
