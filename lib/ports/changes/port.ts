import type { Digest } from "../../domain/canonical.ts";
import type { Change } from "../../domain/change/manifest.ts";
import type { Plan } from "../../plan/schema.ts";

/** Changes, plans, templates and baselines by the digest of their bytes, create-only. */
export interface Changes {
  change(digest: Digest): Promise<Change>;
  plan(digest: Digest): Promise<Plan>;
  template(digest: Digest): Promise<string>;
  /** Keeps bytes under their own digest; the same bytes twice is one object. */
  keep(bytes: string): Promise<Digest>;
}
