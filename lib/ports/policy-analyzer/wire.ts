import { systemClock } from "../clock/system.ts";
import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { policyAnalyzerOf } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const policyAnalyzer = wire<typeof access>()({}, () => policyAnalyzerOf(systemClock));
