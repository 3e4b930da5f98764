import type { Digest } from "../domain/canonical.ts";
import { type Dossier, dossierSchema } from "../domain/gate/dossier.ts";
import { remembering } from "../domain/remembering.ts";
import type { Changes } from "../ports/changes/port.ts";

const dossierIn = remembering(16, (bytes: string): Dossier => dossierSchema.parse(JSON.parse(bytes)));

/** What the approver was asked, by its digest. */
export const readDossier = async ({ changes }: { changes: Changes }, digest: Digest): Promise<Dossier> =>
  dossierIn(await changes.template(digest));
