import type { Change, Step } from "../../lib/domain/change/manifest.ts";
import type { Environment, Part } from "../../lib/domain/environment.ts";

/** A step of the shop, named after its part, which waits for no other. */
export const sampleStep = (environment: Environment, part: Part, more: Partial<Step> = {}): Step => ({
  step: part,
  part,
  stackName: `shop-${environment}-${part}`,
  templateDigest: "a".repeat(64),
  parameters: {},
  tags: {},
  dependsOn: [],
  ...more,
});

/** Who made the change. */
const dora = { name: "Dora", address: "dora@example.com" };

/** A change of a shop that Dora committed alone, whose environments have a network. */
export const sampleChange = (more: Partial<Change> = {}): Change => ({
  application: "shop",
  repository: "example/shop",
  attempt: 1,
  commit: {
    sha: "0123456789abcdef0123456789abcdef01234567",
    subject: "feat: a shop",
    author: dora,
    committer: dora,
    coAuthors: [],
    parents: [],
    committedAt: "2026-11-24T09:00:00.000Z",
  },
  contributors: { since: null, people: [dora] },
  environments: {
    development: [sampleStep("development", "network")],
    staging: [sampleStep("staging", "network")],
    production: [sampleStep("production", "network")],
  },
  ...more,
});
