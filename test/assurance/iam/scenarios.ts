import { peopleScenarios } from "./people-scenarios.ts";
import { runScenarios } from "./run-scenarios.ts";
import type { Scenario } from "./scenario.ts";

/** The stories. Each begins in an installation of its own. */
export const scenarios: readonly Scenario[] = [...runScenarios, ...peopleScenarios];
