/**
 * Memoizes `make` for the `most` most recent keys. `make` must be pure, and callers must not change its result: every
 * caller with the same key gets the same value.
 */
export function memoize<Key, Value>(most: number, make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    if (made.size >= most) forgetOldest(made);
    made.set(key, value);
    return value;
  };
}

/** A Map keeps its keys in insertion order, so the first key is the oldest. */
function forgetOldest<Key>(made: Map<Key, unknown>): void {
  for (const oldest of made.keys()) {
    made.delete(oldest);
    return;
  }
}
