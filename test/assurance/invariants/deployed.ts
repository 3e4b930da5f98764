import { sha256 } from "../../../lib/domain/canonical.ts";
import type { Step } from "../../../lib/domain/change/manifest.ts";
import type { Stack } from "../../simulator/services/stack.ts";

/** Whether a stack is at rest and complete. */
export const isSettled = ({ status }: Stack): boolean =>
  /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(status);

/** What is deployed there, as a text that can be compared. */
export const deployedBy = ({ deployed: { template, parameters, tags } }: Stack): string =>
  `${sha256(template.text)} ${JSON.stringify(parameters)} ${JSON.stringify(tags)}`;

/** What a step wants there, as the same text. */
export const wantedBy = ({ templateDigest, parameters, tags }: Step): string =>
  `${templateDigest} ${JSON.stringify(parameters)} ${JSON.stringify(tags)}`;
