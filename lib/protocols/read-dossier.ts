import type { Digest } from "../domain/canonical.ts";
import { type Dossier, dossierSchema } from "../domain/gate/dossier.ts";
import type { Changes } from "../ports.ts";

/** What the approver was asked, by its digest. */
export const readDossier = async ({ changes }: { changes: Changes }, digest: Digest): Promise<Dossier> =>
  dossierSchema.parse(JSON.parse(await changes.template(digest)));
