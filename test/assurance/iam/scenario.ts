import { environments } from "../../../lib/domain/environment.ts";
import type { install } from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";

/** A story that makes the functions call what they may. Together they touch every port. */
export type Scenario = {
  readonly name: string;
  readonly settings?: Parameters<typeof install>[0];
  readonly plays: (world: World) => Promise<unknown>;
};

/** A minute. */
export const minuteMs = 60_000;
/** A day. */
export const dayMs = 24 * 60 * minuteMs;

/** A change that updates compute everywhere. */
export const updated = (version: number) => ({
  commit: version,
  twists: environments.map((environment) => ({ environment, part: "compute" as const, version })),
});
