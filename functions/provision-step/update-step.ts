import { beyondEnvelope } from "../../lib/domain/change/prediction/effects.ts";
import { prerequisiteMissing } from "../../lib/domain/errors.ts";
import type { ResourceChange } from "../../lib/domain/records/resource-change.ts";
import { changeSetName } from "../../lib/domain/step/change-set.ts";
import { irreversibleIn } from "../../lib/domain/step/irreversible.ts";
import type { Baseline, StackRequest } from "../../lib/ports/stack-reader/port.ts";
import { baselineDeployedDigest, keepBaseline, readBaseline } from "../../lib/shared-use-cases/baseline.ts";
import { keepList } from "../../lib/shared-use-cases/keep-list.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import type { OperationContext, StepOperation } from "./operation.ts";

type Ports = TaskPorts<"provision-step">;

/** Keeps the stack's current state as a baseline, then asks for a change set. Nothing in the stack changes yet. */
export async function prepareChangeSet(
  ports: Ports,
  context: OperationContext,
): Promise<StepOperation | { readonly refused: string }> {
  const { step, attempted, token } = context;
  const known = attempted?.operation === "prepare" ? attempted.baselineDigest : null;
  const kept =
    known === null
      ? await keepBaseline(ports, step.stackName)
      : { digest: known, baseline: await readBaseline(ports, known) };
  if ("refused" in kept) return kept;
  const { digest, baseline } = kept;
  const held = await exportsInUse(ports, baseline.template, await ports.changes.bytes(step.templateDigest));
  if (held !== null) return { refused: held };
  const changeSet = changeSetName(token);
  const request = await requestFrom(ports, context, baseline);
  return {
    detail: { baselineDigest: digest, fromDigest: baselineDeployedDigest(baseline), changeSet },
    act: () => ports.stacks.prepare(request, changeSet),
  };
}

/**
 * Executes the prepared change set if the rules allow what it would do; otherwise deletes it and answers why. If
 * CloudFormation found nothing to change, it requests an update directly: only CloudFormation knows outputs and
 * metadata.
 */
export async function updateStep(
  ports: Ports,
  context: OperationContext,
  by: "change-set" | "request",
): Promise<StepOperation | { readonly refused: string }> {
  const { step, attempted, observed, token } = context;
  if (attempted === null || attempted.baselineDigest === null)
    throw prerequisiteMissing(
      `${step.stackName} cannot be updated: its state before the update was not kept`,
    );
  const { baselineDigest, fromDigest = baselineDigest, changeSet = "" } = attempted;
  const baseline = await readBaseline(ports, baselineDigest);
  if (by === "request") {
    const request = await requestFrom(ports, context, baseline);
    return {
      detail: { baselineDigest, fromDigest },
      act: async () => {
        if (changeSet !== "") await ports.stacks.withdraw(step.stackName, changeSet);
        return ports.stacks.update(request);
      },
    };
  }
  const wouldDo = observed.changeSet?.changes ?? [];
  const refused = await refusalOf(ports, context, wouldDo, baseline);
  if (refused !== null) {
    await ports.stacks.withdraw(step.stackName, changeSet);
    return { refused };
  }
  const changes = await keepList(ports, wouldDo);
  return {
    detail: { baselineDigest, fromDigest, changeSet, changes },
    act: () => ports.stacks.execute(step.stackName, changeSet, token),
  };
}

/**
 * Why CloudFormation would refuse the update because of what other stacks import; null if it would not. A stack cannot drop
 * or rename an export while another one imports it (CloudFormation user guide, "Get exported outputs"). Steps are updated
 * before those that import from them, so it takes two changes.
 */
async function exportsInUse({ stacks }: Ports, before: string, after: string): Promise<string | null> {
  const [had, has] = [exportsOf(before), exportsOf(after)];
  for (const name of had) {
    if (has.includes(name)) continue;
    const importers = await stacks.importersOf(name);
    if (importers.length > 0)
      return `the template drops the export ${name}, which ${importers.join(", ")} imports: first submit a change that keeps the export and takes the import away, then one that drops it`;
  }
  return null;
}

type Outputs = Readonly<Record<string, { readonly Export?: { readonly Name?: unknown } }>>;

/** The names of a template's exports, as far as they are literal; none of a template that is not JSON. */
function exportsOf(template: string): readonly string[] {
  let outputs: Outputs;
  try {
    outputs = (JSON.parse(template) as { Outputs?: Outputs }).Outputs ?? {};
  } catch {
    return [];
  }
  return Object.values(outputs).flatMap(({ Export }) =>
    typeof Export?.Name === "string" ? [Export.Name] : [],
  );
}

/** Why a change set may not be executed; null if it may. It applies every rule about change sets. */
async function refusalOf(
  { changes }: Ports,
  { environment, step, plan, approval }: OperationContext,
  wouldDo: readonly ResourceChange[],
  baseline: Baseline,
): Promise<string | null> {
  const declared = declaredIn(await changes.bytes(step.templateDigest));
  const forgotten = baseline.previous.filter((name) => !declared.includes(name));
  if (forgotten.length > 0)
    return `it cannot be undone: the template drops ${forgotten.join(", ")}, whose values cannot be read back; keep the parameters`;
  const shown = approval?.steps.get(step.step);
  const beyond = shown === undefined ? [] : beyondEnvelope(shown.effects, wouldDo);
  if (beyond.length > 0) return `the change set goes beyond what was approved: ${beyond.join("; ")}`;
  const allowed = plan.irreversibleChanges;
  return irreversibleIn(wouldDo, { environment, step: step.step, part: step.part, allowed });
}

async function requestFrom(
  { changes }: Ports,
  { step, token }: OperationContext,
  baseline: Baseline,
): Promise<StackRequest> {
  const { stackName, parameters, tags } = step;
  const template = await changes.bytes(step.templateDigest);
  const declared = declaredIn(template);
  const previous = baseline.previous.filter((name) => declared.includes(name) && !(name in parameters));
  return { stackName, template, parameters, previous, tags, token };
}

const declaredIn = (template: string): readonly string[] =>
  Object.keys((JSON.parse(template) as { Parameters?: object }).Parameters ?? {});
