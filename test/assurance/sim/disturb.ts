import { environments } from "../../../lib/domain/environment.ts";
import type { Submitted } from "../../simulator/changes.ts";
import { faultOf } from "../../simulator/faults.ts";
import type { World } from "../../simulator/world.ts";
import { halt } from "../shared/emergency-stop.ts";
import type { Disturbance } from "./stories.ts";

/** Lets what a story says go wrong, each at its second or at its call; `count` is told of what came to something. */
export function disturb(
  world: World,
  disturbances: readonly Disturbance[],
  submitted: readonly Submitted[],
  count: (what: string) => void,
): void {
  const atCall = new Map<number, Disturbance>();
  for (const one of disturbances) if (one.what === "fault" || one.what === "late") atCall.set(one.call, one);
  world.account.faultAt = ({ index }) => {
    const one = atCall.get(index);
    if (one === undefined) return undefined;
    count(one.what === "fault" ? one.kind : one.what);
    return one.what === "fault" ? faultOf(one.kind) : faultOf("late", "s" in one ? one.s * 1_000 : 0);
  };
  for (const one of disturbances)
    if ("atS" in one)
      world.time.after(one.atS * 1_000, () => {
        if (happen(world, one, submitted)) count(one.what);
      });
}

/** One of several, by a number that was drawn before anybody knew how many there would be. */
const picked = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(1, from.length)];

/** Lets a disturbance happen, if there is something for it to happen to. Whether there was. */
function happen(
  world: World,
  one: Extract<Disturbance, { atS: number }>,
  submitted: readonly Submitted[],
): boolean {
  const { states, functions, application } = world;
  const executions = [...states.executions.values()];
  const run = "pick" in one ? picked(submitted, one.pick) : undefined;
  switch (one.what) {
    case "kill": {
      const process = picked(functions.processes, one.pick);
      if (process !== undefined) functions.kill(process);
      return process !== undefined;
    }
    case "stop": {
      const running = picked(
        executions.filter(({ status }) => status === "RUNNING"),
        one.pick,
      );
      if (running !== undefined) states.stop(running, "Stopped", "by hand");
      return running !== undefined;
    }
    case "sweep":
      void functions.invoke(`${application}-sweep`, {}, "an extra sweep");
      return true;
    case "forge":
      return states.tokens.forge(one.pick);
    case "redrive": {
      const ended = picked(
        executions.filter(({ status }) => status !== "RUNNING"),
        one.pick,
      );
      return ended !== undefined && states.redrive(ended);
    }
    case "edit": {
      const environment = environments[one.pick % environments.length] ?? "development";
      const step = run?.change.environments[environment][0];
      if (step !== undefined) world.s3.overwrite(`by-digest/${step.templateDigest}`, '{"edited":true}');
      return step !== undefined;
    }
    case "replay":
      if (run !== undefined)
        world.events.put({ source: "interlock", "detail-type": "Change Submitted", detail: run.detail });
      return run !== undefined;
    case "clock":
      world.skewMs += one.s * 1_000;
      return true;
    case "halt":
      void halt(world, one.s * 1_000);
      return true;
    case "drift": {
      const { resources } = world.cloudFormation;
      const resource = picked([...resources.values()], one.pick);
      if (resource !== undefined) resources.set(resource.id, { ...resource, isDrifted: true });
      return resource !== undefined;
    }
    case "resolve": {
      if (run === undefined) return false;
      for (const environment of environments)
        void functions.invoke(
          `${application}-resolve-quarantine-${environment}`,
          { runId: run.runId, environment, by: "an operator", reason: "I looked at it", seenGone: [] },
          "an operator",
        );
      return true;
    }
    case "start": {
      if (run === undefined) return false;
      const { runId } = run;
      const machine = world.parentArn.split(":").at(-1) ?? "";
      states.start(machine, `${runId}-by-hand-${states.executions.size}`, { runId, epoch: one.epoch });
      return true;
    }
  }
}
