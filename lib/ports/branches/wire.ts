import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { branchesInCodeCommit } from "./aws.ts";

/** The port of a function. */
export const branches = wire<typeof access>()({}, () => branchesInCodeCommit);
