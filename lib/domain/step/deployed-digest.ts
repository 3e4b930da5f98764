import { type Digest, digestOf } from "../canonical.ts";

/** What CloudFormation deploys: the template by the SHA-256 of its text, parameters and tags. */
export type Deployed = {
  readonly templateDigest: Digest;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
};

/** The digest of a stack that is not wanted: it is never the digest of one that is. */
export const nothingDeployed: Digest = digestOf(null);

/** One digest of all that is deployed. A stack is as wanted exactly if the two digests are the same. */
export const deployedDigest = ({ templateDigest, parameters, tags }: Deployed): Digest =>
  digestOf({ templateDigest, parameters, tags });
