/** The names that wait for themselves, directly or by way of others. */
export const circleIn = (waits: ReadonlyMap<string, readonly string[]>): readonly string[] =>
  [...waits.keys()].filter((name) => reaches(name, name, waits, new Set()));

function reaches(
  from: string,
  to: string,
  waits: ReadonlyMap<string, readonly string[]>,
  seen: Set<string>,
): boolean {
  return (waits.get(from) ?? []).some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(next, to, waits, seen);
  });
}
