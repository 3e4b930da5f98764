import type { PageResponse } from "../../lib/pages/exchange.ts";
import { type Nowhere, pageOfNowhere } from "../../lib/shared-use-cases/visit.ts";
import type { PagePorts } from "../../lib/tasks/tasks.ts";

/** The page of a link that leads nowhere. That somebody tried to decide through a forged one is recorded: it is an attack. */
export async function nowhere(
  { records }: Pick<PagePorts<"decide">, "records">,
  link: Nowhere,
): Promise<PageResponse> {
  const { forged } = link;
  if (forged !== null) {
    const { runId, gate, approver, idDigest } = forged;
    await records.note("decide", "forged-link", runId, { gate, approver, link: idDigest });
  }
  return pageOfNowhere(link);
}
