import { movingProperties, movingQuestions } from "../../resources/tables.ts";
import type { Reading } from "./probes.ts";
import { teamFacts } from "./team-answers.ts";

/** One resource that differs from its template, as CloudFormation reports it. */
export type Drifted = {
  readonly logicalId: string;
  readonly type: string;
  readonly status: "MODIFIED" | "DELETED";
  /** The properties that differ, as JSON pointers, each with a digest of its actual value. */
  readonly differences: readonly { readonly pointer: string; readonly value: string }[];
};

/** What CloudFormation's drift detection reports of a stack; `UNKNOWN` and `NOT_CHECKED` prove nothing. */
export type StackDrift = {
  readonly status: "IN_SYNC" | "DRIFTED" | "UNKNOWN" | "NOT_CHECKED";
  readonly resources: readonly Drifted[];
};

/** Whether a detection ended with a result. */
export const isTold = ({ status }: StackDrift): boolean => status === "IN_SYNC" || status === "DRIFTED";

/** The check that a validated environment is still stable. */
export const unchanged = "unchanged-since-validated";

const fact = "cloudformation-drift";
const deleted = "DELETED";
type Read = Pick<Reading, "fact" | "resource" | "saw">;

/** Each difference of a stack from its template as a reading, without what AWS changes by itself. */
function differences({ resources }: StackDrift, name: string): readonly Read[] {
  return resources.flatMap(({ logicalId, type, status, differences: differing }) => {
    const resource = `${name}/${logicalId}`;
    if (status === deleted) return [{ fact, resource, saw: status }];
    return differing
      .filter(({ pointer }) => !movingProperties[type]?.includes(pointer.split("/")[1] ?? ""))
      .map(({ pointer, value }) => ({ fact, resource, saw: `${status}: ${pointer} (value ${value})` }));
  });
}

/**
 * What a stack's drift says about its step. What already differed right after the stack was deployed is no change: AWS
 * completes properties, and CloudFormation reports some of them as drift. A status that proves nothing is unobservable.
 * @param before the readings to compare with; null right after a deployment, when everything but a deleted resource is new.
 */
export function askAboutDrift(
  drift: StackDrift,
  name: string,
  before: readonly Read[] | null,
): readonly Reading[] {
  const about = { check: unchanged, settles: false };
  const key = ({ resource, saw }: Read) => `${resource} ${saw}`;
  const known = new Set(before?.filter((read) => read.fact === fact).map(key));
  const isKnown = (read: Read) => read.saw !== deleted && (before === null || known.has(key(read)));
  const read = differences(drift, name).map(
    (one): Reading => ({ ...about, ...one, answer: isKnown(one) ? "held" : "broken" }),
  );
  if (read.some(({ answer }) => answer === "broken")) return read;
  return [
    ...read,
    { ...about, fact, resource: name, answer: isTold(drift) ? "held" : "unobservable", saw: drift.status },
  ];
}

/** Facts that have changed since the environment was validated. They count even if the checks still hold. */
export function askAboutFacts(before: readonly Read[], now: readonly Reading[]): readonly Reading[] {
  const key = (read: Pick<Reading, "fact" | "resource">) => `${read.resource} ${read.fact}`;
  const was = new Map(before.map((reading) => [key(reading), reading.saw]));
  const moved = now.filter((reading) => {
    const saw = was.get(key(reading));
    const moves = movingQuestions.includes(reading.fact) || teamFacts.includes(reading.fact);
    return saw !== undefined && saw !== reading.saw && !moves;
  });
  return [...new Map(moved.map((reading) => [key(reading), reading])).values()].map((reading) => ({
    ...reading,
    check: unchanged,
    answer: "broken",
    saw: `${reading.saw}; when it was validated: ${was.get(key(reading))}`,
    settles: false,
  }));
}
