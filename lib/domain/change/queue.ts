/** A submitted change, as far as its place in the queue goes. */
export type Queued = {
  readonly runId: string;
  readonly commit: string;
  readonly attempt: number;
  /** The commits before it on its first-parent line, newest first; empty for changes from before they were kept. */
  readonly ancestors: readonly string[];
  /** Whether it keeps its place when a newer change comes. */
  readonly kept: boolean;
};

/** A change that never begins, and the change that took its place. */
export type Overtaken<Q extends Queued = Queued> = { readonly queued: Q; readonly by: string };

/**
 * Whether `one` comes before `other`: it is on its first-parent line. The order of commits is their ancestry, never a clock. A
 * further attempt of an older commit is a person's wish, and comes before nothing.
 */
export const isOlder = (one: Queued, other: Pick<Queued, "commit" | "ancestors">): boolean =>
  one.attempt === 1 && one.commit !== other.commit && other.ancestors.includes(one.commit);

/**
 * What becomes of an arriving change. One that is older than what has begun never begins, and neither does one that is
 * older than a waiting change, unless it keeps its place. Otherwise it waits last, and the waiting changes that do not keep their
 * place give it to it, unless they are newer.
 * @param begun the newest change that has begun; null if none has.
 */
export function arrive<Q extends Queued>(
  arriving: Q,
  begun: Queued | null,
  waiting: readonly Q[],
): { readonly waiting: readonly Q[]; readonly overtaken: readonly Overtaken<Q>[] } {
  const newer =
    (begun !== null && isOlder(arriving, begun) ? begun : undefined) ??
    (arriving.kept ? undefined : waiting.find((other) => isOlder(arriving, other)));
  if (newer !== undefined) return { waiting, overtaken: [{ queued: arriving, by: newer.runId }] };
  const stays = (one: Q): boolean => one.kept || isOlder(arriving, one);
  return {
    waiting: [...waiting.filter(stays), arriving],
    overtaken: waiting.filter((one) => !stays(one)).map((queued) => ({ queued, by: arriving.runId })),
  };
}

/** The waiting changes in the order in which they begin: as they came, but none before one that it descends from. */
export function inPlaces<Q extends Queued>(waiting: readonly Q[]): readonly Q[] {
  const rest = [...waiting];
  const placed: Q[] = [];
  while (rest.length > 0) {
    const next = rest.findIndex((one) => !rest.some((other) => isOlder(other, one)));
    placed.push(...rest.splice(Math.max(0, next), 1));
  }
  return placed;
}

/** Which waiting change begins next, which wait on, and which never begin because something newer has begun since. */
export function nextInQueue<Q extends Queued>(
  begun: Queued | null,
  waiting: readonly Q[],
): { readonly next: Q | null; readonly waiting: readonly Q[]; readonly overtaken: readonly Overtaken<Q>[] } {
  const isOver = (one: Q) => begun !== null && isOlder(one, begun);
  const [next = null, ...rest] = inPlaces(waiting.filter((one) => !isOver(one)));
  return {
    next,
    waiting: rest,
    overtaken: begun === null ? [] : waiting.filter(isOver).map((queued) => ({ queued, by: begun.runId })),
  };
}

/** The newest change that has begun, after another one begins. A further attempt of an older commit does not become it. */
export const begunAfter = <Q extends Queued>(begun: Queued | null, beginning: Q): Queued =>
  begun?.ancestors.includes(beginning.commit) ? begun : beginning;
