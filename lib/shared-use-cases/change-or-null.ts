import type { Digest } from "../domain/canonical.ts";
import type { Change } from "../domain/change/manifest.ts";
import { isLasting } from "../domain/errors.ts";
import type { Changes } from "../ports/changes/port.ts";

/**
 * The change, or null if its bytes are missing, or do not match their digest: the end of such a run is shown, told and sealed
 * all the same.
 * @throws every error that may pass.
 */
export async function changeOrNull(
  { changes }: { readonly changes: Pick<Changes, "change"> },
  digest: Digest,
): Promise<Change | null> {
  try {
    return await changes.change(digest);
  } catch (error) {
    if (isLasting(error)) return null;
    throw error;
  }
}
