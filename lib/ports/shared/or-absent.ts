/**
 * The answer of a describe call, or null when AWS says by one of these error names that there is no such resource. Any
 * other error passes: what could not be asked is not gone.
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
