/** Where a contract is kept: the account in memory, or an emulator's. Both are reached through the same SDK. */
export type Place = {
  /** A name that nothing else has here. */
  readonly unique: (name: string) => string;
  /** A table with the keys `pk` and `sk`. */
  readonly table: string;
  /** A versioned bucket under Object Lock. */
  readonly bucket: string;
  /** A P-256 key that signs. */
  readonly key: string;
  /** An HMAC key that makes and verifies MACs. */
  readonly linkKey: string;
  /** Lets time pass. */
  readonly pause: (ms: number) => Promise<void>;
  /** Deploys functions (JavaScript modules with a `handler`) and machines (definitions that name them by `${name}`). */
  readonly deploy: (deployed: {
    readonly functions?: Readonly<Record<string, string>>;
    readonly machines: Readonly<Record<string, object>>;
  }) => Promise<Readonly<Record<string, string>>>;
};

/** A sentence about a service, which must be true wherever the adapters meet it. */
export type Contract = {
  readonly says: string;
  /** Does it, and answers what was seen. */
  readonly act: (at: Place) => Promise<unknown>;
  /** What AWS documents. */
  readonly sees: unknown;
};

/** The name of the error that something throws; null if it throws none. */
export async function errorOf(act: Promise<unknown>): Promise<string | null> {
  try {
    await act;
    return null;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** Asks again and again until the answer is good, for a while. */
export async function eventually<T>(
  at: Place,
  ask: () => Promise<T>,
  isGood: (answer: T) => boolean,
): Promise<T> {
  const looks = 120;
  const pauseMs = 250;
  let answer = await ask();
  for (let look = 1; look < looks && !isGood(answer); look += 1) {
    await at.pause(pauseMs);
    answer = await ask();
  }
  return answer;
}
