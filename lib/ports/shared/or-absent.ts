/**
 * The answer of a describe call, or null when AWS answers with one of these error names that the resource does not exist.
 * Any other error is thrown: a failed call does not prove that the resource is gone.
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
