import { type Digest, digestOf } from "../canonical.ts";
import { asTold } from "../change/ascii.ts";

/** What CloudFormation deploys: the template by the SHA-256 of its text, parameters and tags. */
export type Deployed = {
  readonly templateDigest: Digest;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
};

/**
 * What is deployed, as CloudFormation tells it. Tags may have other characters than ASCII, and people read them only: they
 * are compared as they are told.
 */
export const asDeployed = ({ templateDigest, parameters, tags }: Deployed): Deployed => ({
  templateDigest,
  parameters,
  tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [asTold(key), asTold(value)])),
});

/** The digest of a stack that is not wanted: it is never the digest of one that is. */
export const nothingDeployed: Digest = digestOf(null);

/** One digest of all that is deployed. A stack is as wanted exactly if the two digests are the same. */
export const deployedDigest = (deployed: Deployed): Digest => digestOf(asDeployed(deployed));
