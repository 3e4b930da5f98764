/** `make`, whose answer for each object is kept as long as the object lives: rules share what they ask again and again. */
export function kept<Key extends object, Answer>(make: (key: Key) => Answer): (key: Key) => Answer {
  const known = new WeakMap<Key, { readonly answer: Answer }>();
  return (key) => {
    const before = known.get(key) ?? { answer: make(key) };
    known.set(key, before);
    return before.answer;
  };
}
