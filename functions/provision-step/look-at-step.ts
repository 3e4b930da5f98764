import type { Step } from "../../lib/domain/change/manifest.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { provisionIntents } from "../../lib/domain/step/attempts.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { type Move, nextMove } from "../../lib/domain/step/next-move.ts";
import { requestToken } from "../../lib/domain/step/token.ts";
import type { RunRecords } from "../../lib/ports.ts";
import { keepBaseline } from "../../lib/protocols/baseline.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

type Intent = FactOf<"provision-step", "intent">;

/** What became of the effect: CloudFormation took it up, had nothing to do, or did not take it. */
export type Acted = "acted" | "nothing-to-do" | { readonly refused: string };

/** What to do next for a step, the intent to record first (null if it stands already), and the effect itself. */
export type Look = {
  readonly move: Move;
  readonly intent: Intent | null;
  /** The digest of what stands now; null for nothing. */
  readonly standing: string | null;
  readonly act: () => Promise<Acted>;
};

/** Looks at the step's stack, and prepares what must be done next. Changes nothing; `act` does, after its intent is kept. */
export async function lookAtStep(
  ports: TaskPorts<"provision-step">,
  run: RunRecords,
  environment: Environment,
  step: Step,
): Promise<Look> {
  const { stacks, changes } = ports;
  const { stackName, parameters, tags, part } = step;
  const intents = provisionIntents(run.entries, environment).filter((intent) => intent.step === step.step);
  const attempted = intents.at(-1) ?? null;
  const observed = await stacks.observe(stackName);
  const wantedDigest = deployedDigest(step);
  const move = nextMove(observed, wantedDigest, attempted);
  const operation = move.do;
  if (operation !== "create" && operation !== "update" && operation !== "delete-leftover")
    return { move, intent: null, standing: observed.deployedDigest, act: async () => "acted" };

  // The same operation again is the same attempt: a worker died between its intent and its effect.
  const again = attempted?.operation === operation;
  const attempt = again ? attempted.attempt : intents.length + 1;
  const token = requestToken(run.runId, environment, step.step, operation, attempt);
  const intent: Intent = {
    action: "provision-step",
    kind: "intent",
    subject: `${environment}/${step.step}`,
    detail: {
      environment,
      step: step.step,
      part,
      operation,
      attempt,
      stackName,
      stackId: observed.stackId,
      token,
      wantedDigest,
      baselineDigest: operation === "update" && !again ? await keepBaseline(ports, stackName) : null,
    },
  };
  const act = async (): Promise<Acted> => {
    if (operation === "delete-leftover") {
      await stacks.remove(observed.stackId ?? stackName, token);
      return "acted";
    }
    const template = await changes.template(step.templateDigest);
    const request = { stackName, template, parameters, tags, token };
    const answer = operation === "update" ? await stacks.update(request) : await stacks.create(request);
    return answer === "creating" || answer === "updating" ? "acted" : answer;
  };
  return { move, intent: again ? null : intent, standing: observed.deployedDigest, act };
}
