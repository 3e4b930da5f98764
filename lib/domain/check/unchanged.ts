import { movingProperties, movingQuestions } from "../../resources/tables.ts";
import type { Reading } from "./probes.ts";

/** One resource that differs from its template, as CloudFormation reports it. */
export type Drifted = {
  readonly logicalId: string;
  readonly type: string;
  readonly status: "MODIFIED" | "DELETED";
  /** The properties that differ, as JSON pointers. */
  readonly pointers: readonly string[];
};

/** What CloudFormation's drift detection reports of a stack; `UNKNOWN` and `NOT_CHECKED` prove nothing. */
export type StackDrift = {
  readonly status: "IN_SYNC" | "DRIFTED" | "UNKNOWN" | "NOT_CHECKED";
  readonly resources: readonly Drifted[];
};

/** The check that a validated environment is still stable. */
export const unchanged = "unchanged-since-validated";

/** What a stack's drift says about a validated step. A status that proves nothing is unobservable. */
export function askAboutDrift(drift: StackDrift, name: string): readonly Reading[] {
  const about = { check: unchanged, fact: "cloudformation-drift", settles: false };
  const moved = drift.resources.flatMap(({ logicalId, type, status, pointers }) => {
    const differing = pointers.filter(
      (pointer) => !movingProperties[type]?.includes(pointer.split("/")[1] ?? ""),
    );
    return status === "MODIFIED" && differing.length === 0
      ? []
      : [{ logicalId, saw: `${status}${differing.length === 0 ? "" : `: ${differing.join(", ")}`}` }];
  });
  if (moved.length > 0)
    return moved.map(({ logicalId, saw }) => ({
      ...about,
      resource: `${name}/${logicalId}`,
      answer: "broken",
      saw,
    }));
  const isTold = drift.status === "IN_SYNC" || drift.status === "DRIFTED";
  return [{ ...about, resource: name, answer: isTold ? "held" : "unobservable", saw: drift.status }];
}

/** Facts that have changed since the environment was validated. They count even if the checks still hold. */
export function askAboutFacts(
  before: readonly Pick<Reading, "fact" | "resource" | "saw">[],
  now: readonly Reading[],
): readonly Reading[] {
  const key = ({ fact, resource }: Pick<Reading, "fact" | "resource">) => `${resource} ${fact}`;
  const was = new Map(before.map((reading) => [key(reading), reading.saw]));
  const moved = now.filter((reading) => {
    const saw = was.get(key(reading));
    return saw !== undefined && saw !== reading.saw && !movingQuestions.includes(reading.fact);
  });
  return [...new Map(moved.map((reading) => [key(reading), reading])).values()].map((reading) => ({
    ...reading,
    check: unchanged,
    answer: "broken",
    saw: `${reading.saw}; when it was validated: ${was.get(key(reading))}`,
    settles: false,
  }));
}
