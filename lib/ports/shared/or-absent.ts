/**
 * The answer of a describe call, or null if it fails with one of these error names, which mean that the resource doesn't
 * exist. Throws any other error: a call that failed proves nothing.
 */
export async function orAbsent<T>(ask: Promise<T>, ...absentNames: readonly string[]): Promise<T | null> {
  try {
    return await ask;
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (absentNames.some((absent) => name === absent || name === `${absent}Exception`)) return null;
    throw error;
  }
}
