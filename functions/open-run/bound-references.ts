import type { Change } from "../../lib/domain/change/manifest.ts";
import { registryImageOf } from "../../lib/domain/change/prediction/references.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { isWaived } from "../../lib/domain/waived.ts";
import { demandsOf } from "../../lib/plan/demands.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import { allowancesOf } from "../../lib/settings/allowances.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import { templatesOf } from "./broken-rules.ts";

type Ports = Pick<TaskPorts<"open-run">, "changes" | "settings" | "references">;
type Bound = NonNullable<FactOf<"open-run">["detail"]["references"]>;

/** An installation whose registries hold nothing waives this. */
const imagesWaiver = { check: "approved-code-running", fact: "image-present" };

/**
 * What of the change may mean another thing after it was approved, or be gone, and what each stands for now. Plan 21.03 refuses
 * references that may move; other plans bind those that can be read, and announce the others. An image that is named by its digest
 * cannot become another one, but it can be deleted.
 */
export async function boundReferences(
  { changes, settings, references }: Ports,
  plan: Plan,
  change: Change,
): Promise<Bound> {
  const read = await templatesOf(changes, change);
  if ("unreadable" in read) return [];
  const { mutableReferencesInChange, pinnedImagesInChange } = await import(
    "../../lib/domain/change/rules/findings-about-change.ts"
  );
  const { places } = allowancesOf(settings);
  const moving =
    demandsOf(plan).mutableReferences === "bound"
      ? mutableReferencesInChange(change, read.templates, places)
      : [];
  const pinned = isWaived(settings.waivers, imagesWaiver)
    ? []
    : pinnedImagesInChange(change, read.templates, places);
  const images = pinned.flatMap(({ image, ...where }) => {
    const found = registryImageOf(image);
    // Of another account's or region's registry, this environment's session is told nothing.
    const { account, region } = places?.[where.environment] ?? { account: null, region: null };
    return found?.account === account && found?.region === region
      ? [{ ...where, seen: `the image ${image}`, reference: image }]
      : [];
  });
  return Promise.all(
    [...moving, ...images].map(async ({ environment, step, seen, reference }) => ({
      environment,
      step,
      seen,
      reference,
      is: reference === null ? null : await references.current(environment, reference),
    })),
  );
}

/** The images of a change that are gone, in one text with what to do; null if none is. */
export function goneImages(bound: Bound): string | null {
  const gone = bound.filter(
    ({ reference, is }) => is === null && reference !== null && registryImageOf(reference) !== null,
  );
  if (gone.length === 0) return null;
  const named = gone.map(({ environment, step, seen }) => `${environment}/${step}: ${seen}`);
  return `PrerequisiteMissing: no registry has what the change names: ${named.join("; ")}. Push each image again under its digest, or name the digest of one that is there, and submit the change again`;
}
