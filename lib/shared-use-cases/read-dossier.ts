import type { Digest } from "../domain/canonical.ts";
import { type Dossier, dossierSchema } from "../domain/gate/dossier.ts";
import { memoize } from "../domain/memoize.ts";
import type { Changes } from "../ports/changes/port.ts";

const dossierIn = memoize(16, (bytes: string): Dossier => dossierSchema.parse(JSON.parse(bytes)));

/** What the approver was asked, by its digest. */
export const readDossier = async ({ changes }: { changes: Changes }, digest: Digest): Promise<Dossier> =>
  dossierIn(await changes.bytes(digest));
