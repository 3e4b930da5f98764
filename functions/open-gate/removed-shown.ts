import { digestOf, sha256 } from "../../lib/domain/canonical.ts";
import type { DossierStep } from "../../lib/domain/gate/dossier.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { provisioned, provisionIntents } from "../../lib/domain/step/attempts.ts";
import { nothingDeployed } from "../../lib/domain/step/deployed-digest.ts";
import { baselineDeployedDigest, readBaseline } from "../../lib/shared-use-cases/baseline.ts";
import type { ObservedRemoved } from "../../lib/shared-use-cases/look-at-real-state.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

type Ports = TaskPorts<"open-gate">;

/** A step that the change no longer has, as the dossier shows it: everything in its stack is removed. */
export async function removedShown(
  ports: Ports,
  { step: { environment, step, part, stackName }, observed }: ObservedRemoved,
  entries: readonly Entry[],
): Promise<readonly DossierStep[]> {
  const intent = provisionIntents(entries, environment).find((one) => one.step === step);
  const before =
    intent?.baselineDigest != null
      ? await readBaseline(ports, intent.baselineDigest)
      : observed.deployedDigest === null
        ? null
        : await ports.stackReader.baseline(stackName);
  // Somebody else removed it since the run was opened.
  if (before === null) return [];
  const { predictEffects } = await import("../../lib/domain/change/prediction/predict-effects.ts");
  const nothing = { template: "{}", parameters: {}, tags: {} };
  const { effects, widening } = predictEffects(before, nothing);
  return [
    {
      step,
      part,
      stackName,
      templateDigest: sha256(before.template),
      parametersDigest: digestOf(before.parameters),
      tagsDigest: digestOf(before.tags),
      wantedDigest: nothingDeployed,
      baselineDigest: baselineDeployedDigest(before),
      done: provisioned(entries, environment, step)?.result ?? null,
      removed: true,
      effects: [...effects],
      widening: [...widening],
      undo: environment === "production" && part === "ingress" ? "closed" : "restored",
    },
  ];
}
