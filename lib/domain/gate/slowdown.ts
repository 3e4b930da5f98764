const firstMs = 1_000;
const mostMs = 60_000;

/**
 * How long a browser's answers are ignored after its n-th wrong challenge: 1 s, 2 s, 4 s and so on, at most a
 * minute.
 */
export const slowdownMs = (guesses: number): number =>
  guesses < 1 ? 0 : Math.min(mostMs, firstMs * 2 ** (guesses - 1));
