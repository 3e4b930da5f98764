/** What all pages of a list hold, in their order. It throws as the pages do. */
export async function allPages<P, T>(
  pages: AsyncIterable<P>,
  of: (page: P) => readonly T[],
): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...of(page));
  return found;
}
