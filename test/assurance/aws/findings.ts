import { findingsOfWorst } from "./account-at-its-worst.ts";
import { findingsAboutControlPlane } from "./control-plane.ts";
import { findingsAboutEnvironments } from "./environments.ts";
import type { Finding } from "./finding.ts";

/** Every finding about AWS. */
export const findings: readonly Finding[] = [
  ...findingsAboutControlPlane,
  ...findingsAboutEnvironments,
  ...findingsOfWorst,
];
