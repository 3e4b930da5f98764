/**
 * `make`, which is asked only once for each of the latest `most` keys. It must be pure, and nobody may change what it
 * made: whoever asks for the same key gets the same value.
 */
export function remembering<Key, Value>(most: number, make: (key: Key) => Value): (key: Key) => Value {
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

/** A Map keeps its keys in the order in which they came. */
function forgetOldest<Key>(made: Map<Key, unknown>): void {
  for (const oldest of made.keys()) {
    made.delete(oldest);
    return;
  }
}
